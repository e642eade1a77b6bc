"""How far from the sources a diagnostic is: a mistake in what others build on is read before theirs."""

from __future__ import annotations

from bisect import bisect_right

from lockgate.analysis.graph import build_order, depends_on
from lockgate.diagnostics import Diagnostic
from lockgate.diagnostics.reading import Depth
from lockgate.ir.program import Program


def depths(program: Program) -> Depth:
    """The depth of the declaration in which a diagnostic lies; sources, and what is in no model, have none."""
    needs = depends_on(program)
    order: dict[str, int] = {}
    for name in build_order(program):
        order[name] = 1 + max((order.get(item, 0) for item in needs[name]), default=0)
    starts: dict[str, list[tuple[int, int]]] = {}
    spans = [(item.span, 0) for item in program.sources]
    spans += [(item.span, order.get(item.name, 0)) for item in program.models]
    for span, deep in spans:
        if span is not None:
            starts.setdefault(span.file, []).append((span.start, deep))
    for found in starts.values():
        found.sort()

    def depth(item: Diagnostic) -> int:
        found = starts.get(item.span.file, [])
        at = bisect_right(found, (item.span.start, len(order) + 1))
        return found[at - 1][1] if at else 0

    return depth
