"""Which of a relation's inputs takes a condition that lies on the relation.

A condition goes down only where it is true of the same rows of the output as before. One that may raise an
error goes down only where it sees no row that it did not see before: not past a join that drops rows, nor past an
earlier condition that stays.
"""

from __future__ import annotations

from collections.abc import Callable, Container
from typing import assert_never

from lockgate.ir.expr import Column, Expr, Literal, WindowCall
from lockgate.ir.infer import filtered, infer
from lockgate.ir.nonnull import required
from lockgate.ir.rel import (
    Aggregate,
    Bind,
    Distinct,
    DistinctOn,
    Filter,
    Join,
    Limit,
    Named,
    Project,
    Rel,
    Scan,
    SetOperation,
    Sort,
    Unnest,
    Unpivot,
    Values,
)
from lockgate.ir.traverse import columns_of, size, substitute, walk_expr
from lockgate.ir.types import Schema
from lockgate.passes.optimise.conditions import Condition
from lockgate.passes.optimise.facts import can_fail, has_window, is_deterministic

MOST_FALLING = 64
"""Conditions that fall through one relation: all beyond stay, so that deep queries with many filters stay cheap."""

Shares = tuple[list[Condition], ...]
"""What each input takes."""


def route(rel: Rel, conditions: list[Condition], limit: int) -> tuple[list[Condition], Shares]:
    """The conditions that stay above, and what each input takes, in order."""
    match rel:
        case Scan() | Values():
            return conditions, ()
        case Bind() | Limit():
            return conditions, ([],)
        case Filter() | Sort() | Distinct():
            # Another condition sees the same rows or fewer; distinct rows have the same values.
            return _one(conditions, lambda item: item, most=len(conditions))
        case DistinctOn():
            keys = {name.casefold() for name in rel.keys}
            return _one(conditions, lambda item: item if _within(item, keys) else None)
        case Project():
            return _one(conditions, _Through(rel.input.schema, rel.columns, rel.schema, limit))
        case Aggregate():
            if rel.sets is not None or not rel.groups:
                return conditions, ([],)
            return _one(conditions, _Through(rel.input.schema, rel.groups, rel.schema, limit))
        case Join():
            return _join(rel, conditions)
        case SetOperation():
            return _set(rel, conditions)
        case Unpivot():
            kept = rel.schema.by_name.keys() - {rel.name.casefold(), rel.value.casefold()}
            return _one(conditions, lambda item: item if rel.columns and _within(item, kept) else None)
        case Unnest():
            below = rel.input.schema.by_name
            return _one(conditions, lambda item: item if _within(item, below) else None, total=True)
        case _:
            assert_never(rel)


def _within(condition: Condition, names: Container[str]) -> bool:
    """It uses only columns of these case-folded names."""
    return all(name.casefold() in names for name in columns_of(condition.expr))


def _one(
    conditions: list[Condition],
    lowered: Callable[[Condition], Condition | None],
    *,
    total: bool = False,
    most: int = MOST_FALLING,
) -> tuple[list[Condition], Shares]:
    """What `lowered` gives goes down. `total`: only what cannot fail; `most`: no more than so many."""
    stay: list[Condition] = []
    down: list[Condition] = []
    for item in conditions:
        free = item.repeats and not (item.fails and (total or stay))
        made = lowered(item) if free and len(down) < most else None
        if made is None:
            stay.append(item)
        else:
            down.append(made)
    return stay, (down,)


class _Through:
    """Substitutes the expressions behind names; None where that changes rows, errors, types or costs too much."""

    def __init__(self, schema: Schema, columns: tuple[Named, ...], output: Schema, limit: int) -> None:
        self.input = schema
        self.output = output
        self.limit = limit
        self.mapping = {name.casefold(): expr for name, expr in columns}
        self.partitions = [
            _partition(item)
            for _, expr in columns
            for item in walk_expr(expr)
            if isinstance(item, WindowCall)
        ]
        self._plain: dict[str, bool] = {}

    def __call__(self, condition: Condition) -> Condition | None:
        names = [name.casefold() for name in columns_of(condition.expr)]
        if not all(map(self._may_move, names)):
            return None
        made = substitute(condition.expr, self.mapping)
        if self.partitions:
            # Rows of other partitions may go: a window does not see them.
            used = {name.casefold() for name in columns_of(made)}
            if not all(used <= partition for partition in self.partitions):
                return None
        computed = not all(isinstance(self.mapping[name], Column) for name in names)
        if computed and (size(made) > self.limit or not self._keeps_values(condition.expr, made)):
            return None
        return condition.rewritten(made)

    def _may_move(self, name: str) -> bool:
        """The expression behind the name may be evaluated once more, below."""
        known = self._plain.get(name)
        if known is None:
            expr = self.mapping.get(name)  # None: an aggregate
            known = isinstance(expr, (Column, Literal)) or (
                expr is not None and is_deterministic(expr) and not (has_window(expr) or can_fail(expr))
            )
            self._plain[name] = known
        return known

    def _keeps_values(self, above: Expr, below: Expr) -> bool:
        """Columns that the condition proves to be not NULL are proved so by the lowered one as well."""
        schema: Schema | None = None
        for name in sorted(required(above)):
            field = self.output.get(name)
            if field is None or not field.nullable:
                continue
            schema = schema if schema is not None else filtered(self.input, below)
            if infer(self.mapping[name], schema)[1]:
                return False
        return True


def _partition(window: WindowCall) -> set[str]:
    return {item.name.casefold() for item in window.partition if isinstance(item, Column)}


def _join(rel: Join, conditions: list[Condition]) -> tuple[list[Condition], Shares]:
    """To the side that has all its columns, and whose rows the join does not fill up with NULLs."""
    takes_left = rel.kind in ("inner", "cross", "left", "semi", "anti")
    takes_right = rel.kind in ("inner", "cross", "right")
    keeps_all = rel.kind in ("left", "right")
    stay: list[Condition] = []
    left: list[Condition] = []
    right: list[Condition] = []
    for item in conditions:
        free = item.repeats and not (item.fails and (not keeps_all or stay))
        if free and takes_left and _within(item, rel.left.schema.by_name):
            left.append(item)
        elif free and takes_right and _within(item, rel.right.schema.by_name):
            right.append(item)
        else:
            stay.append(item)
    return stay, (left, right)


def _set(rel: SetOperation, conditions: list[Condition]) -> tuple[list[Condition], Shares]:
    """To every input, each under the names as it spells them."""
    total = rel.kind in ("intersect", "except")
    stay, (down,) = _one(conditions, lambda item: item, total=total)
    shares: list[list[Condition]] = []
    for item in rel.inputs:
        own: dict[str, Expr] = {name.casefold(): Column(name) for name in item.schema.names}
        same = item.schema.names == rel.schema.names
        shares.append([c if same else c.rewritten(substitute(c.expr, own)) for c in down])
    return stay, tuple(shares)
