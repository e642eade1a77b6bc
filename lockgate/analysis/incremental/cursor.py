"""The source columns that a cursor is computed from: `max(o.updated_at)` tells of changes of `shop.orders`."""

from __future__ import annotations

from attrs import frozen

from lockgate.analysis.used import used
from lockgate.ir.expr import Parameter
from lockgate.ir.rel import Aggregate, Project, Rel, Scan, SetOperation, Unnest, Unpivot, Values
from lockgate.ir.traverse import children, walk_expr


@frozen
class Traced:
    """Where a cursor's values come from."""

    columns: tuple[tuple[str, str], ...] = ()
    """(dataset, column)."""
    clock: bool = False
    """It is computed from the run's own time."""


def trace(rel: Rel, column: str) -> Traced:
    """The dataset columns that a column of a relation, takes its value from."""
    found: dict[tuple[str, str], None] = {}
    clock = False
    seen: set[tuple[int, str]] = set()
    waiting = [(rel, rel.schema[column].name)]
    while waiting:
        item, name = waiting.pop()
        if (id(item), name) in seen:
            continue
        seen.add((id(item), name))
        match item:
            case Scan():
                found.setdefault((item.dataset, name))
            case Values():
                pass
            case Project() | Aggregate():
                named = item.columns if isinstance(item, Project) else (*item.groups, *item.aggregates)
                expr = dict(named)[name]
                clock = clock or any(isinstance(part, Parameter) for part in walk_expr(expr))
                waiting.extend((item.input, used_name) for used_name in reversed(used(expr)[0]))
            case SetOperation():
                waiting.extend((side, name) for side in reversed(item.inputs))
            case Unpivot() if name == item.value:
                waiting.extend((item.input, moved) for moved in reversed(item.columns))
            case Unnest() if name == item.name:
                waiting.extend((item.input, used_name) for used_name in reversed(used(item.expr)[0]))
            case _:
                waiting.extend((side, name) for side in children(item) if name in side.schema)
    return Traced(tuple(found), clock)
