"""`lockgate targets`: what `compile --target` takes."""

from __future__ import annotations

from argparse import Namespace

from lockgate.cli.output import Terminal
from lockgate.cli.shared import warn_of_plugins


def run(options: Namespace, terminal: Terminal) -> int:
    """List the targets, plugins' included."""
    warn_of_plugins(terminal)
    del options
    from lockgate.session.targets import names

    found = list(names())
    if terminal.json:
        terminal.write_json({"ok": True, "targets": [{"name": name} for name in found]})
    else:
        terminal.print("\n".join(found))
    return 0
