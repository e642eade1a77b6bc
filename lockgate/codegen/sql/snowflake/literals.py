"""Constants: each as short as Snowflake reads it, with the type that Snowflake gives it."""

from __future__ import annotations

import datetime
import decimal
import math

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.snowflake.types import type_node
from lockgate.ir.expr import Interval, Literal, Parameter
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    INTERVAL,
    NULL,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    UNKNOWN,
    Decimal,
    Type,
)


def literal(value: Literal) -> tuple[Node, Type]:
    """A constant and the type that Snowflake gives it: numbers with a point are decimals."""
    known = value.value
    match known:
        case None:
            return exp.Null(), NULL
        case bool():
            return exp.Boolean(this=known), BOOLEAN
        case int() if isinstance(value.type, Decimal):
            return _decimal(decimal.Decimal(known), value.type)
        case int() if value.type == DOUBLE:
            return _double(float(known)), DOUBLE
        case int():
            return nodes.number(known), value.type if value.type in (INT, BIGINT) else UNKNOWN
        case float():
            return _double(known), DOUBLE
        case decimal.Decimal():
            return _decimal(known, value.type)
        case str():
            return nodes.raw_string(known), STRING
        case datetime.datetime():
            kind = TIMESTAMP if known.tzinfo is None else TIMESTAMPTZ
            moment = known if known.tzinfo is None else known.astimezone(datetime.UTC)
            text = moment.isoformat(sep=" ").replace("+00:00", " +00:00")
            return nodes.cast(nodes.raw_string(text), type_node(kind)), kind
        case datetime.date():
            return nodes.cast(nodes.raw_string(known.isoformat()), type_node(DATE)), DATE
        case Interval():
            made = exp.Interval(
                this=nodes.raw_string(str(known.count)), unit=exp.Var(this=known.unit.upper())
            )
            return made, INTERVAL


def _decimal(value: decimal.Decimal, kind: Type) -> tuple[Node, Type]:
    scale = kind.scale if isinstance(kind, Decimal) else max(0, -int(value.as_tuple().exponent))
    return nodes.number(f"{value:.{scale}f}"), kind


def _double(value: float) -> Node:
    text = repr(value)
    if math.isnan(value) or math.isinf(value):
        text = "NaN" if math.isnan(value) else "inf" if value > 0 else "-inf"
    return nodes.cast(nodes.raw_string(text), type_node(DOUBLE))


def parameter(low: Lowering, expr: Parameter) -> Node:
    """The value that was given, else the session's variable of that name."""
    given = {"run_date": low.options.run_date, "run_started_at": low.options.run_started_at}.get(expr.name)
    if given is not None:
        return literal(Literal(given, expr.type))[0]
    return nodes.cast(exp.Parameter(this=exp.Var(this=expr.name)), type_node(expr.type))
