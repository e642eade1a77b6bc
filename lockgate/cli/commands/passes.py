"""`lockgate passes`: what `ir --passes` takes."""

from __future__ import annotations

from argparse import Namespace

from lockgate.cli.output import Terminal
from lockgate.cli.tables import table


def run(options: Namespace, terminal: Terminal) -> int:
    """List the passes, plugins' included."""
    del options
    from lockgate.session.pipeline import passes

    found = passes()
    if terminal.json:
        terminal.write_json({"ok": True, "passes": [dict(item) for item in found]})
    else:
        rows = [[item["name"], item["kind"], item["options"], item["doc"]] for item in found]
        terminal.print(table(["pass", "kind", "options", "what it does"], rows, terminal.out, widest=100))
    return 0
