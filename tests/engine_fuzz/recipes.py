"""How calls are put together: for each function what its arguments may be.

A letter asks for an expression: `n` a number, `i` an integer, `e` an integer or decimal, `s` a string, `b` a boolean,
`t` a point in time, `d` a date, `c` a timestamp or instant, `o` something with an order, `v` anything plain, `A` an
array, `J` json; `=` for one of the first argument's type. A tuple lists constants.
"""

from __future__ import annotations

from lockgate.ir.expr import Interval
from tests.engine_fuzz.datasets import D

Ask = str | tuple[object, ...]
Recipe = tuple[str, tuple[Ask, ...]]

UNITS = ("day", "week", "month", "quarter", "year")
CLOCK = ("hour", "minute", "second")
INTERVALS = tuple(Interval(count, unit) for unit in (*UNITS, *CLOCK) for count in (1, -1, 0, 13))
PATTERNS = ("a", "^[a-z]+$", "[0-9]+", "(a|b)b?", "x*y", "é", ".", r"\.", r"\d", "^$", "(?i)A")
_PIECES = ("a", "", " ", "é", "😀", "%", "ab")

BOOLEANS: tuple[Recipe, ...] = (
    ("=", ("v", "=")),
    ("<>", ("v", "=")),
    ("<", ("o", "=")),
    ("<=", ("o", "=")),
    (">", ("o", "=")),
    (">=", ("o", "=")),
    ("is_null", ("v",)),
    ("is_not_distinct", ("v", "=")),
    ("in", ("v", "=", "=")),
    ("in", ("v", "=", "=", "=")),
    ("between", ("o", "=", "=")),
    ("like", ("s", ("%a%", "a_%", "", "%", "!%", "\\%", "_", "%b", "é%"))),
    ("like", ("s", "s")),
    ("and", ("b", "b")),
    ("or", ("b", "b")),
    ("not", ("b",)),
    ("starts_with", ("s", _PIECES)),
    ("ends_with", ("s", _PIECES)),
    ("contains", ("s", _PIECES)),
    ("contains", ("s", "s")),
    ("regexp_like", ("s", PATTERNS)),
    ("array_contains", ("A", ("a", 1, 2, "b"))),
)
ARITHMETIC: tuple[Recipe, ...] = (
    ("+", ("n", "n")),
    ("-", ("n", "n")),
    ("*", ("n", "n")),
    ("+", ("n", (1, 2, D("0.5"), 0.25))),
    ("*", ("n", (2, -1, D("1.5"), 0.5, 0))),
    ("/", ("n", "n")),
    ("/", ("n", (2, 3, -4, D("0.1"), 0.5))),
    ("//", ("i", "i")),
    ("//", ("i", (2, -3, 7))),
    ("%", ("e", "e")),
    ("%", ("e", (2, -3, D("0.7")))),
    ("mod", ("e", (2, -3, 7))),
    ("neg", ("n",)),
    ("abs", ("n",)),
    ("sign", ("n",)),
    ("safe_divide", ("n", "n")),
)
NUMBERS: tuple[Recipe, ...] = (
    ("round", ("n",)),
    ("round", ("n", (0, 1, 2, 5, -1, -2))),
    ("trunc", ("n",)),
    ("trunc", ("n", (0, 1, 3, -1))),
    ("ceil", ("n",)),
    ("floor", ("n",)),
    ("sqrt", ("n",)),
    ("length", ("s",)),
    ("position", (_PIECES, "s")),
    ("array_length", ("A",)),
    ("date_diff", (UNITS, "t", "=")),
    ("date_diff", (CLOCK, "c", "=")),
    ("date_part", ((*UNITS, "day_of_week", "day_of_year"), "t")),
    ("date_part", (CLOCK, "c")),
    ("year", ("t",)),
    ("month", ("t",)),
    ("day", ("t",)),
    ("hour", ("c",)),
    ("minute", ("c",)),
    ("second", ("c",)),
    ("day_of_week", ("t",)),
    ("day_of_year", ("t",)),
    ("-", ("d", "d")),
)
TEXTS: tuple[Recipe, ...] = (
    ("||", ("s", "s")),
    ("||", ("s", _PIECES)),
    ("concat", ("s", "s", "s")),
    ("concat_ws", (("-", "", "😀"), "s", "s", "s")),
    ("lower", ("s",)),
    ("upper", ("s",)),
    ("trim", ("s",)),
    ("trim", ("s", (" x", "a", "é"))),
    ("ltrim", ("s",)),
    ("rtrim", ("s", ("b", "ab"))),
    ("substring", ("s", (1, 2, 5))),
    ("substring", ("s", (1, 2, 5), (0, 1, 3))),
    ("substring", ("s", "i", "i")),
    ("left", ("s", (0, 1, 3))),
    ("left", ("s", "i")),
    ("right", ("s", (0, 1, 3))),
    ("right", ("s", "i")),
    ("replace", ("s", ("a", "😀", "it"), _PIECES)),
    ("split_part", ("s", (" ", "a", "😀"), (1, 2, 3))),
    ("lpad", ("s", (0, 3, 6), ("0", "ab", "é"))),
    ("lpad", ("s", (2, 5))),
    ("rpad", ("s", (0, 3, 6), ("0", "ab", "é"))),
    ("regexp_extract", ("s", PATTERNS)),
    ("regexp_replace", ("s", ("a", "[0-9]+", "é", " "), ("", "-", "é"))),
    ("md5", ("s",)),
    ("sha256", ("s",)),
    ("format_date", ("t", ("%Y-%m-%d", "%d.%m.%Y %%", "%j %b %a", "%B, %A"))),
    ("format_date", ("c", ("%Y-%m-%d %H:%M:%S.%f", "%H:%M"))),
    ("json_value", ("J", ("$.a", "$.b[1]", "$.c.d", "$[0]", "$"))),
)
TIMES: tuple[Recipe, ...] = (
    ("+", ("t", INTERVALS)),
    ("-", ("t", INTERVALS)),
    ("date_trunc", (UNITS, "t")),
    ("date_trunc", (CLOCK, "c")),
    ("last_day", ("t",)),
    ("make_date", ((2024, 2023, 1), (2, 12), (1, 28, 29, 31))),
    ("at_zone", ("c", ("UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"))),
    ("to_date", (("2026-01-31", "2024-02-29", "2023-02-29", "0001-01-01"),)),
    ("to_date", (("31/01/2026",), ("%d/%m/%Y",))),
    ("to_timestamp", (("2026-01-31 08:00:00", "2026-01-31 08:00:00.25", "2026-01-31"),)),
)
CHOOSING: tuple[Recipe, ...] = (
    ("coalesce", ("v", "=")),
    ("coalesce", ("v", "=", "=")),
    ("greatest", ("o", "=")),
    ("greatest", ("o", "=", "=")),
    ("least", ("o", "=")),
    ("least", ("o", "=", "=")),
    ("nullif", ("v", "=")),
    ("if", ("b", "v", "=")),
    ("if", ("b", "=", "v")),
)
NESTED: tuple[Recipe, ...] = (
    ("array", ("v", "=")),
    ("array", ("v",)),
    ("json_query", ("J", ("$.b", "$.c", "$.a"))),
    ("json_get", ("J", ("a", "c", 0, 1))),
)
INEXACT: tuple[Recipe, ...] = (
    ("power", ("n", (2, 0.5, 3))),
    ("exp", ("n",)),
    ("ln", ("n",)),
    ("log10", ("n",)),
)
"""Functions whose last digits are an engine's own."""
