"""Types of the IR as PostgreSQL's: a struct is a jsonb object, for types without a name do not exist there."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    INTERVAL,
    JSON,
    NULL,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    UNKNOWN,
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
    TIMESTAMP: exp.DType.TIMESTAMP,
    TIMESTAMPTZ: exp.DType.TIMESTAMPTZ,
    INTERVAL: exp.DType.INTERVAL,
    JSON: exp.DType.JSON,
    NULL: exp.DType.TEXT,
    UNKNOWN: exp.DType.TEXT,
}


def type_node(kind: Type) -> exp.DataType:
    """A new node for a type."""
    match kind:
        case Decimal(precision=precision, scale=scale):
            size = [exp.DataTypeParam(this=nodes.number(part)) for part in (precision, scale)]
            return exp.DataType(this=exp.DType.DECIMAL, expressions=size)
        case Array(element=element):
            if isinstance(element, Array):
                raise Unsupported(
                    "an array of arrays", "PostgreSQL's arrays are rectangular, and take no arrays apart"
                )
            return exp.DataType(this=exp.DType.ARRAY, expressions=[type_node(element)], nested=True)
        case Struct():
            return jsonb()
        case Primitive():
            return exp.DataType(this=_NAMES[kind])


def jsonb() -> exp.DataType:
    """PostgreSQL's json that has equality."""
    return exp.DataType(this=exp.DType.JSONB)


def numeric() -> exp.DataType:
    """A decimal of any digits."""
    return exp.DataType(this=exp.DType.DECIMAL)
