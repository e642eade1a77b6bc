"""`lockgate ir`: the program between passes."""

from __future__ import annotations

from argparse import Namespace
from typing import Any

from lockgate.cli.output import Terminal
from lockgate.cli.shared import params_of, path_of, warn_of_plugins
from lockgate.cli.tables import table
from lockgate.diagnostics.to_json import all_to_json
from lockgate.session import Session


def run(options: Namespace, terminal: Terminal) -> int:
    """Print the canonical text after the passes; 1 for a project with errors."""
    warn_of_plugins(terminal)
    from lockgate.session.pipeline import between

    result = Session(path_of(options), params=params_of(options)).check()
    diagnostics = all_to_json(result.diagnostics, result.sources) if terminal.json else []
    if not result.ok:
        if terminal.json:
            terminal.write_json({"ok": False, "diagnostics": diagnostics})
        else:
            terminal.diagnostics(result.diagnostics, result.sources, program=result.program)
        return 1
    found = between(result.program, options.passes, options.after, options.time)
    if terminal.json:
        passes: list[dict[str, Any]] = [
            {"name": item.name, "kind": item.kind, "changed": item.changed} for item in found.trace.entries
        ]
        if options.time:
            for shown, item in zip(passes, found.trace.entries, strict=True):
                shown["seconds"] = round(item.seconds, 6)
        terminal.write_json(
            {
                "ok": True,
                "diagnostics": diagnostics,
                "pipeline": str(found.pipeline),
                "passes": passes,
                "ir": found.text,
            }
        )
        return 0
    terminal.print(found.text)
    if options.time:
        rows = [
            [item.name, item.kind, "yes" if item.changed else "no", f"{item.seconds * 1000:.1f}"]
            for item in found.trace.entries
        ]
        terminal.say(table(["pass", "kind", "changed", "ms"], rows, terminal.err, right=(3,)))
    return 0
