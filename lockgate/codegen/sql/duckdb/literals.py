"""Constants: each as short as DuckDB reads it, with the type that DuckDB gives it."""

from __future__ import annotations

import datetime
import decimal
import math

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.duckdb.types import type_node
from lockgate.codegen.sql.expressions import Lowering
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
_BIGINT = range(-(2**63), 2**63)
_QUARTER = 3
_MAX_DIGITS = 38


def literal(value: Literal) -> tuple[Node, Type]:
    """A constant and the type that DuckDB gives it."""
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
            return nodes.number(known), INT if known in _INT else BIGINT if known in _BIGINT else UNKNOWN
        case float():
            return _double(known), DOUBLE
        case decimal.Decimal():
            return _decimal(known, value.type)
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
    """Any text; a NUL character, which no literal can hold, is put together with `chr`."""
    parts = text.split("\x00")
    made: Node = nodes.raw_string(parts[0])
    for part in parts[1:]:
        made = nodes.binary(exp.DPipe, made, nodes.call("CHR", nodes.number(0)))
        if part:
            made = nodes.binary(exp.DPipe, made, nodes.raw_string(part))
    return made


def _decimal(value: decimal.Decimal, kind: Type) -> tuple[Node, Type]:
    scale = kind.scale if isinstance(kind, Decimal) else max(0, -int(value.as_tuple().exponent))
    text = f"{value:.{scale}f}" if scale else format(value.to_integral_value(), "f")
    if not scale:
        whole = int(value)
        return nodes.number(text), INT if whole in _INT else BIGINT if whole in _BIGINT else UNKNOWN
    digits = len(text.lstrip("-")) - 1
    if digits > _MAX_DIGITS and scale == _MAX_DIGITS:
        # The zero before the point counts, and would make it a double.
        full = Decimal(_MAX_DIGITS, scale)
        return nodes.cast(nodes.raw_string(text), type_node(full)), full
    return nodes.number(text), Decimal(digits, scale) if digits <= _MAX_DIGITS else UNKNOWN


def _double(value: float) -> Node:
    if math.isnan(value) or math.isinf(value):
        text = "nan" if math.isnan(value) else "inf" if value > 0 else "-inf"
        return nodes.cast(nodes.raw_string(text), type_node(DOUBLE))
    text = repr(value)
    return nodes.number(text if "e" in text else f"{text}e0")


def interval(value: Interval) -> Node:
    """A length of time in one unit."""
    count, unit = (value.count * _QUARTER, "month") if value.unit == "quarter" else (value.count, value.unit)
    return exp.Interval(this=nodes.raw_string(str(count)), unit=exp.Var(this=unit.upper()))


def parameter(low: Lowering, expr: Parameter) -> Node:
    """The value that was given, else the session's variable of that name."""
    given = {"run_date": low.options.run_date, "run_started_at": low.options.run_started_at}.get(expr.name)
    if given is not None:
        return literal(Literal(given, expr.type))[0]
    return nodes.cast(nodes.call("GETVARIABLE", nodes.raw_string(expr.name)), type_node(expr.type))
