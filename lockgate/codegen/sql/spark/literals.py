"""Constants: each as short as Spark reads it, with the type that Spark gives it."""

from __future__ import annotations

import datetime
import decimal
import math

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark.types import type_node
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
    Decimal,
    Type,
)

_INT = range(-(2**31), 2**31)
_UNITS = {"week": (7, "day"), "quarter": (3, "month")}
"""Units that Spark's intervals do not have, in ones that they have."""


def literal(value: Literal) -> tuple[Node, Type]:
    """A constant and the type that Spark gives it."""
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
            return nodes.number(known), INT if known in _INT else BIGINT
        case float():
            return _double(known), DOUBLE
        case decimal.Decimal():
            return _decimal(known, value.type)
        case str():
            return nodes.raw_string(known), STRING
        case datetime.datetime():
            if known.tzinfo is not None:
                text = known.astimezone(datetime.UTC).isoformat(sep=" ")
                return nodes.cast(nodes.raw_string(text), type_node(TIMESTAMPTZ)), TIMESTAMPTZ
            return nodes.cast(nodes.raw_string(known.isoformat(sep=" ")), type_node(TIMESTAMP)), TIMESTAMP
        case datetime.date():
            return nodes.cast(nodes.raw_string(known.isoformat()), type_node(DATE)), DATE
        case Interval():
            return interval(known), INTERVAL


def _decimal(value: decimal.Decimal, kind: Type) -> tuple[Node, Type]:
    """With all digits of its scale; a whole one has a mark, or would be an integer."""
    scale = kind.scale if isinstance(kind, Decimal) else max(0, -int(value.as_tuple().exponent))
    text = f"{value:.{scale}f}" if scale else f"{value.to_integral_value():f}"
    digits = len(text.lstrip("-").replace(".", "").lstrip("0"))
    return nodes.number(text if scale else f"{text}BD"), Decimal(max(digits, scale, 1), scale)


def _double(value: float) -> Node:
    if math.isnan(value) or math.isinf(value):
        text = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        return nodes.cast(nodes.raw_string(text), type_node(DOUBLE))
    text = repr(value)
    return nodes.number(text if "e" in text else f"{text}e0")


def plain_unit(unit: str) -> tuple[int, str]:
    """A unit of Spark's, and how many of them a unit is."""
    return _UNITS.get(unit, (1, unit))


def interval(value: Interval) -> Node:
    """A length of time in one unit."""
    times, unit = plain_unit(value.unit)
    return exp.Interval(this=nodes.raw_string(str(value.count * times)), unit=exp.Var(this=unit.upper()))


def parameter(low: Lowering, expr: Parameter) -> Node:
    """The value that was given, else the variable of that name, which `SET` gives a session."""
    given = {"run_date": low.options.run_date, "run_started_at": low.options.run_started_at}.get(expr.name)
    if given is not None:
        return literal(Literal(given, expr.type))[0]
    return nodes.cast(exp.Var(this=f"'${{{expr.name}}}'"), type_node(expr.type))
