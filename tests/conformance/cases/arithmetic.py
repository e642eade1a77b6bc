"""Signs of arithmetic, on numbers and on points in time."""

from __future__ import annotations

from lockgate.ir import types
from lockgate.ir.expr import Cast, Expr, Interval, Literal
from lockgate.ir.types import INTERVAL, Decimal, Type
from tests.conformance.case import Case
from tests.conformance.cases.make import all_of, call, every, expressions, few_of, of, tries
from tests.conformance.edges import EXACT, FINE, MIDDLE, MONEY, NUMBERS, WHOLE, D, Day, T, utc

SMALL = Decimal(18, 4)
"""The widest decimal that many engines keep in 64 bits."""
UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
STARTS: dict[Type, list[Expr]] = {
    types.DATE: of(
        types.DATE, None, Day(2026, 1, 31), Day(2024, 2, 29), Day(2026, 3, 28), Day(1970, 1, 1), Day(1900, 1, 31)
    ),
    types.TIMESTAMP: of(
        types.TIMESTAMP, None, T(2026, 1, 31, 23, 59, 59, 999999), T(2024, 2, 29, 2, 30), T(2026, 3, 28, 2, 30),
        T(2026, 10, 24, 2, 30), T(1969, 12, 31, 23, 59, 59, 1),
    ),
    types.TIMESTAMPTZ: of(
        types.TIMESTAMPTZ, None, utc(2026, 1, 31, 23, 59, 59, 999999), utc(2024, 2, 29), utc(2026, 3, 28, 12),
        utc(2026, 10, 24, 12), utc(1969, 12, 31, 23),
    ),
}  # fmt: skip
COUNTS = (1, -25)


def lengths(unit: str) -> list[Expr]:
    """Intervals of a unit: literals, and literals times a number."""
    made: list[Expr] = [Literal(Interval(count, unit), INTERVAL) for count in COUNTS]
    one = Literal(Interval(1, unit), INTERVAL)
    return [*made, *(call("*", Literal(count, types.BIGINT), one) for count in (None, 0, 3, -14, 401))]


def _points(sign: str) -> list[Case]:
    return [
        case for starts in STARTS.values() for unit in UNITS for case in every(sign, starts, lengths(unit))
    ]


def _numbers(name: str, kinds: tuple[Type, ...]) -> list[Case]:
    return [case for kind in kinds for case in every(name, few_of(kind), few_of(kind))]


MIXED: list[tuple[Type, Type]] = [
    (types.INT, types.BIGINT),
    (types.BIGINT, MONEY),
    (MONEY, types.INT),
    (MONEY, types.DOUBLE),
    (types.DOUBLE, types.BIGINT),
    (MONEY, MIDDLE),
    (MONEY, WHOLE),
]


def _mixed(name: str) -> list[Case]:
    pairs = MIXED if name not in ("%", "mod") else [pair for pair in MIXED if types.DOUBLE not in pair]
    return [case for a, b in pairs for case in every(name, few_of(a), few_of(b))]


WIDE_PRODUCTS = [
    (Literal(D(a), Decimal(38, s)), Literal(D(b), Decimal(38, t)))
    for a, s, b, t in (
        ("0.0000000001", 10, "1.0000000000", 10),
        ("0.0000000001", 10, "0.0000000001", 10),
        ("9" * 18 + "." + "9" * 10, 10, "1.0000000001", 10),
        ("9" * 28 + "." + "9" * 10, 10, "1.0000000001", 10),
        ("0." + "9" * 19, 19, "0." + "9" * 19, 19),
        ("9" * 19, 0, "9" * 19, 0),
        ("9" * 19, 0, "9" * 18, 0),
        ("9" * 20, 0, "9" * 20, 0),
        ("1" + "0" * 18, 0, "1" + "0" * 18, 0),
    )
]
NESTED = [
    call("*", call("*", *of(MONEY, D("9999999999.99"), D("9999999999.99"))), *of(MONEY, D("0.01"))),
    call(
        "+",
        call("+", *of(SMALL, D("99999999999999.9999"), D("99999999999999.9999"))),
        *of(SMALL, D("0.0001")),
    ),
    call("/", call("+", *of(types.INT, 3, 4)), *of(types.INT, 2)),
    call("//", call("neg", *of(types.BIGINT, 7)), *of(types.BIGINT, 2)),
    call("-", call("*", *of(types.DOUBLE, 1e308, 10.0)), *of(types.DOUBLE, 1.0)),
    call("*", Cast(Literal(2147483647, types.INT), types.BIGINT), Literal(2147483647, types.BIGINT)),
]

CASES: list[Case] = [
    *(case for sign in ("+", "-") for case in _numbers(sign, NUMBERS)),
    *_numbers("*", (types.INT, types.BIGINT, MONEY, WHOLE, types.DOUBLE)),
    *(case for name in ("/", "safe_divide") for case in _numbers(name, NUMBERS)),
    *_numbers("//", (types.INT, types.BIGINT)),
    *(case for name in ("%", "mod") for case in _numbers(name, EXACT)),
    *(case for name in ("+", "-", "*", "/", "safe_divide", "%", "mod") for case in _mixed(name)),
    *every("//", few_of(types.INT), few_of(types.BIGINT)),
    *tries("*", WIDE_PRODUCTS),
    *every("*", few_of(FINE), of(WHOLE, None, D(0), D(1), D(-1))),
    *(case for expr in NESTED for case in expressions(expr.function, [expr])),
    *(case for kind in NUMBERS for case in every("neg", all_of(kind))),
    *_points("+"),
    *_points("-"),
    *every("+", lengths("month"), STARTS[types.DATE]),
    *every(
        "+", STARTS[types.DATE], [call("*", Literal(Interval(1, "day"), INTERVAL), Literal(2, types.BIGINT))]
    ),
    *every("-", [*STARTS[types.DATE], *of(types.DATE, Day(1, 1, 1), Day(9999, 12, 31))], STARTS[types.DATE]),
]
