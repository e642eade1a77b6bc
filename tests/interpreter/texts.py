"""Texts that name values, read strictly: each type has one form, and another text is an error."""

from __future__ import annotations

import datetime
import decimal
import re
from collections.abc import Callable
from typing import Any

from lockgate.ir.types import BIGINT, BOOLEAN, DATE, DOUBLE, INT, JSON, TIMESTAMP, TIMESTAMPTZ, Decimal, Type
from tests.interpreter.failure import Failure
from tests.interpreter.fitting import double, fitted
from tests.interpreter.values import Json

_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_DAY = "([0-9]{4})-([0-9]{2})-([0-9]{2})"
_CLOCK = r"[ T]([0-9]{2}):([0-9]{2})(?::([0-9]{2})(?:\.([0-9]{1,6}))?)?"
_ZONE = "(?:(Z)|([+-])(0[0-9]|1[0-5])(?::?([0-5][0-9]))?)"
_TRUE = ("true", "t", "yes", "y", "1")
_FALSE = ("false", "f", "no", "n", "0")


def read(text: str, kind: Type) -> Any:
    """The value of a type that a text names; raises Failure."""
    bare = text.strip(" \t\n\r\f")
    if isinstance(kind, Decimal):
        return fitted(decimal.Decimal(_held(bare, _NUMBER)), kind)
    return _READERS[kind](bare, kind)


def _held(text: str, pattern: str) -> str:
    if re.fullmatch(pattern, text, re.ASCII) is None:
        raise Failure(f"{text!r} is not of the form that its type has")
    return text


def _boolean(text: str, kind: Type) -> bool:
    word = text.lower()
    if word not in _TRUE and word not in _FALSE:
        raise Failure(f"{text!r} is no boolean")
    return word in _TRUE


def _integer(text: str, kind: Type) -> Any:
    return fitted(int(_held(text, "[+-]?[0-9]+")), kind)


def _double(text: str, kind: Type) -> float:
    made = float(_held(text, f"{_NUMBER}|(?i:[+-]?(nan|inf|infinity))"))
    return double(made) if text[-1].isdigit() else made


def date(text: str) -> datetime.date:
    """A date such as 2026-01-31."""
    found = re.fullmatch(_DAY, text.strip(" \t\n\r\f"))
    return _made(text, found, []).date()


def timestamp(text: str) -> datetime.datetime:
    """A timestamp such as 2026-01-31 08:00:00; a date is one at midnight."""
    found = re.fullmatch(f"{_DAY}(?:{_CLOCK})?", text.strip(" \t\n\r\f"))
    return _made(text, found, [4, 5, 6, 7])


def _instant(text: str, kind: Type) -> datetime.datetime:
    found = re.fullmatch(f"{_DAY}{_CLOCK}{_ZONE}", text)
    made = _made(text, found, [4, 5, 6, 7])
    assert found is not None
    _, sign, hours, minutes = found.groups()[7:]
    offset = datetime.timedelta(hours=int(hours or 0), minutes=int(minutes or 0))
    return (made + offset if sign == "-" else made - offset).replace(tzinfo=datetime.UTC)


def _made(text: str, found: re.Match[str] | None, clock: list[int]) -> datetime.datetime:
    if found is None:
        raise Failure(f"{text!r} is not of the form that its type has")
    parts = [found.group(place) or "0" for place in clock]
    if parts:
        parts[-1] = f"{parts[-1]:0<6}"
    try:
        return datetime.datetime(*map(int, (*found.groups()[:3], *parts)))  # type: ignore[arg-type]
    except ValueError:
        raise Failure(f"{text!r} is not in the calendar") from None


def _json(text: str, kind: Type) -> Json:
    try:
        return Json.parse(text)
    except ValueError:
        raise Failure(f"{text!r} is no json") from None


_READERS: dict[Type, Callable[[str, Type], Any]] = {
    BOOLEAN: _boolean,
    INT: _integer,
    BIGINT: _integer,
    DOUBLE: _double,
    DATE: lambda text, kind: date(text),
    TIMESTAMP: lambda text, kind: timestamp(text),
    TIMESTAMPTZ: _instant,
    JSON: _json,
}
