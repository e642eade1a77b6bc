"""Move each filter as near to its source as its columns allow.

    scan orders |> project order_id, (amount * 2) as doubled |> filter (order_id > 7)
    →
    scan orders |> filter (order_id > 7) |> project order_id, (amount * 2) as doubled

Two walks: from the output down, each relation is told which conditions lie on it and says which of its inputs
takes each (`routes`); from the sources up, the relations are built anew. Bindings are a barrier, because others
read them too. A condition is never evaluated on a row that it did not see before, if it may raise an error there.
"""

from __future__ import annotations

from collections import Counter

from lockgate.ir.rel import Bind, Filter, Rel
from lockgate.ir.traverse import children, derive_new, map_children, walk
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.optimise.conditions import Condition, filtered, split
from lockgate.passes.optimise.routes import route


@compiler_pass("push-filters", kind="optimise", after=("fold-constants",))
def push_filters(rel: Rel, *, limit: int = 200) -> Rel:
    """Move filters towards the sources; a condition that substitution would make larger than `limit` stays."""
    order = list(walk(rel))
    if not any(isinstance(item, Filter) for item in order):
        return rel
    kept = _descend(order, limit)
    made: dict[int, Rel] = {}
    for item in order:
        if isinstance(item, Filter):
            built = made[id(item.input)]
        else:
            built = map_children(item, lambda child: made[id(child)])
        result = filtered(built, kept[id(item)])
        derive_new(result, item)
        made[id(item)] = result
    return made[id(rel)]


def _descend(order: list[Rel], limit: int) -> dict[int, list[Condition]]:
    """The conditions that stay right above each relation (above a filter's input, for a filter)."""
    uses = Counter(id(child) for item in order for child in children(item))
    falling: dict[int, list[Condition]] = {}
    kept: dict[int, list[Condition]] = {}
    for item in reversed(order):
        conditions = falling.get(id(item), [])
        if isinstance(item, Filter):
            conditions = split(item) + conditions
        inputs = children(item)
        if any(uses[id(child)] > 1 for child in inputs) or isinstance(item, Bind):
            kept[id(item)] = conditions
            continue
        stay, passed = route(item, conditions, limit)
        kept[id(item)] = stay
        for child, share in zip(inputs, passed, strict=True):
            falling[id(child)] = share
    return kept
