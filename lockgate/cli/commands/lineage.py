"""`lockgate lineage`: where a column comes from and goes."""

from __future__ import annotations

import json
from argparse import Namespace
from pathlib import Path

from lockgate.cli.output import Terminal
from lockgate.cli.shared import params_of, path_of
from lockgate.diagnostics.to_json import all_to_json
from lockgate.session import Session

SHOWN = ("label-leak", "policy-violation")
"""Errors of a project whose lineage is known: it is asked for to see where a leak comes from."""
ASCII = str.maketrans({"├": "|", "└": "`", "│": "|", "─": "-"})


def run(options: Namespace, terminal: Terminal) -> int:
    """Print it in a format; 1 for a project with errors."""
    what = options.what
    if options.path is None and what is not None and _is_path(what):
        # `lockgate lineage shop/` is about the whole project there.
        options.path, what = Path(what), None
    session = Session(path_of(options), params=params_of(options))
    result = session.check()
    as_json = terminal.json or options.format == "json"
    if any(item.severity == "error" and item.name not in SHOWN for item in result.diagnostics):
        if as_json:
            terminal.write_json({"ok": False, "diagnostics": all_to_json(result.diagnostics, result.sources)})
        else:
            terminal.diagnostics(result.diagnostics, result.sources)
        return 1
    text = session.lineage(None if what == "*" else what, "json" if as_json else options.format)
    if as_json:
        terminal.write_json({"ok": True, **json.loads(text)})
    elif options.format == "text":
        terminal.print(text if terminal.out.can_show("├") else text.translate(ASCII))
    else:
        terminal.payload(text)
    return 0


def _is_path(word: str) -> bool:
    """Names of datasets have no slash, and no project lies in a folder of theirs."""
    path = Path(word)
    return word in (".", "..") or "/" in word or path.suffix == ".gate" or (path / "lockgate.toml").is_file()
