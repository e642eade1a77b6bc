"""`lockgate functions`: the functions of the language."""

from __future__ import annotations

from argparse import Namespace

from lockgate.cli.output import Terminal
from lockgate.cli.tables import table


def run(options: Namespace, terminal: Terminal) -> int:
    """List them by family, with signature, rules and a line of documentation."""
    del options
    from lockgate.ir.functions import REGISTRY

    found = sorted(
        (item for item in REGISTRY.values() if item.kind != "operator"),
        key=lambda item: (item.kind, item.family, item.name),
    )
    if terminal.json:
        terminal.write_json(
            {
                "ok": True,
                "functions": [
                    {
                        "name": item.name,
                        "kind": item.kind,
                        "family": item.family,
                        "signature": item.signature,
                        "nulls": item.nulls,
                        "deterministic": item.deterministic,
                        "labels": item.labels,
                        "doc": item.doc,
                    }
                    for item in found
                ],
            }
        )
        return 0
    families = dict.fromkeys((item.kind, item.family) for item in found)
    parts = []
    for kind, family in families:
        rows = [[item.signature, item.doc] for item in found if (item.kind, item.family) == (kind, family)]
        title = family if family.startswith(kind) else f"{family} ({kind})"
        parts.append(f"{title}\n{table(['signature', 'meaning'], rows, terminal.out, widest=100)}")
    terminal.print("\n\n".join(parts))
    return 0
