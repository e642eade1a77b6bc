"""The tables of a case: a few schemas, and rows of plain values, ties, NULLs and the ends of each type."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Sequence
from typing import Any

from lockgate.ir import types
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    Decimal,
    Field,
    Schema,
    Type,
)
from tests.engine_fuzz.choices import Choices
from tests.interpreter.values import Json, Row

D = decimal.Decimal
DAY = datetime.date
T = datetime.datetime
MONEY = Decimal(12, 2)
WIDE = Decimal(38, 10)
WHOLE = Decimal(38, 0)
FINE = Decimal(5, 5)
STRINGS = types.Array(STRING)
NUMBERS = types.Array(BIGINT)


def utc(*parts: int) -> datetime.datetime:
    """An instant."""
    return datetime.datetime(*parts, tzinfo=datetime.UTC)  # type: ignore[misc,arg-type]


SCHEMAS: dict[str, Schema] = {
    "shop.orders": Schema(
        (
            Field("id", BIGINT, False),
            Field("customer", BIGINT),
            Field("status", STRING, False),
            Field("amount", MONEY),
            Field("weight", DOUBLE),
            Field("day", DATE),
            Field("at", TIMESTAMP),
            Field("paid", BOOLEAN),
        )
    ),
    "customers": Schema(
        (
            Field("id", BIGINT, False),
            Field("name", STRING),
            Field("Country", STRING, False),
            Field("age", INT),
            Field("tags", STRINGS),
        )
    ),
    "edges": Schema(
        (
            Field("id", INT, False),
            Field("big", BIGINT),
            Field("wide", WIDE),
            Field("whole", WHOLE),
            Field("ratio", DOUBLE),
            Field("far", DATE),
            Field("text", STRING),
        )
    ),
    "log.events": Schema(
        (
            Field("seen", TIMESTAMPTZ),
            Field("fine", FINE, False),
            Field("note", STRING),
            Field("doc", types.JSON),
            Field("parts", NUMBERS),
        )
    ),
}
PLAIN: dict[Type, Sequence[Any]] = {
    BIGINT: (1, 2, 3, 0, -1, 7, -7),
    INT: (1, 2, 40, 0, -3),
    STRING: ("a", "b", "placed", "", "B", "a b", "it's", "Ann"),
    DOUBLE: (0.25, 1.0, -1.5, 0.0, 7.75, 100.0, 2.5, -0.5),
    MONEY: (D("10.00"), D("0.00"), D("-3.50"), D("99.99"), D("0.05"), D("2.50")),
    WIDE: (D("1.0000000000"), D("0E-10"), D("-2.5000000000"), D("0.0000000001")),
    WHOLE: (D(1), D(0), D(-7), D(12345678901234567890)),
    FINE: (D("0.50000"), D("0.00000"), D("-0.12345"), D("0.99999")),
    DATE: (DAY(2026, 1, 1), DAY(2026, 1, 31), DAY(2025, 12, 31), DAY(2024, 2, 29), DAY(2026, 1, 5)),
    TIMESTAMP: (T(2026, 1, 1, 8), T(2026, 1, 31, 23, 59, 59), T(2025, 12, 31), T(2026, 1, 5, 0, 0, 0, 1)),
    TIMESTAMPTZ: (utc(2026, 1, 1, 8), utc(2026, 3, 29, 1), utc(2025, 12, 31, 23, 30), utc(2024, 2, 29)),
    BOOLEAN: (True, False),
}
"""Values that reckon without trouble, the simplest first."""
EXTREME: dict[Type, Sequence[Any]] = {
    BIGINT: (2**63 - 1, -(2**63), 2**53 + 1, 10**18, -(2**31) - 1),
    INT: (2**31 - 1, -(2**31)),
    STRING: (
        "😀",
        "é",
        "a😀b",
        "Z",
        "%_!\\",
        "\U0010ffff",
        "\uffff",
        "  x ",
        "x" * 40,
        '"',
        "\n",
        "日本",
        "'; --",
    ),
    DOUBLE: (-0.0, math.nan, math.inf, -math.inf, 0.1, 1.005, 2.5, 1e15 + 0.5, 1e300, -1e-300, 2.0**53),
    MONEY: (D("9999999999.99"), D("-9999999999.99"), D("0.01")),
    WIDE: (D("9" * 28 + "." + "9" * 10), D("-" + "9" * 28 + "." + "9" * 10)),
    WHOLE: (D("9" * 38), D("-" + "9" * 38)),
    FINE: (D("-0.99999"), D("0.00001")),
    DATE: (DAY(1, 1, 1), DAY(9999, 12, 31), DAY(1900, 2, 28), DAY(1970, 1, 1), DAY(2023, 3, 31)),
    TIMESTAMP: (T(1, 1, 1), T(9999, 12, 31, 23, 59, 59, 999999), T(1969, 12, 31, 23, 59, 59, 999999)),
    TIMESTAMPTZ: (utc(1970, 1, 1), utc(1969, 12, 31, 23, 59, 59, 999999), utc(2026, 10, 25, 0, 30)),
    BOOLEAN: (True,),
}
DOCUMENTS = (
    '{"a": 1, "b": [true, "x"], "c": {"d": null}}',
    "{}",
    '{"a": "1", "c": {"d": "é😀"}}',
    "[1, [2]]",
    '"text"',
    "null",
)
EXTREMES_IN = frozenset(("big", "wide", "whole", "ratio", "far", "text", "note", "seen", "fine"))
"""Columns with values at the ends of their types: they are compared, ordered and counted more than reckoned with."""


def value(choices: Choices, kind: Type, *, extremes: bool) -> Any:
    """A value of a type that is not NULL."""
    if isinstance(kind, types.Array):
        return [cell(choices, kind.element, nullable=True) for _ in range(choices.number(0, 3))]
    if kind == types.JSON:
        return Json.parse(choices.one(DOCUMENTS))
    return choices.one(EXTREME[kind] if extremes and choices.flag() else PLAIN[kind])


def cell(choices: Choices, kind: Type, *, nullable: bool, extremes: bool = False) -> Any:
    """A value, or NULL."""
    if nullable and choices.rarely(5):
        return None
    return value(choices, kind, extremes=extremes)


_SIZES = (1, 2, 3, 4, 5, 6, 4, 5, 6, 0)


def rows(choices: Choices, schema: Schema) -> list[Row]:
    """Rows of a table: none at times, and often the same one twice."""
    made: list[Row] = []
    for _ in range(choices.one(_SIZES)):
        if made and choices.rarely(6):
            made.append(choices.one(made))
            continue
        made.append(
            tuple(
                cell(choices, item.type, nullable=item.nullable, extremes=item.name in EXTREMES_IN)
                for item in schema
            )
        )
    return made
