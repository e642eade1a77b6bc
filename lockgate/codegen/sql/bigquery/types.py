"""Types of the IR as BigQuery's: `timestamp` is DATETIME, an instant TIMESTAMP, a decimal NUMERIC or BIGNUMERIC."""

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
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    Array,
    Decimal,
    Primitive,
    Struct,
    Type,
)

NUMERIC_SCALE = 9
NUMERIC_WHOLE = 29

_NAMES = {
    BOOLEAN: exp.DType.BOOLEAN,
    INT: exp.DType.BIGINT,
    BIGINT: exp.DType.BIGINT,
    DOUBLE: exp.DType.DOUBLE,
    STRING: exp.DType.TEXT,
    DATE: exp.DType.DATE,
    TIMESTAMP: exp.DType.TIMESTAMP,
    TIMESTAMPTZ: exp.DType.TIMESTAMPTZ,
    INTERVAL: exp.DType.INTERVAL,
    JSON: exp.DType.JSON,
}


def is_wide(kind: Decimal) -> bool:
    """The decimal needs a BIGNUMERIC: NUMERIC has 29 digits before the point and 9 behind it."""
    return kind.scale > NUMERIC_SCALE or kind.precision - kind.scale > NUMERIC_WHOLE


def type_node(kind: Type) -> exp.DataType:
    """A new node for a type."""
    match kind:
        case Decimal(precision=precision, scale=scale):
            size = [exp.DataTypeParam(this=nodes.number(part)) for part in (precision, scale)]
            return exp.DataType(
                this=exp.DType.BIGDECIMAL if is_wide(kind) else exp.DType.DECIMAL, expressions=size
            )
        case Array(element=Array()):
            raise Unsupported(f"`{kind}`", "BigQuery has no arrays of arrays")
        case Array(element=element):
            return exp.DataType(this=exp.DType.ARRAY, expressions=[type_node(element)], nested=True)
        case Struct(fields=fields):
            made = [
                exp.ColumnDef(this=nodes.identifier(name), kind=type_node(inner)) for name, inner in fields
            ]
            return exp.DataType(this=exp.DType.STRUCT, expressions=made, nested=True)
        case Primitive():
            return exp.DataType(this=_NAMES[kind])


def bare(*, wide: bool) -> exp.DataType:
    """NUMERIC or BIGNUMERIC with all its digits."""
    return exp.DataType(this=exp.DType.BIGDECIMAL if wide else exp.DType.DECIMAL)
