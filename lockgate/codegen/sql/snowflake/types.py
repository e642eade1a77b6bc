"""Types of the IR as Snowflake's: integers are numbers without digits behind the point, instants keep their offset."""

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

INTEGER_DIGITS = {INT: 10, BIGINT: 19}

_NAMES = {
    BOOLEAN: exp.DType.BOOLEAN,
    DOUBLE: exp.DType.DOUBLE,
    STRING: exp.DType.VARCHAR,
    DATE: exp.DType.DATE,
    TIMESTAMP: exp.DType.TIMESTAMPNTZ,
    TIMESTAMPTZ: exp.DType.TIMESTAMPTZ,
    INTERVAL: exp.DType.INTERVAL,
    JSON: exp.DType.VARIANT,
}


def type_node(kind: Type) -> exp.DataType:
    """A new node for a type. Arrays and structs hold values that know their own types."""
    match kind:
        case Decimal(precision=precision, scale=scale):
            return _number(precision, scale)
        case Array():
            return exp.DataType(this=exp.DType.ARRAY)
        case Struct():
            return exp.DataType(this=exp.DType.OBJECT)
        case Primitive():
            digits = INTEGER_DIGITS.get(kind)
            return exp.DataType(this=_NAMES[kind]) if digits is None else _number(digits, 0)


def _number(precision: int, scale: int) -> exp.DataType:
    size = [exp.DataTypeParam(this=nodes.number(part)) for part in (precision, scale)]
    return exp.DataType(this=exp.DType.DECIMAL, expressions=size)


def text() -> exp.DataType:
    """A string."""
    return exp.DataType(this=exp.DType.VARCHAR)
