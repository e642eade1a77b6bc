"""Types of the IR as DuckDB's."""

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
    STRING: exp.DType.VARCHAR,
    DATE: exp.DType.DATE,
    TIMESTAMP: exp.DType.TIMESTAMP,
    TIMESTAMPTZ: exp.DType.TIMESTAMPTZ,
    INTERVAL: exp.DType.INTERVAL,
    JSON: exp.DType.JSON,
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


def type_text(kind: Type) -> str:
    """A type as text, for the `columns` of a reader."""
    return type_node(kind).sql(dialect="duckdb")
