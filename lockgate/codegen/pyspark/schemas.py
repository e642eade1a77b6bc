"""Types as expressions of `pyspark.sql.types`."""

from __future__ import annotations

from lockgate.codegen.pyspark import tree
from lockgate.ir.program import SourceColumn
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    TIMESTAMP,
    TIMESTAMPTZ,
    Array,
    Decimal,
    Primitive,
    Struct,
    Type,
)

_NAMES: dict[Type, str] = {
    BOOLEAN: "BooleanType",
    INT: "IntegerType",
    BIGINT: "LongType",
    DOUBLE: "DoubleType",
    DATE: "DateType",
    TIMESTAMP: "TimestampNTZType",
    TIMESTAMPTZ: "TimestampType",
}


def data_type(kind: Type) -> tree.Expr:
    """`DecimalType(12, 2)`; json is text."""
    match kind:
        case Decimal(precision=precision, scale=scale):
            return tree.call(tree.name("DecimalType"), tree.const(precision), tree.const(scale))
        case Array(element=element):
            return tree.call(tree.name("ArrayType"), data_type(element))
        case Struct(fields=fields):
            return _struct([_field(name, inner, True) for name, inner in fields])
        case Primitive():
            return tree.call(tree.name(_NAMES.get(kind, "StringType")))


def schema(columns: tuple[SourceColumn, ...]) -> tree.Expr:
    """`StructType([…])` of a source's columns."""
    return _struct([_field(item.name, item.type, item.nullable) for item in columns])


def _struct(fields: list[tree.Expr]) -> tree.Expr:
    return tree.call(tree.name("StructType"), tree.list_of(fields))


def _field(name: str, kind: Type, nullable: bool) -> tree.Expr:
    made = tree.call(tree.name("StructField"), tree.const(name), data_type(kind))
    return made if nullable else tree.call(made.func, *made.args, nullable=tree.const(False))
