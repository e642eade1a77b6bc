"""Every function and operator, executed on DuckDB: as a constant, and over columns of a row.

The values are worked out by hand from the language's meaning, not taken from the engine.
"""

from __future__ import annotations

import datetime
import decimal
import math
from typing import Any

import duckdb
import pytest

from lockgate.codegen.sql.queries import query_text
from lockgate.ir import functions, types
from lockgate.ir.expr import Call, Case, Cast, Column, Expr, Interval
from lockgate.ir.infer import infer
from lockgate.ir.rel import Project, Values
from tests.codegen.engine import (
    NOTHING,
    OPTIONS,
    as_expr,
    connect,
    evaluate,
    f,
    literal,
    over_columns,
    run,
    type_name,
)

D = decimal.Decimal
T = datetime.datetime
DAY = datetime.date
INF = math.inf
NAN = math.nan
NULL = literal(None)


def utc(*parts: int) -> datetime.datetime:
    return datetime.datetime(*parts, tzinfo=datetime.UTC)  # type: ignore[misc,arg-type]


def null(kind: types.Type) -> Expr:
    return literal(None, kind)


def integer(value: int) -> Expr:
    return literal(value, types.INT)


def dec(text: str, precision: int, scale: int) -> Expr:
    return literal(D(text), types.Decimal(precision, scale))


def js(text: str) -> Expr:
    return Cast(literal(text), types.JSON)


def cast(value: Any, kind: types.Type, *, safe: bool = False) -> Expr:
    return Cast(as_expr(value), kind, safe=safe)


def months(count: int) -> Interval:
    return Interval(count, "month")


