"""Constants: each as short as BigQuery reads it, with the type that BigQuery gives it."""

from __future__ import annotations

import datetime
import decimal
import math

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery.types import is_wide, type_node
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Expr, Interval, Literal, Parameter
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

_BIGINT = range(-(2**63), 2**63)


def literal(value: Literal) -> tuple[Node, Type]:
    """A constant and the type that BigQuery gives it: all its integers are INT64."""
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
            whole = value.type if value.type in (INT, BIGINT) else BIGINT
            return nodes.number(known), whole if known in _BIGINT else UNKNOWN
        case float():
            return _double(known), DOUBLE
        case decimal.Decimal():
            return _decimal(known, value.type)
        case str():
            return nodes.raw_string(known), STRING
        case datetime.datetime():
            if known.tzinfo is not None:
                text = known.astimezone(datetime.UTC).isoformat(sep=" ")
                return _typed("TIMESTAMP", text), TIMESTAMPTZ
            return _typed("DATETIME", known.isoformat(sep=" ")), TIMESTAMP
        case datetime.date():
            return _typed("DATE", known.isoformat()), DATE
        case Interval():
            return interval(nodes.number(known.count), known.unit), INTERVAL


def _typed(name: str, text: str) -> Node:
    """A literal such as `DATE '2026-01-31'`."""
    return exp.Introducer(this=exp.Var(this=name), expression=nodes.raw_string(text))


def _decimal(value: decimal.Decimal, kind: Type) -> tuple[Node, Type]:
    scale = kind.scale if isinstance(kind, Decimal) else max(0, -int(value.as_tuple().exponent))
    if scale == 0 and int(value) in _BIGINT:
        return nodes.number(int(value)), BIGINT
    made = kind if isinstance(kind, Decimal) else Decimal(38, scale)
    return _typed("BIGNUMERIC" if is_wide(made) else "NUMERIC", f"{value:.{scale}f}"), made


def _double(value: float) -> Node:
    if math.isnan(value) or math.isinf(value):
        text = "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
        return nodes.cast(nodes.raw_string(text), type_node(DOUBLE))
    return nodes.number(repr(value))


def interval(count: Node, unit: str) -> Node:
    """A length of time in one unit."""
    return exp.Interval(this=count, unit=exp.Var(this=unit.upper()))


def operand(low: Lowering, expr: Expr) -> Node:
    """A value written short, but NULL with its type: BigQuery takes no bare NULL beside its signs."""
    return low.firm(expr) if isinstance(expr, Literal) and expr.value is None else low.loose(expr)


def parameter(low: Lowering, expr: Parameter) -> Node:
    """The value that was given, else the query's parameter of that name."""
    given = {"run_date": low.options.run_date, "run_started_at": low.options.run_started_at}.get(expr.name)
    if given is not None:
        return literal(Literal(given, expr.type))[0]
    return exp.Parameter(this=exp.Var(this=expr.name))
