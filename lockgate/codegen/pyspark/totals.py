"""Grand totals of grouping sets as aggregates of their own: Spark gives none where there is no row at all."""

from __future__ import annotations

from attrs import evolve

from lockgate.ir.expr import AggregateCall, Column, Expr, Literal
from lockgate.ir.rel import Aggregate, Named, Project, Rel, SetOperation
from lockgate.ir.types import BIGINT


def totals_apart(rel: Rel) -> Rel:
    """An aggregate of which one set is empty as the other sets, and the total beneath."""
    if not isinstance(rel, Aggregate) or rel.sets is None or () not in rel.sets:
        return rel
    others = tuple(item for item in rel.sets if item)
    total = _total(rel)
    parts: list[Rel] = [total] * (len(rel.sets) - len(others))
    if others == (tuple(range(len(rel.groups))),):
        parts.insert(0, _ungrouped(evolve(rel, sets=None)))
    elif others:
        parts.insert(0, evolve(rel, sets=others))
    return parts[0] if len(parts) == 1 else SetOperation("union_all", tuple(parts), hint=rel.hint)


def _total(rel: Aggregate) -> Rel:
    """One row of all rows, in which every group is NULL."""
    plain = tuple(item for item in rel.aggregates if not _asks(item[1]))
    made = Aggregate(rel.input, (), plain, hint=rel.hint)
    columns: list[Named] = [
        (item.name, Literal(None, item.type)) for item in rel.schema.fields[: len(rel.groups)]
    ]
    columns += [(name, Literal(1, BIGINT) if _asks(call) else Column(name)) for name, call in rel.aggregates]
    return Project(made, tuple(columns))


def _ungrouped(rel: Aggregate) -> Rel:
    """One plain grouping, where `grouping` is 0."""
    plain = tuple(item for item in rel.aggregates if not _asks(item[1]))
    if len(plain) == len(rel.aggregates):
        return rel
    columns: list[Named] = [(name, Column(name)) for name, _ in rel.groups]
    columns += [(name, Literal(0, BIGINT) if _asks(call) else Column(name)) for name, call in rel.aggregates]
    return Project(evolve(rel, aggregates=plain), tuple(columns))


def _asks(expr: Expr) -> bool:
    return isinstance(expr, AggregateCall) and expr.function == "grouping"
