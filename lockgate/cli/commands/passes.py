"""`lockgate passes`: what `ir --passes` takes."""

from __future__ import annotations

from argparse import Namespace

from lockgate.cli.output import Terminal
from lockgate.cli.shared import warn_of_plugins
from lockgate.cli.tables import table
from lockgate.passes.compiler_pass import Option


def run(options: Namespace, terminal: Terminal) -> int:
    """List the passes, plugins' included."""
    warn_of_plugins(terminal)
    del options
    from lockgate.session.pipeline import passes

    found = passes()
    if terminal.json:
        shown = [
            {
                "name": item.name,
                "kind": item.kind,
                "default": item.default,
                "after": list(item.after),
                "options": [
                    {"name": option.name, "type": option.type.__name__, "default": option.default}
                    for option in item.options
                ],
                "doc": item.doc,
                "origin": item.origin,
            }
            for item in found
        ]
        terminal.write_json({"ok": True, "passes": shown})
    else:
        rows = [
            [item.name, item.kind, " ".join(map(_option, item.options)), item.summary, item.origin]
            for item in found
        ]
        heads = ["pass", "kind", "options", "what it does", "from"]
        terminal.print(table(heads, rows, terminal.out, widest=100))
    return 0


def _option(option: Option) -> str:
    value = str(option.default).lower() if isinstance(option.default, bool) else option.default
    return f"{option.name}={value}"
