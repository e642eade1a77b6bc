"""Conditions joined by `and`, taken apart and put together again in their order.

The order is kept because an earlier condition may guard a later one: `x <> 0` and then `10 / x > 1`.
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve, frozen

from lockgate.ir.expr import Call, Expr
from lockgate.ir.rel import Filter, Rel
from lockgate.passes.optimise.facts import can_fail, is_deterministic

MOST = 32
"""Filters are merged up to so many conditions: more would nest too deeply for some engines."""


@frozen(slots=True, eq=False)
class Condition:
    """One condition, the filter that it comes from, and what may be done with it."""

    expr: Expr
    origin: Filter
    total: int
    """How many conditions that filter has."""
    fails: bool
    repeats: bool

    def rewritten(self, expr: Expr) -> Condition:
        """The condition over other columns."""
        return self if expr is self.expr else evolve(self, expr=expr, fails=can_fail(expr))


def split(filter: Filter) -> list[Condition]:
    """The conditions of a filter, in order."""
    parts = conjuncts(filter.predicate)
    return [Condition(item, filter, len(parts), can_fail(item), is_deterministic(item)) for item in parts]


def conjuncts(predicate: Expr) -> list[Expr]:
    """`a and b and c` as a list."""
    found: list[Expr] = []
    stack = [predicate]
    while stack:
        item = stack.pop()
        if isinstance(item, Call) and item.function == "and":
            stack.extend(reversed(item.args))
        else:
            found.append(item)
    return found


def filtered(rel: Rel, conditions: Sequence[Condition]) -> Rel:
    """The relation under filters that hold the conditions; filters that did not change are the same objects.

    A condition that may fail is not merged with those of an earlier filter, which may guard it.
    """
    group: list[Condition] = []
    for condition in conditions:
        guarded = condition.fails and any(item.origin is not condition.origin for item in group)
        full = len(group) >= MOST and group[-1].origin is not condition.origin
        if guarded or full:
            rel, group = _filter(rel, group), []
        group.append(condition)
    return _filter(rel, group) if group else rel


def _filter(rel: Rel, group: list[Condition]) -> Filter:
    origin = group[0].origin
    if len(group) == group[0].total:
        own = conjuncts(origin.predicate)
        if all(item.expr is expr for item, expr in zip(group, own, strict=True)):
            return origin if origin.input is rel else evolve(origin, input=rel)
    predicate = group[0].expr
    for item in group[1:]:
        predicate = Call("and", (predicate, item.expr), span=item.expr.span)
    return Filter(rel, predicate, hint=origin.hint, span=origin.span)
