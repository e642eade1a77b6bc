"""Casts between all types that have one, strict (`cast`) and with NULL for what does not fit (`try_cast`)."""

from __future__ import annotations

from lockgate.ir import types
from lockgate.ir.expr import Cast, Expr, Literal
from lockgate.ir.functions import cast_problem
from lockgate.ir.infer import infer
from lockgate.ir.types import Array, Decimal, Struct, Type
from tests.conformance.case import Case
from tests.conformance.cases.make import all_of, call, expressions, json, of, texts
from tests.conformance.cases.nested import BROKEN, DOCUMENTS, HUGE
from tests.conformance.cases.time import DAYS_AS_TEXT, MOMENTS_AS_TEXT
from tests.conformance.edges import FINE, MIDDLE, MONEY, WHOLE, D
from tests.conformance.lift import NOTHING

TINY = Decimal(3, 1)
KINDS: tuple[Type, ...] = (
    types.BOOLEAN, types.INT, types.BIGINT, MONEY, WHOLE, FINE, MIDDLE, TINY, types.DOUBLE, types.STRING, types.DATE,
    types.TIMESTAMP, types.TIMESTAMPTZ, types.JSON,
)  # fmt: skip
HALVES: dict[Type, tuple[object, ...]] = {
    types.DOUBLE: (
        0.49999999999999994, 1.9, -1.9, 2147483647.4, 2147483647.5, -2147483648.5, -2147483649.0,
        9.223372036854775e18,
        9.3e18, 99.949, 99.95, -99.95, 1e28, 1e38, 1e-12, 2.345, 8.345,
    ),
}  # fmt: skip
NUMBERS_AS_TEXT = (
    None, "", " ", "0", "1", "-1", "+1", " 12 ", "007", "12.5", "-12.5", ".5", "5.", "1e3", "1E-2", "-0", "0.05",
    "1_000", "1,5",
    "0x10", "12abc", "--1", "1 2", "NaN", "nan", "inf", "-Infinity", "infinity", "2147483647", "2147483648",
    "-2147483649",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "1.5", "2.5", "99.95", "9999999999.99",
    "10000000000", "9" * 38, "9" * 39, "0." + "9" * 38, "0." + "0" * 37 + "1", "1e400", "1e-400",
    "1.7976931348623157e308",
    "\t7\n", "7\u00a0", "１", "1d", "1f", "0b1", "1e", "e1", ".", "+", "-", "1.5.2", "1e5", "12345678901234567890.5",
)  # fmt: skip
BOOLEANS_AS_TEXT = (
    None, "", "true", "false", "TRUE", "False", "t", "f", "T", "yes", "no", "y", "n", "1", "0", "on", "off",
    " true ", "tru",
    "2", "oui", "null", "\ttrue\n", "Y", "NO",
)  # fmt: skip
INSTANTS_AS_TEXT = (
    "2026-01-31 08:00:00+00:00", "2026-01-31 08:00:00+02:00", "2026-01-31 08:00:00Z", "2026-01-31 08:00:00 +05:30",
    "2026-01-31 08:00:00-1130", "2026-01-31T08:00:00.123456Z", "2026-01-31 08:00+01", "2026-01-31 08:00:00",
    "2026-01-31 08:00:00 Europe/Berlin", "2026-01-31 08:00:00 UTC", "2026-01-31+00", "2026-01-31 08:00:00+25:00",
    "2026-02-30 08:00:00Z", "2026-03-29 02:30:00+01:00",
)  # fmt: skip


def _sources(source: Type, target: Type) -> list[Expr]:
    if source == types.STRING:
        return texts(*_texts_for(target))
    if source == types.JSON:
        return [json(text) for text in DOCUMENTS]
    if source == TINY:
        return of(TINY, None, D("99.9"), D("-0.5"), D("0.0"))
    return [*all_of(source), *of(source, *HALVES.get(source, ()))]


def _texts_for(target: Type) -> tuple[str | None, ...]:
    if target == types.BOOLEAN:
        return BOOLEANS_AS_TEXT
    if target == types.DATE:
        return DAYS_AS_TEXT
    if target == types.TIMESTAMP:
        return MOMENTS_AS_TEXT
    if target == types.TIMESTAMPTZ:
        return (*INSTANTS_AS_TEXT, *MOMENTS_AS_TEXT)
    if target == types.JSON:
        return (*DOCUMENTS, HUGE, *BROKEN)
    return NUMBERS_AS_TEXT


def _pairs() -> list[tuple[Type, Type]]:
    return [(a, b) for a in KINDS for b in KINDS if a != b and cast_problem(a, b) is None]


def _nested() -> list[tuple[Expr, Type]]:
    one = call("array", *of(types.BIGINT, 1, None, 2**31))
    words = call("array", *texts("1", None, "x"))
    good = call("array", *texts("1", " 2 "))
    pair = call("struct", *texts("x"), *of(types.BIGINT, 7), *texts("y"), *texts("2026-01-31"))
    made: list[tuple[Expr, Type]] = [
        (one, Array(types.INT)), (one, Array(types.STRING)), (one, Array(types.DOUBLE)), (words, Array(types.BIGINT)),
        (good, Array(types.BIGINT)), (good, Array(MONEY)),
        (pair, Struct((("x", types.STRING), ("y", types.DATE)))),
        (pair, Struct((("a", types.DOUBLE), ("b", types.STRING)))),
        (Cast(Literal(None, types.NULL), Array(types.BIGINT)), Array(types.STRING)),
    ]  # fmt: skip
    return made


def _named(source: Type, target: Type, safe: bool) -> str:
    """What the page calls the casts of two types."""
    return f"{'try_cast' if safe else 'cast'}({_short(source)} as {_short(target)})"


def _short(kind: Type) -> str:
    match kind:
        case Decimal():
            return "decimal"
        case Array():
            return "array"
        case Struct():
            return "struct"
        case _:
            return str(kind)


def _both() -> list[Case]:
    pairs = [(expr, a, target) for a, target in _pairs() for expr in _sources(a, target)]
    pairs += [(expr, infer(expr, NOTHING)[0], target) for expr, target in _nested()]
    tables: dict[str, list[Expr]] = {}
    for safe in (False, True):
        for expr, source, target in pairs:
            tables.setdefault(_named(source, target, safe), []).append(Cast(expr, target, safe=safe))
    return [case for name, exprs in tables.items() for case in expressions(name, exprs)]


CASES: list[Case] = _both()
