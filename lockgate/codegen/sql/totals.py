"""Grand totals for engines that give none of no rows: the grouping set of nothing becomes a query of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.codegen.sql.blocks import Block
from lockgate.ir.expr import AggregateCall, Cast, Column, Expr, Literal
from lockgate.ir.rel import Aggregate, Project, Rel, SetOperation
from lockgate.ir.types import BIGINT, NULL, UNKNOWN, Type

if TYPE_CHECKING:
    from lockgate.codegen.sql.relations import Builder


def aggregate(build: Builder, rel: Aggregate) -> Block:
    """The same rows as a union of the other grouping sets with each grand total."""
    assert rel.sets is not None
    source = build.apart(rel.input)
    others = tuple(item for item in rel.sets if item)
    parts = [_total(build, evolve(rel, input=source)) for _ in range(len(rel.sets) - len(others))]
    if others:
        parts.insert(0, build.put(evolve(rel, input=source, sets=others)))
    if len(parts) == 1:
        return build.input(parts[0])
    block = build.step(SetOperation("union_all", tuple(parts), hint=rel.hint))
    block.alias = rel.hint
    return block


def _total(build: Builder, rel: Aggregate) -> Rel:
    def is_grouping(call: Expr) -> bool:
        return isinstance(call, AggregateCall) and call.function == "grouping"

    kept = tuple((name, call) for name, call in rel.aggregates if not is_grouping(call))
    alone = build.put(Aggregate(rel.input, (), kept))
    columns: list[tuple[str, Expr]] = [(name, _null(rel.schema[name].type)) for name, _ in rel.groups]
    for name, call in rel.aggregates:
        columns.append((name, Literal(1, BIGINT) if is_grouping(call) else Column(name)))
    return build.put(Project(alone, tuple(columns)))


def _null(kind: Type) -> Expr:
    return Literal(None, kind) if kind in (NULL, UNKNOWN) else Cast(Literal(None, NULL), kind)
