"""`lockgate fix`: apply the fixes that diagnostics carry."""

from __future__ import annotations

from argparse import Namespace

from lockgate.cli.files import write_atomically
from lockgate.cli.output import Terminal, count
from lockgate.cli.shared import path_of
from lockgate.diagnostics.display import safe
from lockgate.diagnostics.to_json import all_to_json
from lockgate.session import Session


def run(options: Namespace, terminal: Terminal) -> int:
    """Write the files that change; 1 when errors are left."""
    session = Session(path_of(options))
    result = session.fix(unsafe=options.unsafe)
    root = session.inputs().root
    for path, text in result.changed.items():
        write_atomically(root / path, text)
    left = result.left
    if terminal.json:
        terminal.write_json(
            {
                "ok": left.ok,
                "fixed": result.count,
                "changed": sorted(result.changed),
                "diagnostics": all_to_json(left.diagnostics, left.sources),
            }
        )
        return 0 if left.ok else 1
    terminal.diagnostics(left.diagnostics, left.sources, program=left.program, result=True)
    for path in sorted(result.changed):
        terminal.print(f"changed {safe(path, terminal.out)}")
    waiting = sum(any(fix.applicability == "unsafe" for fix in item.fixes) for item in left.diagnostics)
    hint = f"; `--unsafe` would mend {waiting} more" if waiting and not options.unsafe else ""
    terminal.say(f"mended {count(result.count, 'mistake')}{hint}")
    return 0 if left.ok else 1
