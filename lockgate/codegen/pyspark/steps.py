"""Operators that keep a table's columns: filter, distinct, distinct on, sort, limit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp

from lockgate.codegen.pyspark import tree, windows
from lockgate.codegen.pyspark.frames import Frame
from lockgate.ir.expr import Call, Column, WindowCall
from lockgate.ir.rel import Distinct, DistinctOn, Filter, Limit, Sort

if TYPE_CHECKING:
    from lockgate.codegen.pyspark.relations import Builder


def filter(build: Builder, rel: Filter) -> Frame:
    return build.input(rel.input).then("filter", build.column(rel.predicate, rel.input.schema))


def distinct(build: Builder, rel: Distinct) -> Frame:
    return build.input(rel.input).then("distinct")


def distinct_on(build: Builder, rel: DistinctOn) -> Frame:
    """The first row of each group, by its number."""
    frame = build.input(rel.input)
    number = build.renames.free("row_number")
    partition = tuple(Column(name) for name in rel.keys)
    call = WindowCall(Call("row_number", ()), partition, rel.order)
    node = build.lowering(rel.input.schema).firm(call)
    counted = build.writer.column(node.this if isinstance(node, exp.Cast) else node)
    numbered = frame.then("withColumn", tree.const(number), counted, columns=(*frame.columns, number))
    made = numbered.then("filter", tree.equal(tree.functions("col", tree.const(number)), tree.const(1)))
    if not build.is_exact(rel):
        return made
    return made.dropping(number)


def sort(build: Builder, rel: Sort) -> Frame:
    keys = build.lowering(rel.input.schema).order(rel.keys)
    return build.input(rel.input).then("orderBy", *(windows.sort_key(build.writer, key) for key in keys))


def limit(build: Builder, rel: Limit) -> Frame:
    frame = build.input(rel.input)
    if rel.offset:
        frame = frame.then("offset", tree.const(rel.offset))
    return frame.then("limit", tree.const(rel.count))
