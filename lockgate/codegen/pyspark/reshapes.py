"""Operators that make tables of another shape: set operations, unpivot and unnest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.codegen.pyspark import tree
from lockgate.codegen.pyspark.columns import names
from lockgate.codegen.pyspark.frames import Frame
from lockgate.codegen.pyspark.joins import side
from lockgate.ir.expr import Column
from lockgate.ir.rel import SetOperation, Unnest, Unpivot

if TYPE_CHECKING:
    from lockgate.codegen.pyspark.relations import Builder

_METHODS = {
    "union_all": "unionByName",
    "union": "unionByName",
    "intersect": "intersect",
    "except": "subtract",
}


def set_operation(build: Builder, rel: SetOperation) -> Frame:
    """By name; the sides' columns stand in one order, so `intersect` and `subtract` mean the same."""
    frames = [build.input(item) for item in rel.inputs]
    made = frames[0]
    for frame in frames[1:]:
        made = made.then(_METHODS[rel.kind], side(build, frame).node)
    if rel.kind == "union":
        made = made.then("distinct")
    columns = tuple(build.renames(name) for name in rel.schema.names)
    return evolve(made, columns=columns, hint=rel.hint or made.hint)


def unpivot(build: Builder, rel: Unpivot) -> Frame:
    """Rows with a NULL stay, as `DataFrame.unpivot` has it."""
    frame = build.input(rel.input)
    schema = rel.input.schema
    kind = rel.schema[rel.value].type
    odd = [name for name in rel.columns if schema[name].type != kind]
    for name in odd:
        low = build.lowering(schema)
        cast = build.writer.column(low.cast_to(low.firm(Column(name)), kind))
        frame = frame.then("withColumn", tree.const(build.renames(name)), cast)
    columns = tuple(build.renames(name) for name in rel.schema.names)
    kept = [name for name in columns if name not in (build.renames(rel.name), build.renames(rel.value))]
    return frame.then(
        "unpivot",
        tree.list_of(names(kept)),
        tree.list_of(names(build.renames(name) for name in rel.columns)),
        tree.const(build.renames(rel.name)),
        tree.const(build.renames(rel.value)),
        columns=columns,
    )


def unnest(build: Builder, rel: Unnest) -> Frame:
    """No row for an array that is empty or NULL."""
    frame = build.input(rel.input)
    name = build.renames(rel.name)
    array = build.writer.argument(build.lowering(rel.input.schema).firm(rel.expr))
    columns = [*(item for item in frame.columns if item.casefold() != name.casefold()), name]
    return frame.then("withColumn", tree.const(name), tree.functions("explode", array), columns=columns)
