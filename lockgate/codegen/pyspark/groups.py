"""Aggregation: `groupBy(…).agg(…)`, rollups, cubes and grouping sets."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.codegen.pyspark import tree
from lockgate.codegen.pyspark.columns import reference
from lockgate.codegen.pyspark.frames import Frame
from lockgate.ir.expr import AggregateCall, Column, Expr
from lockgate.ir.rel import Aggregate, Named
from lockgate.ir.types import Field, Schema

if TYPE_CHECKING:
    from lockgate.codegen.pyspark.relations import Builder


def aggregate(build: Builder, rel: Aggregate) -> Frame:
    frame = build.input(rel.input)
    columns = [build.renames(name) for name in rel.schema.names]
    schema = rel.input.schema
    if rel.sets is not None:
        frame = _sets(build, rel, frame, columns)
    elif not rel.aggregates and rel.groups:
        keys = [build.named(*item, schema) for item in rel.groups]
        frame = frame.then("select", *keys, columns=columns).then("distinct")
    else:
        if rel.groups:
            frame = frame.then("groupBy", *(build.named(*item, schema) for item in rel.groups))
        frame = _agg(build, frame, rel.aggregates, schema, columns)
    return evolve(frame, hint=rel.hint or frame.hint)


def _agg(
    build: Builder, frame: Frame, aggregates: tuple[Named, ...], schema: Schema, columns: Sequence[str]
) -> Frame:
    """`agg(…)`, which takes at least one aggregate."""
    if aggregates:
        return frame.then("agg", *_aggregates(build, aggregates, schema), columns=columns)
    count = build.renames.free("row_count")
    counted = tree.method(tree.functions("count", tree.const("*")), "alias", tree.const(count))
    return frame.then("agg", counted).then("drop", tree.const(count), columns=columns)


def _aggregates(build: Builder, aggregates: tuple[Named, ...], schema: Schema) -> list[tree.Expr]:
    made: list[tree.Expr] = []
    for name, call in aggregates:
        assert isinstance(call, AggregateCall)
        node = build.writer.column(build.lowering(schema).aggregate(call, None))
        made.append(tree.method(node, "alias", tree.const(build.renames(name))))
    return made


def _sets(build: Builder, rel: Aggregate, frame: Frame, columns: list[str]) -> Frame:
    """Groups are columns of their own first: leaving one out of a set leaves out nothing else of the row."""
    assert rel.sets is not None
    keys: list[str] = []
    swaps: dict[Expr, Expr] = {}
    made: list[tuple[str, tree.Expr]] = []
    fields = list(rel.input.schema.fields)
    for (_, expr), field in zip(rel.groups, rel.schema.fields, strict=False):
        if isinstance(expr, Column) and expr not in swaps:
            swaps[expr] = expr
            keys.append(build.renames(expr.name))
            continue
        key = build.renames.free(f"group_{len(made) + 1}")
        made.append((key, build.column(expr, rel.input.schema)))
        swaps.setdefault(expr, Column(key))
        fields.append(Field(key, field.type, True))
        keys.append(key)
    if len(made) == 1:
        frame = frame.then("withColumn", tree.const(made[0][0]), made[0][1])
    elif made:
        frame = frame.then("withColumns", tree.dict_of(made))
    references = [tree.const(reference(key)) for key in keys]
    if rel.sets == tuple(tuple(range(size)) for size in range(len(keys), -1, -1)):
        frame = frame.then("rollup", *references)
    elif sorted(rel.sets) == sorted(_cube(len(keys))):
        frame = frame.then("cube", *references)
    else:
        sets = tree.list_of(
            tree.list_of(tree.functions("col", references[at]) for at in item) for item in rel.sets
        )
        frame = frame.then("groupingSets", sets, *references)
    aggregates = tuple((name, _swapped(call, swaps)) for name, call in rel.aggregates)
    schema = Schema(tuple(fields))
    frame = _agg(build, frame, aggregates, schema, (*keys, *columns[len(keys) :]))
    shown = [build.renames(name) for name, _ in rel.groups]
    renamed = [(old, new) for old, new in zip(keys, shown, strict=True) if old != new]
    if not renamed:
        return frame
    if len(renamed) == 1:
        return frame.then("withColumnRenamed", *map(tree.const, renamed[0]), columns=columns)
    pairs = tree.dict_of([(old, tree.const(new)) for old, new in renamed])
    return frame.then("withColumnsRenamed", pairs, columns=columns)


def _cube(size: int) -> list[tuple[int, ...]]:
    return [item for count in range(size + 1) for item in combinations(range(size), count)]


def _swapped(call: Expr, swaps: dict[Expr, Expr]) -> Expr:
    if isinstance(call, AggregateCall) and call.function == "grouping":
        return evolve(call, args=tuple(swaps.get(arg, arg) for arg in call.args))
    return call
