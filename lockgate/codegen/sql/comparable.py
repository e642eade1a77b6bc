"""Rows and groups of json for engines in which json has no equality: they are told apart by its text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.codegen.sql import groups, reshapes, steps, totals
from lockgate.codegen.sql.blocks import Block
from lockgate.ir.expr import AggregateCall, Cast, Column, Expr
from lockgate.ir.infer import infer
from lockgate.ir.rel import Aggregate, Distinct, Project, Rel, SetOperation
from lockgate.ir.types import JSON, STRING, Type

if TYPE_CHECKING:
    from lockgate.codegen.sql.relations import Builder


def distinct(build: Builder, rel: Distinct) -> Block:
    """The block of a DISTINCT."""
    names = _json(build, rel)
    if not names:
        return steps.distinct(build, rel)
    return _back(build, evolve(rel, input=build.put(_cast(rel.input, names, STRING))), names)


def set_operation(build: Builder, rel: SetOperation) -> Block:
    """The block of a set operation."""
    names = _json(build, rel)
    if not names or rel.kind == "union_all":
        return reshapes.set_operation(build, rel)
    sides = tuple(build.put(_cast(item, names, STRING)) for item in rel.inputs)
    return _back(build, evolve(rel, inputs=sides), names)


def aggregate(build: Builder, rel: Aggregate) -> Block:
    """The block of an aggregation."""
    schema = rel.input.schema
    swaps: dict[Expr, Expr] = {}
    if not build.dialect.json_equality:
        swaps = {expr: Cast(expr, STRING) for _, expr in rel.groups if infer(expr, schema)[0] == JSON}
    if not swaps:
        return _aggregate(build, rel)
    names = [name for name, expr in rel.groups if expr in swaps]
    keys = tuple((name, swaps.get(expr, expr)) for name, expr in rel.groups)
    calls = tuple((name, _grouping(expr, swaps)) for name, expr in rel.aggregates)
    return _back(build, evolve(rel, groups=keys, aggregates=calls), names)


def _aggregate(build: Builder, rel: Aggregate) -> Block:
    if rel.sets is not None and () in rel.sets and not build.dialect.empty_totals:
        return totals.aggregate(build, rel)
    return groups.aggregate(build, rel)


def _grouping(expr: Expr, swaps: dict[Expr, Expr]) -> Expr:
    """`grouping` names a group as it is written."""
    if isinstance(expr, AggregateCall) and expr.function == "grouping":
        return evolve(expr, args=tuple(swaps.get(arg, arg) for arg in expr.args))
    return expr


def _json(build: Builder, rel: Rel) -> list[str]:
    """The columns that cannot be compared."""
    if build.dialect.json_equality:
        return []
    return [item.name for item in rel.schema if item.type == JSON]


def _cast(rel: Rel, names: Iterable[str], kind: Type) -> Project:
    wanted = {name.casefold() for name in names}
    columns: list[tuple[str, Expr]] = []
    for name in rel.schema.names:
        column = Column(name)
        columns.append((name, Cast(column, kind) if name.casefold() in wanted else column))
    return Project(rel, tuple(columns))


def _back(build: Builder, rel: Rel, names: Iterable[str]) -> Block:
    """The relation with texts as json again."""
    return steps.project(build, build.kept(_cast(build.put(rel), names, JSON)))
