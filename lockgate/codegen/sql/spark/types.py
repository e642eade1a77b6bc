"""Types of the IR as Spark's: a timestamp has no zone, json is text."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    INTERVAL,
    JSON,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    Array,
    Decimal,
    Primitive,
    Struct,
    Type,
)

_NAMES = {
    BOOLEAN: exp.DType.BOOLEAN,
    INT: exp.DType.INT,
    BIGINT: exp.DType.BIGINT,
    DOUBLE: exp.DType.DOUBLE,
    STRING: exp.DType.TEXT,
    DATE: exp.DType.DATE,
    TIMESTAMP: exp.DType.TIMESTAMPNTZ,
    TIMESTAMPTZ: exp.DType.TIMESTAMP,
    INTERVAL: exp.DType.INTERVAL,
    JSON: exp.DType.TEXT,
}


def type_node(kind: Type) -> exp.DataType:
    """A new node for a type."""
    match kind:
        case Decimal(precision=precision, scale=scale):
            size = [exp.DataTypeParam(this=nodes.number(part)) for part in (precision, scale)]
            return exp.DataType(this=exp.DType.DECIMAL, expressions=size)
        case Array(element=element):
            return exp.DataType(this=exp.DType.ARRAY, expressions=[type_node(element)], nested=True)
        case Struct(fields=fields):
            made = [
                exp.ColumnDef(this=nodes.identifier(name), kind=type_node(inner)) for name, inner in fields
            ]
            return exp.DataType(this=exp.DType.STRUCT, expressions=made, nested=True)
        case Primitive():
            return exp.DataType(this=_NAMES[kind])
