"""Literals: from their text to a value of their type."""

from __future__ import annotations

import datetime
import decimal
import re

from lockgate.diagnostics import InvalidLiteral
from lockgate.grammar import syntax
from lockgate.ir import types
from lockgate.ir.expr import Interval, Literal
from lockgate.ir.functions import Typed
from lockgate.passes.resolve.context import Context, unknown

UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
SECONDS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_EXACT = decimal.Context(prec=100)
_INTERVAL = re.compile(r"\s*([+-]?[0-9]{1,9})\s+([a-zA-Z]+?)s?\s*", re.ASCII)
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
_TIMESTAMP = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:[ T]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?))?", re.ASCII
)
_ZONE = re.compile(r"\s*(Z|[+-][0-9]{2}(?::?[0-9]{2})?)", re.ASCII)
BIGINT_MAX = 2**63 - 1


class Bad(Exception):
    """A text that names no value; never leaves this module."""


def interval(text: str) -> Interval:
    """`3 days` as an interval; raises Bad."""
    match = _INTERVAL.fullmatch(text)
    unit = match.group(2).lower() if match else ""
    if match is None or unit not in UNITS:
        raise Bad("an interval is a whole number and one unit, as in '3 days' (" + ", ".join(UNITS) + ")")
    return Interval(int(match.group(1)), unit)


def date(text: str) -> datetime.date:
    """`2026-01-31` as a date; raises Bad."""
    if not _DATE.fullmatch(text):
        raise Bad("a date is written '2026-01-31'")
    try:
        return datetime.date.fromisoformat(text)
    except ValueError:
        raise Bad("there is no such day in the calendar") from None


def timestamp(text: str) -> datetime.datetime:
    """`2026-01-31 08:00:00` without a zone; raises Bad."""
    match = _TIMESTAMP.fullmatch(text)
    if match is None:
        raise Bad("a timestamp is written '2026-01-31 08:00:00' and has no zone")
    return _clock(match)


def _clock(match: re.Match[str]) -> datetime.datetime:
    day, clock = match.group(1), match.group(2) or "00:00:00"
    if "." in clock:
        head, _, fraction = clock.partition(".")
        clock = f"{head}.{fraction:0<6}"
    try:
        return datetime.datetime.fromisoformat(f"{day} {clock}")
    except ValueError:
        raise Bad("there is no such day or time of day") from None


def timestamptz(text: str) -> datetime.datetime:
    """`2026-01-31 08:00:00+00:00` as an instant in UTC; raises Bad."""
    match = _TIMESTAMP.match(text)
    zone = _ZONE.fullmatch(text, match.end()) if match else None
    if match is None or zone is None:
        raise Bad("an instant is written '2026-01-31 08:00:00+00:00', with its offset from UTC")
    local = _clock(match)
    offset = zone.group(1)
    if offset != "Z":
        digits = offset[1:].replace(":", "").ljust(4, "0")
        minutes = int(digits[:2]) * 60 + int(digits[2:])
        if minutes >= 24 * 60:
            raise Bad("an offset from UTC is less than a day")
        try:
            local -= datetime.timedelta(minutes=minutes if offset[0] == "+" else -minutes)
        except OverflowError:
            raise Bad("the instant is out of range") from None
    return local.replace(tzinfo=datetime.UTC)


def duration(text: str) -> int:
    """`24 hours` in seconds (units up to week); raises Bad."""
    value = interval(text)
    if value.unit not in SECONDS or value.count <= 0:
        raise Bad(
            "a duration is a positive number of seconds, minutes, hours, days or weeks, as in '24 hours'"
        )
    return value.count * SECONDS[value.unit]


def number(kind: str, text: str) -> Literal:
    """A number as written; raises Bad."""
    if kind == "integer":
        if len(text) > 38:
            raise Bad("the number has more than 38 digits")
        value = int(text)
        if -BIGINT_MAX - 1 <= value <= BIGINT_MAX:
            return Literal(value, types.BIGINT)
        return Literal(decimal.Decimal(value), types.Decimal(38, 0))
    if kind == "double":
        value_double = float(text)
        if value_double in (float("inf"), float("-inf")):
            raise Bad("the number is too large for a double")
        return Literal(value_double, types.DOUBLE)
    if len(text) > 60:
        raise Bad("the number has more than 38 digits")
    exact = decimal.Decimal(text)
    _, digits, exponent = exact.as_tuple()
    scale = max(0, -int(exponent))
    precision = max(len(digits), scale + 1 if scale < 38 else scale, 1)
    if precision > 38:
        raise Bad("the number has more than 38 digits")
    return Literal(exact, types.Decimal(precision, scale))


def literal(node: syntax.Literal, context: Context) -> Typed:
    """The typed value of a literal; one that names no value is reported."""
    kind, text = node.kind, node.text
    if kind == "string":
        return Typed(Literal(text, types.STRING, span=node.span), types.STRING, False)
    if kind == "null":
        return Typed(Literal(None, types.NULL, span=node.span), types.NULL, True)
    if kind == "boolean":
        return Typed(Literal(text.lower() == "true", types.BOOLEAN, span=node.span), types.BOOLEAN, False)
    try:
        if kind == "date":
            made = Literal(date(text), types.DATE)
        elif kind == "timestamp":
            made = Literal(timestamp(text), types.TIMESTAMP)
        elif kind == "timestamptz":
            made = Literal(timestamptz(text), types.TIMESTAMPTZ)
        elif kind == "interval":
            made = Literal(interval(text), types.INTERVAL)
        else:
            made = number(kind, text)
    except Bad as bad:
        context.report(InvalidLiteral(span=node.span, message=f"this is no {kind}", help=str(bad)))
        return unknown(node.span)
    return Typed(Literal(made.value, made.type, span=node.span), made.type, False)