NINES = "9" * 8 + ".99"
CASES: list[tuple[Expr, Any]] = [
    # division: always double, never by zero
    (f("/", 7, 2), 3.5),
    (f("/", D("1.00"), D("8.00")), 0.125),
    (f("/", null(types.DOUBLE), 0.0), None),
    (f("/", 1.0, null(types.DOUBLE)), None),
    (f("safe_divide", 1, 0), None),
    (f("safe_divide", 7, 2), 3.5),
    (f("//", 7, 2), 3),
    (f("//", -7, 2), -3),
    (f("//", 7, -2), -3),
    (f("//", 9007199254740993, 1), 9007199254740993),
    (f("%", -7, 3), -1),
    (f("%", 7, -3), 1),
    (f("%", D("7.50"), D("2.00")), D("1.50")),
    (f("mod", -7, 3), -1),
    # decimals are exact in the types of the language
    (f("+", dec(NINES, 10, 2), dec(NINES, 10, 2)), D("199999999.98")),
    (f("*", dec(NINES, 10, 2), dec(NINES, 10, 2)), D("9999999998000000.0001")),
    (f("*", dec("1" * 18, 18, 0), dec("9", 18, 0)), D("9" * 18)),
    (f("*", dec("9" * 18, 18, 0), dec("9" * 18, 18, 0)), D("999999999999999998000000000000000001")),
    (f("+", dec("9" * 18, 18, 0), dec("1", 18, 0)), D(10**18)),
    (f("-", dec("-" + "9" * 16 + ".99", 18, 2), dec("0.001", 18, 3)), D("-" + "9" * 16 + ".991")),
    (f("*", dec("0.00000000000000000001", 38, 20), dec("0.0000000001", 20, 10)), D("1E-30")),
    (f("+", dec("1.5", 2, 1), 1), D("2.5")),
    (f("*", dec("1.50", 12, 2), 2), D("3.00")),
    (f("-", 1, dec("0.05", 15, 2)), D("0.95")),
    (f("+", 1, 2), 3),
    (f("+", 2147483647, 1), 2147483648),
    (f("*", 100000, 100000), 10000000000),
    (f("+", 1, 0.5), 1.5),
    (f("-", 1, 2), -1),
    (f("neg", 5), -5),
    (f("neg", -5), 5),
    (f("neg", D("1.50")), D("-1.50")),
    # rounding is half away from zero
    (f("round", 2.5), 3.0),
    (f("round", -2.5), -3.0),
    (f("round", 0.5), 1.0),
    (f("round", 1.005, 2), 1.01),
    (f("round", -1.005, 2), -1.01),
    (f("round", 2.675, 2), 2.68),
    (f("round", 1e300, 2), 1e300),
    (f("round", NAN, 2), NAN),
    (f("round", INF, 2), INF),
    (f("round", -INF, 2), -INF),
    (f("round", null(types.DOUBLE), 2), None),
    (f("round", 1250.0, -2), 1300.0),
    (f("round", 0.12345678901234, 13), 0.1234567890123),
    (f("round", 1e15 + 0.5, 1), 1e15 + 0.5),
    (f("round", 12345678.345, 2), 12345678.35),
    (f("round", 0.0049999999999999, 2), 0.0),
    (f("round", 9.8e19, -1), 9.8e19),
    (f("trunc", 0.29, 2), 0.29),
    (f("trunc", 0.00999999999999999, 2), 0.0),
    (f("round", D("2.5")), D("3")),
    (f("round", D("-2.5")), D("-3")),
    (f("round", D("1.005"), 2), D("1.01")),
    (f("round", D("99.95"), 1), D("100.0")),
    (f("round", D("1.5"), 3), D("1.500")),
    (f("round", D("155.5"), -1), D("160")),
    (f("round", 155, -1), 160),
    (f("round", 5), 5),
    (f("trunc", -1.9), -1.0),
    (f("trunc", 1.567, 2), 1.56),
    (f("trunc", D("-1.99"), 1), D("-1.9")),
    (f("ceil", D("1.01")), D("2")),
    (f("ceil", -1.5), -1.0),
    (f("ceil", 5), 5),
    (f("floor", D("-1.01")), D("-2")),
    (f("floor", -1.5), -2.0),
    (f("floor", 5), 5),
    (f("abs", -5), 5),
    (f("abs", D("-1.5")), D("1.5")),
    (f("sign", -2.5), -1.0),
    (f("sign", D("2.5")), D("1.0")),
    (f("sign", 0), 0),
    (f("sqrt", 9), 3.0),
    (f("sqrt", 0), 0.0),
    (f("sqrt", null(types.DOUBLE)), None),
    (f("power", 2, 10), 1024.0),
    (f("exp", 0), 1.0),
    (f("ln", 1), 0.0),
    (f("log10", 1000), 3.0),
    # comparisons and logic
    (f("=", NAN, NAN), True),
    (f(">", NAN, INF), True),
    (f("<", "B", "a"), True),
    (f("<", "Z", "ä"), True),
    (f("=", DAY(2026, 1, 1), T(2026, 1, 1)), True),
    (f("<=", DAY(2026, 1, 1), T(2026, 1, 1, 0, 0, 1)), True),
    (f("<>", 1, 2), True),
    (f(">=", 2, 2), True),
    (f("=", 1, null(types.BIGINT)), None),
    (f("is_not_distinct", null(types.BIGINT), null(types.BIGINT)), True),
    (f("is_not_distinct", 1, null(types.BIGINT)), False),
    (f("is_null", null(types.STRING)), True),
    (f("not", f("is_null", "a")), True),
    (f("and", False, null(types.BOOLEAN)), False),
    (f("and", True, null(types.BOOLEAN)), None),
    (f("or", True, null(types.BOOLEAN)), True),
    (f("or", False, null(types.BOOLEAN)), None),
    (f("not", null(types.BOOLEAN)), None),
    (f("in", 3, 1, 2), False),
    (f("in", 1, 1, null(types.BIGINT)), True),
    (f("in", 3, 1, null(types.BIGINT)), None),
    (f("not", f("in", 3, 1, null(types.BIGINT))), None),
    (f("between", 2, 1, 2), True),
    (f("not", f("between", 2, 1, 2)), False),
    (f("like", "a%b", "a%"), True),
    (f("like", "A", "a"), False),
    (f("like", "a\\b", "a\\_"), True),
    (f("like", "wow!", "wow!"), True),
    (f("like", "wow!x", "wow!%"), True),
    (f("not", f("like", "abc", "_b_")), False),
    (f("like", "a\nb", "a%b"), True),
    # conditionals
    (f("coalesce", null(types.BIGINT), 2), 2),
    (f("least", 1, null(types.BIGINT)), 1),
    (f("greatest", null(types.BIGINT), 2, 1), 2),
    (f("greatest", null(types.BIGINT), null(types.BIGINT)), None),
    (f("nullif", 1, 1), None),
    (f("nullif", 1, 2), 1),
    (f("if", null(types.BOOLEAN), 1, 2), 2),
    (f("if", True, 1, 2), 1),
    (Case(((f("=", 1, 2), literal("a")),), None), None),
    (Case(((f("=", 0.0, 0.0), literal(7.0)),), f("/", 1.0, 0.0)), 7.0),
    # casts
    (cast(2.5, types.BIGINT), 3),
    (cast(-2.5, types.INT), -3),
    (cast(0.5, types.BIGINT), 1),
    (cast(1.9, types.INT), 2),
    (cast(D("2.5"), types.BIGINT), 3),
    (cast(D("-2.5"), types.BIGINT), -3),
    (cast(1.005, types.Decimal(10, 2)), D("1.01")),
    (cast(D("1.005"), types.Decimal(10, 2)), D("1.01")),
    (cast(12345678.345, types.Decimal(12, 2)), D("12345678.35")),
    (cast(9.3e18, types.Decimal(38, 10)), D("9300000000000000000.0000000000")),
    (cast(dec("0." + "9" * 38, 38, 38), types.STRING), "0." + "9" * 38),
    (cast(dec("-0." + "9" * 38, 38, 38), types.STRING), "-0." + "9" * 38),
    (cast(dec("0.05", 2, 2), types.STRING), "0.05"),
    (cast(f("array", "1", " 2 "), types.Array(types.BIGINT)), [1, 2]),
    (cast(f("array", "1", "x"), types.Array(types.BIGINT), safe=True), [1, None]),
    (cast(f("array", "1.5"), types.Array(types.BIGINT), safe=True), [None]),
    (cast(f("array", 2.5, 1.005), types.Array(types.Decimal(4, 2))), [D("2.50"), D("1.01")]),
    (
        cast(f("struct", "x", "1", "y", 2.5), types.Struct((("y", types.INT), ("z", types.BIGINT)))),
        {"y": 1, "z": 3},
    ),
    (cast("2026-01-31 24:00:00", types.TIMESTAMP, safe=True), None),
    (cast("2026-01-31 08:00:00 +02", types.TIMESTAMPTZ, safe=True), None),
    (cast("[1,]", types.JSON, safe=True), None),
    (cast("NaN", types.JSON, safe=True), None),
    (cast('[",]", "NaN i\\",]"]', types.JSON), '[",]", "NaN i\\",]"]'),
    (cast("12", types.BIGINT), 12),
    (cast("-12", types.INT), -12),
    (cast("1.5", types.BIGINT, safe=True), None),
    (cast("1e3", types.BIGINT, safe=True), None),
    (cast("1_000", types.BIGINT, safe=True), None),
    (cast("0x10", types.BIGINT, safe=True), None),
    (cast("", types.BIGINT, safe=True), None),
    (cast("99999999999", types.INT, safe=True), None),
    (cast("12.345", types.Decimal(10, 2)), D("12.35")),
    (cast("1_0", types.Decimal(10, 2), safe=True), None),
    (cast("1.5", types.DOUBLE), 1.5),
    (cast("true", types.BOOLEAN), True),
    (cast(" true\n", types.BOOLEAN), True),
    (cast("1e-2", types.Decimal(4, 4)), D("0.0100")),
    (cast("2026-01-31", types.DATE), DAY(2026, 1, 31)),
    (cast("2026-02-30", types.DATE, safe=True), None),
    (cast("2026-1-1", types.DATE, safe=True), None),
    (cast("2026-01-31 10:00:00", types.DATE, safe=True), None),
    (cast("2026-01-31 08:00:00.25", types.TIMESTAMP), T(2026, 1, 31, 8, 0, 0, 250000)),
    (cast("2026-01-31 08:00:00+02:00", types.TIMESTAMP, safe=True), None),
    (cast("2026-01-31 08:00:00+02:00", types.TIMESTAMPTZ), utc(2026, 1, 31, 6)),
    (cast(null(types.STRING), types.BIGINT), None),
    (cast(12, types.STRING), "12"),
    (cast(D("1.50"), types.STRING), "1.50"),
    (cast(True, types.STRING), "true"),
    (cast(True, types.BIGINT), 1),
    (cast(DAY(2026, 1, 31), types.STRING), "2026-01-31"),
    (cast(DAY(2026, 1, 31), types.TIMESTAMP), T(2026, 1, 31)),
    (cast(T(2026, 1, 31, 23, 59), types.DATE), DAY(2026, 1, 31)),
    (cast(1e30, types.BIGINT, safe=True), None),
    # strings
    (f("||", "a", "b"), "ab"),
    (f("||", "a", null(types.STRING)), None),
    (f("concat", "a", "b", "c"), "abc"),
    (f("concat", "a", null(types.STRING)), None),
    (f("concat_ws", "-", "a", null(types.STRING), "b"), "a-b"),
    (f("length", "é😀"), 2),
    (f("lower", "AbC"), "abc"),
    (f("upper", "AbC"), "ABC"),
    (f("trim", "  a b "), "a b"),
    (f("trim", "xxaxx", "x"), "a"),
    (f("trim", " \u00a0\ta\u2003 "), "\u00a0\ta\u2003"),
    (f("ltrim", "  a "), "a "),
    (f("rtrim", "  a "), "  a"),
    (f("substring", "hello", 1, 2), "he"),
    (f("substring", "hello", 2), "ello"),
    (f("substring", "hello", 4, 10), "lo"),
    (f("substring", "hello", null(types.BIGINT), 2), None),
    (f("left", "hello", 2), "he"),
    (f("right", "hello", 2), "lo"),
    (f("left", "hello", 0), ""),
    (f("replace", "aXbX", "X", "-"), "a-b-"),
    (f("split_part", "a,b,c", ",", 2), "b"),
    (f("split_part", "a,b", ",", 5), ""),
    (f("starts_with", "abc", "ab"), True),
    (f("ends_with", "abc", "bc"), True),
    (f("contains", "a%c", "%"), True),
    (f("contains", "abc", "%"), False),
    (f("position", "b", "abc"), 2),
    (f("position", "z", "abc"), 0),
    (f("lpad", "7", 3, "0"), "007"),
    (f("lpad", "abc", 2), "ab"),
    (f("rpad", "a", 3), "a  "),
    (f("regexp_like", "abc", "b"), True),
    (f("regexp_like", "abc", "^b"), False),
    (f("regexp_extract", "order 42", "([a-z]+) ([0-9]+)", 2), "42"),
    (f("regexp_extract", "order 42", "[0-9]+"), "42"),
    (f("regexp_extract", "abc", "[0-9]+"), None),
    (f("regexp_replace", "aXbX", "X", "-"), "a-b-"),
    (f("md5", "a"), "0cc175b9c0f1b6a831c399e269772661"),
    (f("sha256", ""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    # time
    (f("+", DAY(2026, 1, 31), months(1)), DAY(2026, 2, 28)),
    (f("-", DAY(2026, 3, 31), months(1)), DAY(2026, 2, 28)),
    (f("+", DAY(2026, 1, 31), Interval(1, "quarter")), DAY(2026, 4, 30)),
    (f("+", DAY(2024, 2, 29), Interval(1, "year")), DAY(2025, 2, 28)),
    (f("+", DAY(2026, 1, 31), Interval(2, "week")), DAY(2026, 2, 14)),
    (f("+", DAY(2026, 1, 31), Interval(5, "hour")), T(2026, 1, 31, 5)),
    (f("+", T(2026, 1, 31, 8), Interval(90, "minute")), T(2026, 1, 31, 9, 30)),
    (f("+", utc(2026, 1, 31, 8), Interval(1, "day")), utc(2026, 2, 1, 8)),
    (f("-", DAY(2026, 3, 1), DAY(2026, 2, 1)), 28),
    (f("+", DAY(2026, 1, 1), f("*", 3, Interval(1, "day"))), DAY(2026, 1, 4)),
    (f("date_trunc", "month", DAY(2026, 1, 31)), DAY(2026, 1, 1)),
    (f("date_trunc", "week", DAY(2026, 1, 1)), DAY(2025, 12, 29)),
    (f("date_trunc", "day", T(2026, 1, 31, 8)), T(2026, 1, 31)),
    (f("date_trunc", "day", utc(2026, 1, 31, 23, 30)), utc(2026, 1, 31)),
    (f("date_trunc", "quarter", T(2026, 5, 31, 8)), T(2026, 4, 1)),
    (f("date_diff", "day", T(2026, 1, 1, 23), T(2026, 1, 2, 1)), 1),
    (f("date_diff", "month", DAY(2026, 1, 31), DAY(2026, 2, 1)), 1),
    (f("date_diff", "year", DAY(2025, 12, 31), DAY(2026, 1, 1)), 1),
    (f("date_diff", "quarter", DAY(2026, 3, 31), DAY(2026, 4, 1)), 1),
    (f("date_diff", "hour", T(2026, 1, 1, 0, 59), T(2026, 1, 1, 1, 1)), 1),
    (f("date_diff", "week", DAY(2026, 1, 4), DAY(2026, 1, 5)), 1),
    (f("date_diff", "week", DAY(2026, 1, 5), DAY(2026, 1, 4)), -1),
    (f("date_diff", "week", DAY(2026, 1, 7), DAY(2026, 1, 13)), 1),
    (f("date_diff", "week", utc(2026, 1, 4), utc(2026, 1, 5)), 1),
    (f("date_diff", "day", utc(2026, 1, 1, 23), utc(2026, 1, 2, 1)), 1),
    (f("date_part", "week", DAY(2026, 1, 1)), 1),
    (f("date_part", "quarter", DAY(2026, 5, 1)), 2),
    (f("date_part", "day_of_week", DAY(2026, 1, 4)), 7),
    (f("date_part", "day_of_year", DAY(2026, 2, 1)), 32),
    (f("year", DAY(2026, 2, 3)), 2026),
    (f("month", DAY(2026, 2, 3)), 2),
    (f("day", DAY(2026, 2, 3)), 3),
    (f("hour", T(2026, 2, 3, 4, 5, 6, 900000)), 4),
    (f("minute", T(2026, 2, 3, 4, 5, 6, 900000)), 5),
    (f("second", T(2026, 2, 3, 4, 5, 6, 900000)), 6),
    (f("hour", utc(2026, 2, 3, 4)), 4),
    (f("day_of_week", DAY(2026, 1, 5)), 1),
    (f("day_of_year", DAY(2024, 12, 31)), 366),
    (f("to_date", "2026-01-31"), DAY(2026, 1, 31)),
    (f("to_date", "31/01/2026", "%d/%m/%Y"), DAY(2026, 1, 31)),
    (f("to_timestamp", "2026-01-31 08:00:00"), T(2026, 1, 31, 8)),
    (f("to_timestamp", "31.01.2026 08:09", "%d.%m.%Y %H:%M"), T(2026, 1, 31, 8, 9)),
    (
        f("format_date", T(2026, 1, 5, 8, 9, 7, 42), "%Y-%m-%d %H:%M:%S.%f %j %b %B %a %A %%"),
        "2026-01-05 08:09:07.000042 005 Jan January Mon Monday %",
    ),
    (f("format_date", DAY(2026, 1, 5), "%d.%m.%Y"), "05.01.2026"),
    (f("make_date", 2026, 2, 28), DAY(2026, 2, 28)),
    (f("last_day", DAY(2024, 2, 1)), DAY(2024, 2, 29)),
    (f("last_day", T(2026, 1, 1, 8)), DAY(2026, 1, 31)),
    (f("at_zone", T(2026, 7, 1, 12), "Europe/Berlin"), utc(2026, 7, 1, 10)),
    (f("at_zone", utc(2026, 7, 1, 12), "Europe/Berlin"), T(2026, 7, 1, 14)),
    # arrays, structs and json
    (f("array", 1, 2), [1, 2]),
    (f("array_length", f("array", 1, 2)), 2),
    (f("array_contains", f("array", 1, 2), 2), True),
    (f("index", f("array", "a", "b"), 1), "a"),
    (f("index", f("array", "a", "b"), 3), None),
    (f("struct", "x", 1, "a b", "z"), {"x": 1, "a b": "z"}),
    (f("field", f("struct", "Key", 1), "Key"), 1),
    (f("json_get", js('{"a": {"b": 1}}'), "a"), '{"b":1}'),
    (f("json_get", js('{"$.a": 1, "a": 2}'), "$.a"), "1"),
    (f("json_get", js('{"/a~\\"b": 1}'), '/a~"b'), "1"),
    (f("json_get", js("[5, 6]"), 0), "5"),
    (f("json_get", js("[5, 6]"), 2), None),
    (f("json_get", js("[5, 6]"), "0"), None),
    (f("json_get", js('{"0": 5}'), "0"), "5"),
    (f("json_value", js('{"a": {"b": "x"}}'), "$.a.b"), "x"),
    (f("json_value", js('{"a": 1.5}'), "$.a"), "1.5"),
    (f("json_value", js('{"a": true}'), "$.a"), "true"),
    (f("json_value", js('{"a": [1]}'), "$.a"), None),
    (f("json_value", js('{"a": null}'), "$.a"), None),
    (f("json_query", js('{"a": [1, 2]}'), "$.a"), "[1,2]"),
    (f("json_query", js('{"a": 1}'), "$.b"), None),
]

ERRORS: list[tuple[Expr, str]] = [
    (f("/", 1, literal(0.0)), "division by zero"),
    (f("//", 1, 0), "zero"),
    (f("%", 1, 0), "zero"),
    (f("%", D("1.5"), D("0.0")), "zero"),
    (f("sqrt", -1), "negative"),
    (f("ln", 0), "logarithm"),
    (f("log10", -1), "logarithm"),
    (f("+", 9223372036854775807, 1), "(?i)overflow"),
    (f("+", integer(2147483647), integer(1)), "(?i)overflow"),
    (f("-", integer(0), integer(-2147483648)), "(?i)overflow"),
    (f("neg", -9223372036854775808), "(?i)(overflow|range)"),
    (f("*", dec("9" * 38, 38, 0), dec("10", 38, 0)), "(?i)overflow"),
    (cast("1.5", types.BIGINT), "not a value"),
    (cast("abc", types.DATE), "not a value"),
    (cast('{"a": 1,}', types.JSON), "not a value"),
    (cast("[Infinity]", types.JSON), "not a value"),
    (cast(f("array", "1.5"), types.Array(types.BIGINT)), "not a value"),
    (cast("2026-02-30", types.DATE), "(?i)conversion"),
    (cast("2026-01-31 08:00:00+02", types.TIMESTAMP), "not a value"),
    (cast(1e30, types.BIGINT), "(?i)range"),
    (cast(NAN, types.BIGINT), "(?i)range"),
    (f("to_date", "x"), "not a value"),
    (f("to_date", "x", "%d"), "(?i)parse"),
    (f("make_date", 2026, 2, 30), "(?i)range"),
]


def same(value: Any, expected: Any) -> bool:
    if isinstance(expected, float) and isinstance(value, float):
        return value == expected or (math.isnan(value) and math.isnan(expected))
    return type(value) is type(expected) and value == expected


def title(case: tuple[Expr, Any]) -> str:
    expr = case[0]
    return expr.function if isinstance(expr, Call) else type(expr).__name__


@pytest.mark.parametrize("case", CASES, ids=title)
def test_value_of_a_constant(case: tuple[Expr, Any]) -> None:
    expr, expected = case
    value, kind = evaluate(expr)
    assert same(value, expected), (value, expected)
    assert kind == type_name(infer(expr, NOTHING)[0])


@pytest.mark.parametrize("case", [case for case in CASES if isinstance(case[0], Call)], ids=title)
def test_value_over_columns(case: tuple[Expr, Any]) -> None:
    assert isinstance(case[0], Call)
    expr, rel = over_columns(case[0])
    value = run(Project(rel, (("value", expr),)))[0][0]
    assert same(value, case[1]), (value, case[1])


@pytest.mark.parametrize("case", ERRORS, ids=title)
def test_error(case: tuple[Expr, str]) -> None:
    with pytest.raises(duckdb.Error, match=case[1]):
        evaluate(case[0])
    if isinstance(case[0], Call):
        expr, rel = over_columns(case[0])
        with pytest.raises(duckdb.Error, match=case[1]):
            run(Project(rel, (("value", expr),)))


def test_every_scalar_function_has_a_case() -> None:
    covered = {expr.function for expr, _ in CASES if isinstance(expr, Call)}
    untested = {"now", "today", "random", "uuid"}
    wanted = {name for name, item in functions.REGISTRY.items() if item.kind in ("operator", "scalar")}
    assert wanted - covered - untested == set()


@pytest.mark.parametrize(
    ("name", "kind"), [("now", "timestamptz"), ("today", "date"), ("random", "double"), ("uuid", "string")]
)
def test_what_changes_each_time_has_its_type(name: str, kind: str) -> None:
    value, known = evaluate(Call(name, ()))
    assert value is not None
    assert known == type_name(types.PRIMITIVES[kind])


def test_two_long_operands_of_a_division_are_bound_apart() -> None:
    def long(name: str) -> Expr:
        expr: Expr = Column(name)
        for _ in range(30):
            expr = Call("+", (expr, literal(0.0)))
        return expr

    rows = [(6.0, 3.0), (None, 0.0), (1.0, None)]
    rel = Values(("a", "b"), tuple(tuple(literal(item, types.DOUBLE) for item in row) for row in rows))
    made = Project(rel, (("q", Call("/", (long("a"), long("b")))),))
    assert run(made) == [(2.0,), (None,), (None,)]


def test_nested_guards_stay_small_and_right() -> None:
    expr: Expr = Column("x")
    for _ in range(12):
        expr = Call("sqrt", (Call("/", (literal(16.0), Call("round", (expr, literal(2))))),))
    rel = Project(Values(("x",), ((literal(4.0),), (literal(None, types.DOUBLE),))), (("x", expr),))
    assert len(query_text(rel, OPTIONS)) < 40_000
    assert [row[0] for row in run(rel, connect())][1] is None
