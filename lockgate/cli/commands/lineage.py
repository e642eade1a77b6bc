"""`lockgate lineage`: where a column comes from and goes."""

from __future__ import annotations

import json
from argparse import Namespace

from lockgate.cli.output import Terminal
from lockgate.cli.shared import path_of
from lockgate.diagnostics.to_json import all_to_json
from lockgate.session import Session


def run(options: Namespace, terminal: Terminal) -> int:
    """Print it in a format; 1 for a project with errors."""
    session = Session(path_of(options))
    result = session.check()
    as_json = terminal.json or options.format == "json"
    if not result.ok:
        if as_json:
            terminal.write_json({"ok": False, "diagnostics": all_to_json(result.diagnostics, result.sources)})
        else:
            terminal.diagnostics(result.diagnostics, result.sources)
        return 1
    text = session.lineage(
        None if options.what == "*" else options.what, "json" if as_json else options.format
    )
    if as_json:
        terminal.write_json(json.loads(text))
    elif options.format == "text":
        terminal.print(text)
    else:
        terminal.payload(text)
    return 0
