"""The values at which engines part: the ends of each type and what lies next to them, and odd texts."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Sequence
from itertools import combinations, product
from typing import Any

from lockgate.ir import types
from lockgate.ir.types import Decimal, Type

D = decimal.Decimal
Day = datetime.date
T = datetime.datetime
INF = math.inf
NAN = math.nan

MONEY = Decimal(12, 2)
WHOLE = Decimal(38, 0)
"""All 38 digits before the point."""
FINE = Decimal(38, 38)
"""All 38 digits behind it."""
MIDDLE = Decimal(38, 10)


_EXACT = decimal.Context(prec=60)


def utc(*parts: int) -> datetime.datetime:
    """An instant."""
    return datetime.datetime(*parts, tzinfo=datetime.UTC)  # type: ignore[misc,arg-type]


ODD_TEXTS = (
    " ",
    "  a b  ",
    "\ta\n",
    "\r\n",
    "\u00a0a\u00a0",
    "\u2003a",
    "ABC xyz 123",
    "it's",
    'say "x"',
    "a\\b",
    "\\",
    "%",
    "_",
    "a%b_c",
    "!",
    "wow!%",
    ".*+?^$()[]{}|",
    "-- no comment",
    "'; drop table t; --",
    "$1 \\1",
    "{{ x }} ${y}",
    "é",
    "e\u0301",
    "ß",
    "İı",
    "ﬀ",
    "Ωσς",
    "😀",
    "a😀b",
    "👩\u200d👩\u200d👧",
    "\U0010ffff",
    "\ufffd",
    "日本語",
    "שלום",
    "\ufeffbom",
    "\u200b",
    "null",
    "NULL",
    "0",
    "a,b,,c",
    "aaa",
)
EDGES: dict[Type, tuple[Any, ...]] = {
    types.BOOLEAN: (True, False),
    types.INT: (0, 1, -1, 2, 7, -7, 15, -25, 2147483646, 2147483647, -2147483647, -2147483648),
    types.BIGINT: (
        0, 1, -1, 3, 7, -7, 10, 25, -35, 2**31, -(2**31) - 1, 2**53, 2**53 + 1, -(2**53) - 1,
        10**18, 2**63 - 2, 2**63 - 1, -(2**63) + 1, -(2**63),
    ),
    types.DOUBLE: (
        0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 1.5, 2.5, -2.5, 0.1, 1.005, 2.675, -1.005, 123456.789, 1e15 + 0.5,
        4503599627370497.5, 2.0**53, 1e-7, 1e7, 1e22, 1e300, 1.7976931348623157e308, -1.7976931348623157e308,
        2.2250738585072014e-308, 5e-324, INF, -INF, NAN,
    ),
    MONEY: tuple(D(text) for text in (
        "0.00", "0.01", "-0.01", "0.05", "0.50", "-0.50", "1.00", "1.50", "2.50", "-2.50", "10.00", "9999999999.99",
        "-9999999999.99",
    )),
    WHOLE: tuple(D(text) for text in ("0", "1", "-1", "7", "9" * 38, "-" + "9" * 38, "1" + "0" * 37)),
    FINE: tuple(D(text) for text in (
        "0E-38", "1E-38", "-1E-38", "0." + "9" * 38, "-0." + "9" * 38, "0.5", "0.05",
    )),
    MIDDLE: tuple(D(text) for text in (
        "0E-10", "0.0000000001", "-0.0000000001", "1.0050000000", "-2.5", "9" * 28 + "." + "9" * 10,
        "-" + "9" * 28 + "." + "9" * 10, "123456789.0123456789",
    )),
    types.STRING: ("", "a", "A", "B", "abc", *ODD_TEXTS),
    types.DATE: (
        Day(2026, 1, 31), Day(2024, 2, 29), Day(2023, 2, 28), Day(2000, 2, 29), Day(1900, 2, 28), Day(1970, 1, 1),
        Day(1969, 12, 31), Day(2026, 1, 4), Day(2026, 1, 5), Day(2020, 12, 31), Day(2021, 1, 3), Day(2021, 1, 4),
        Day(2024, 12, 30), Day(2026, 3, 29), Day(2026, 12, 31), Day(1582, 10, 4), Day(1582, 10, 15), Day(1, 1, 1),
        Day(1, 12, 31), Day(9999, 12, 31), Day(999, 6, 15),
    ),
    types.TIMESTAMP: (
        T(2026, 1, 31, 8), T(2024, 2, 29, 12, 34, 56, 789012), T(2026, 3, 29, 1, 59, 59, 999999),
        T(2026, 3, 29, 2, 30),
        T(2026, 10, 25, 2, 30), T(2026, 10, 25, 3), T(2026, 12, 31, 23, 59, 59, 999999), T(2026, 1, 4, 23, 59, 59),
        T(2026, 1, 5), T(1970, 1, 1), T(1969, 12, 31, 23, 59, 59, 999999), T(1900, 1, 1, 0, 0, 0, 1), T(1, 1, 1),
        T(9999, 12, 31, 23, 59, 59, 999999), T(1582, 10, 10, 12), T(2021, 1, 3, 12),
    ),
    types.TIMESTAMPTZ: (
        utc(2026, 1, 31, 8), utc(2024, 2, 29, 12, 34, 56, 789012), utc(2026, 3, 29, 0, 59, 59, 999999),
        utc(2026, 3, 29, 1), utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30),
        utc(2026, 12, 31, 23, 59, 59, 999999),
        utc(2026, 1, 4, 23, 30), utc(1970, 1, 1), utc(1969, 12, 31, 23, 59, 59, 999999), utc(1, 1, 2),
        utc(9999, 12, 30, 23), utc(2021, 1, 3, 12),
    ),
}  # fmt: skip
"""All edge values of a type, for functions of one argument."""

FEW: dict[Type, tuple[Any, ...]] = {
    types.BOOLEAN: (True, False),
    types.INT: (0, 1, -7, 2, 2147483647, -2147483648),
    types.BIGINT: (0, 1, -1, 3, -7, 2**53 + 1, 2**63 - 1, -(2**63)),
    types.DOUBLE: (0.0, -0.0, 1.5, -2.5, 1e-300, 1.7976931348623157e308, INF, -INF, NAN),
    MONEY: tuple(map(D, ("0.00", "0.01", "-2.50", "9999999999.99", "-9999999999.99"))),
    WHOLE: tuple(D(text) for text in ("0", "-7", "9" * 38, "-" + "9" * 38)),
    FINE: tuple(D(text) for text in ("0E-38", "1E-38", "-0." + "9" * 38)),
    MIDDLE: tuple(D(text) for text in ("0E-10", "2.5000000000", "-0.0000000001", "9" * 28 + "." + "9" * 10)),
    types.STRING: ("", " ", "a", "B", "abc", "a%b_c", "\\", "é", "e\u0301", "a😀b", "\U0010ffff", "\ufffd", "日本語"),
    types.DATE: (Day(2026, 1, 31), Day(2024, 2, 29), Day(1970, 1, 1), Day(1, 1, 1), Day(9999, 12, 31)),
    types.TIMESTAMP: (
        T(2026, 1, 31), T(2026, 1, 31, 0, 0, 0, 1), T(2024, 2, 29, 23, 59, 59, 999999), T(1969, 12, 31, 23),
        T(1, 1, 1),
        T(9999, 12, 31, 23, 59, 59, 999999),
    ),
    types.TIMESTAMPTZ: (utc(2026, 1, 31), utc(2026, 3, 29, 1), utc(1969, 12, 31, 23), utc(1, 1, 2), utc(9999, 12, 30)),
}  # fmt: skip
"""The edge values of a type that are worth meeting each other."""

for _table in (EDGES, FEW):
    for _kind in (MONEY, WHOLE, FINE, MIDDLE):
        _table[_kind] = tuple(
            value.quantize(D(1).scaleb(-_kind.scale), context=_EXACT) for value in _table[_kind]
        )

NUMBERS = (types.INT, types.BIGINT, MONEY, WHOLE, FINE, MIDDLE, types.DOUBLE)
EXACT = NUMBERS[:-1]
TIMES = (types.DATE, types.TIMESTAMP, types.TIMESTAMPTZ)
ORDERABLE = (*NUMBERS, types.STRING, *TIMES)


def pairwise(*choices: Sequence[Any]) -> list[tuple[Any, ...]]:
    """Few tuples in which every two values of two places meet; all tuples where there are two places."""
    if len(choices) < 3:
        return list(product(*choices))
    missing = {
        (i, a, j, b)
        for i, j in combinations(range(len(choices)), 2)
        for a in range(len(choices[i]))
        for b in range(len(choices[j]))
    }
    made: list[tuple[Any, ...]] = []
    for indexes in _best_first(choices):
        met = {(i, indexes[i], j, indexes[j]) for i, j in combinations(range(len(choices)), 2)}
        if met & missing:
            missing -= met
            made.append(tuple(choice[index] for choice, index in zip(choices, indexes, strict=True)))
        if not missing:
            break
    return made


def _best_first(choices: Sequence[Sequence[Any]]) -> list[tuple[int, ...]]:
    """All index tuples, first those whose places run against each other, which meet the most new pairs."""
    sizes = [len(choice) for choice in choices]
    first = [
        tuple((row + place * step) % size for place, size in enumerate(sizes))
        for step in range(max(sizes))
        for row in range(max(sizes))
    ]
    return [*first, *product(*(range(size) for size in sizes))]
