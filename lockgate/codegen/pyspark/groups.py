"""Aggregation: `groupBy(…).agg(…)` and grouping sets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.codegen.pyspark import projections, tree
from lockgate.codegen.pyspark.columns import column, reference
from lockgate.codegen.pyspark.frames import Frame
from lockgate.ir.expr import AggregateCall, Column, Expr
from lockgate.ir.rel import Aggregate, Named
from lockgate.ir.types import Field, Schema

if TYPE_CHECKING:
    from lockgate.codegen.pyspark.relations import Builder


def aggregate(build: Builder, rel: Aggregate) -> Frame:
    frame = build.input(rel.input)
    columns = build.spelled(rel.schema)
    schema = rel.input.schema
    if rel.sets is not None:
        return _sets(build, rel, frame, columns).called(rel.hint)
    keys = [build.named(*item, schema) for item in rel.groups]
    if keys and not rel.aggregates:
        return frame.then("select", *keys, columns=columns).then("distinct").called(rel.hint)
    if keys:
        frame = frame.then("groupBy", *keys)
    return _agg(build, frame, rel.aggregates, schema, columns).called(rel.hint)


def _agg(
    build: Builder, frame: Frame, aggregates: tuple[Named, ...], schema: Schema, columns: Sequence[str]
) -> Frame:
    """`agg(…)`, which takes at least one aggregate."""
    if aggregates:
        return frame.then("agg", *_aggregates(build, aggregates, schema), columns=columns)
    count = build.renames.free("row_count")
    counted = tree.method(tree.functions("count", tree.const("*")), "alias", tree.const(count))
    return frame.then("agg", counted, columns=(*columns, count)).dropping(count)


def _aggregates(build: Builder, aggregates: tuple[Named, ...], schema: Schema) -> list[tree.Expr]:
    made: list[tree.Expr] = []
    for name, call in aggregates:
        assert isinstance(call, AggregateCall)
        node = build.writer.column(build.lowering(schema).aggregate(call, None))
        made.append(tree.method(node, "alias", tree.const(build.renames(name))))
    return made


def _sets(build: Builder, rel: Aggregate, frame: Frame, columns: tuple[str, ...]) -> Frame:
    """Groups are columns of their own first: leaving one out of a set leaves out nothing else of the row."""
    assert rel.sets is not None
    keys: list[str] = []
    swaps: dict[Expr, Expr] = {}
    made: list[tuple[str, tree.Expr]] = []
    fields = list(rel.input.schema.fields)
    for (name, expr), field in zip(rel.groups, rel.schema.fields, strict=False):
        if projections.is_same(name, expr, build.renames) and expr not in swaps:
            swaps[expr] = expr
            keys.append(build.renames(name))
            continue
        key = build.renames.free(f"group_{len(made) + 1}")
        made.append((key, build.column(expr, rel.input.schema)))
        swaps.setdefault(expr, Column(key))
        fields.append(Field(key, field.type, True))
        keys.append(key)
    frame = projections.with_columns(frame, made)
    sets = tree.list_of(tree.list_of(column(keys[at]) for at in item) for item in rel.sets)
    frame = frame.then("groupingSets", sets, *(tree.const(reference(key)) for key in keys))
    aggregates = tuple((name, _swapped(call, swaps)) for name, call in rel.aggregates)
    given = (*keys, *columns[len(keys) :])
    frame = _agg(build, frame, aggregates, Schema(tuple(fields)), given)
    renamed = [(old, new) for old, new in zip(given, columns, strict=True) if old != new]
    return projections.renamed(frame, renamed, columns)


def _swapped(call: Expr, swaps: dict[Expr, Expr]) -> Expr:
    if isinstance(call, AggregateCall) and call.function == "grouping":
        return evolve(call, args=tuple(swaps.get(arg, arg) for arg in call.args))
    return call
