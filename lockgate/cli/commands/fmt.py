"""`lockgate fmt`: the one layout."""

from __future__ import annotations

from argparse import Namespace

from lockgate.cli.files import write_atomically
from lockgate.cli.output import Terminal, count
from lockgate.cli.shared import path_of
from lockgate.diagnostics.display import safe
from lockgate.diagnostics.to_json import all_to_json
from lockgate.session import Session


def run(options: Namespace, terminal: Terminal) -> int:
    """Write the files that change; with `--check` only name them, and give 1 when there are any."""
    session = Session(path_of(options))
    result = session.format()
    broken = any(item.severity == "error" for item in result.diagnostics)
    if not options.check:
        root = session.inputs().root
        for path, text in result.changed.items():
            write_atomically(root / path, text)
    ok = not broken and not (options.check and result.changed)
    if terminal.json:
        terminal.write_json(
            {
                "ok": ok,
                "changed": sorted(result.changed),
                "diagnostics": all_to_json(result.diagnostics, result.sources),
            }
        )
        return 0 if ok else 1
    terminal.diagnostics(result.diagnostics, result.sources)
    verb = "would change" if options.check else "changed"
    for path in sorted(result.changed):
        terminal.print(f"{verb} {safe(path, terminal.out)}")
    terminal.say(f"{verb} {count(len(result.changed), 'file')}")
    return 0 if ok else 1
