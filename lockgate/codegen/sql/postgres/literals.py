"""Constants: each as short as PostgreSQL reads it, with the type that PostgreSQL gives it."""

from __future__ import annotations

import datetime
import decimal
import math

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.types import type_node
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

_INT = range(-(2**31) + 1, 2**31)
_BIGINT = range(-(2**63) + 1, 2**63)
_QUARTER = 3


def literal(value: Literal) -> tuple[Node, Type]:
    """A constant and the type that PostgreSQL gives it; a number with a point is of a type that no column has."""
    known = value.value
    match known:
        case None:
            return exp.Null(), NULL
        case bool():
            return exp.Boolean(this=known), BOOLEAN
        case int() if isinstance(value.type, Decimal):
            return decimal_number(decimal.Decimal(known), value.type.scale), UNKNOWN
        case int() if value.type == DOUBLE:
            return _double(float(known))
        case int():
            return _integer(known, value.type)
        case float():
            return _double(known)
        case decimal.Decimal():
            scale = value.type.scale if isinstance(value.type, Decimal) else 0
            return decimal_number(known, scale), UNKNOWN
        case str():
            return string(known), STRING
        case datetime.datetime():
            if known.tzinfo is not None:
                text = known.astimezone(datetime.UTC).isoformat(sep=" ")
                return nodes.cast(nodes.raw_string(text), type_node(TIMESTAMPTZ)), TIMESTAMPTZ
            return nodes.cast(nodes.raw_string(known.isoformat(sep=" ")), type_node(TIMESTAMP)), TIMESTAMP
        case datetime.date():
            return nodes.cast(nodes.raw_string(known.isoformat()), type_node(DATE)), DATE
        case Interval():
            return interval(known), INTERVAL


def string(text: str) -> Node:
    """Any text but one with a NUL character."""
    if "\x00" in text:
        raise Unsupported("a string with the character U+0000", "PostgreSQL's text cannot hold it")
    return nodes.raw_string(text)


def _integer(value: int, kind: Type) -> tuple[Node, Type]:
    """The least of each type is no number in PostgreSQL but the opposite of one that is too large."""
    if value in _INT:
        return nodes.number(value), INT
    if kind == BIGINT and value in _BIGINT:
        return nodes.number(value), BIGINT
    return nodes.cast(nodes.number(value), type_node(kind)), kind


def decimal_number(value: decimal.Decimal, scale: int) -> Node:
    """A number with so many digits behind the point."""
    return nodes.number(f"{value:.{scale}f}" if scale else format(value.to_integral_value(), "f"))


def _double(value: float) -> tuple[Node, Type]:
    """A number with a point is a decimal at first, which has no zero below zero."""
    if math.isnan(value) or math.isinf(value):
        text = "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
        return double(text), DOUBLE
    if value == 0 and math.copysign(1, value) < 0:
        return double("-0"), DOUBLE
    return nodes.number(repr(value)), UNKNOWN


def double(text: str) -> Node:
    """A double by its text."""
    return nodes.cast(nodes.raw_string(text), type_node(DOUBLE))


def interval(value: Interval) -> Node:
    """A length of time in one unit."""
    count, unit = (value.count * _QUARTER, "month") if value.unit == "quarter" else (value.count, value.unit)
    return exp.Interval(this=nodes.raw_string(str(count)), unit=exp.Var(this=unit.upper()))


def parameter(low: Lowering, expr: Parameter) -> Node:
    """The value that was given, else the session's setting `lockgate.NAME`."""
    given = {"run_date": low.options.run_date, "run_started_at": low.options.run_started_at}.get(expr.name)
    if given is not None:
        return literal(Literal(given, expr.type))[0]
    setting = nodes.raw_string(f"lockgate.{expr.name}")
    return nodes.cast(nodes.call("CURRENT_SETTING", setting), type_node(expr.type))
