"""What queries begin with: datasets and literal rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.codegen.pyspark import tree
from lockgate.codegen.pyspark.constants import constant
from lockgate.codegen.pyspark.frames import Frame
from lockgate.codegen.pyspark.types import schema_text
from lockgate.codegen.sql.naming import bare
from lockgate.ir.rel import Scan, Values
from lockgate.ir.types import Field, Schema

if TYPE_CHECKING:
    from lockgate.codegen.pyspark.relations import Builder

_SPARK = tree.name("spark")


def scan(rel: Scan, variable: str) -> Frame:
    """A dataset, which is a parameter of the function."""
    return Frame(tree.name(variable), rel.schema.names, bare(rel.dataset))


def values(build: Builder, rel: Values) -> Frame:
    """`spark.createDataFrame` of plain values; one row of expressions each where some are more than that."""
    names = tuple(build.renames(name) for name in rel.names)
    hint = rel.hint or "rows"
    rows = [
        [constant(item, field.type) for item, field in zip(row, rel.schema, strict=True)] for row in rel.rows
    ]
    if names and any(item is None for row in rows for item in row):
        return _computed(build, rel, names, hint)
    written = tree.list_of(tree.tuple_of(item for item in row if item is not None) for row in rows)
    fields = (Field(name, item.type) for name, item in zip(names, rel.schema, strict=True))
    schema = tree.const(schema_text(Schema.of(fields), build.dialect))
    return Frame(tree.method(_SPARK, "createDataFrame", written, schema), names, hint, 1)


def _computed(build: Builder, rel: Values, names: tuple[str, ...], hint: str) -> Frame:
    lowering = build.lowering(rel.schema)
    made: Frame | None = None
    for row in rel.rows:
        columns = [
            tree.method(build.writer.column(lowering.firm(item)), "alias", tree.const(name))
            for name, item in zip(names, row, strict=True)
        ]
        one = Frame(tree.method(_SPARK, "range", tree.const(1)), ("id",), hint, 1)
        one = one.then("select", *columns, columns=names)
        made = one if made is None else made.then("unionAll", one.node)
    assert made is not None
    return made
