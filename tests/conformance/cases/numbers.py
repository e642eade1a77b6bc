"""Functions of numbers."""

from __future__ import annotations

import math

from lockgate.ir import types
from lockgate.ir.expr import Literal
from lockgate.ir.types import Decimal
from tests.conformance.case import Case
from tests.conformance.cases.make import all_of, every, few_of, of
from tests.conformance.edges import FINE, INF, MIDDLE, MONEY, NAN, NUMBERS, WHOLE, D

DIGITS = {
    types.INT: (0, 2, -1, -2, -9),
    types.BIGINT: (0, 2, -1, -2, -18),
    types.DOUBLE: (0, 1, 2, 5, 10, -1, -3),
    MONEY: (0, 1, 2, 3, -1, -2, -9),
    WHOLE: (0, -1, -37),
    FINE: (0, 1, 2, 37, 38),
    MIDDLE: (0, 2, 9, 10, -5),
}
HALVES = of(
    types.DOUBLE, 0.5, 1.5, 2.5, -0.5, -1.5, 0.05, 0.15, 0.25, 0.35, 1.005, 2.675, 1.115, 8.345, -8.345, 1234.5678,
    0.285,
    1.255, 0.49999999999999994, 9007199254740991.0, 1e17, 123456789.125,
)  # fmt: skip
SQUARES = of(types.DOUBLE, 4.0, 2.0, 1e-320, -1e-320, 0.25)
LOGS = of(types.DOUBLE, 10.0, 100.0, 1000.0, 0.001, math.e, 1e-308)
EXPONENTS = of(types.DOUBLE, 1.0, 2.0, -745.2, 709.7, 710.0, -1e5, 1e5, 0.5)
BASES = (None, 0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 0.5, 10.0, 1e308, INF, -INF, NAN)
POWERS = (None, 0.0, 1.0, -1.0, 2.0, 3.0, 0.5, -0.5, 1023.0, 1024.0, -1074.0, INF, -INF, NAN)


def _digits(name: str) -> list[Case]:
    made: list[Case] = []
    for kind in NUMBERS:
        made += every(name, all_of(kind))
        for digits in DIGITS[kind]:
            made += every(name, all_of(kind), [Literal(digits, types.BIGINT)])
    for digits in (0, 1, 2, 3):
        made += every(name, HALVES, [Literal(digits, types.BIGINT)])
    return made


CASES: list[Case] = [
    *(
        case
        for name in ("abs", "sign", "ceil", "floor")
        for kind in NUMBERS
        for case in every(name, all_of(kind))
    ),
    *_digits("round"),
    *_digits("trunc"),
    *every("ceil", HALVES),
    *every("floor", HALVES),
    *every("sqrt", [*all_of(types.DOUBLE), *SQUARES]),
    *every("sqrt", few_of(types.BIGINT)),
    *every("sqrt", few_of(MIDDLE)),
    *every("power", of(types.DOUBLE, *BASES), of(types.DOUBLE, *POWERS)),
    *every("power", of(types.BIGINT, 2, 3, 10, -2), of(types.BIGINT, 0, 1, 2, 10, -1)),
    *every("power", of(Decimal(4, 2), D("1.50")), of(types.BIGINT, 2)),
    *every("exp", [*all_of(types.DOUBLE), *EXPONENTS]),
    *every("exp", of(types.BIGINT, 0, 1, -1)),
    *every("ln", [*all_of(types.DOUBLE), *LOGS]),
    *every("ln", few_of(types.BIGINT)),
    *every("log10", [*all_of(types.DOUBLE), *LOGS]),
    *every("log10", few_of(MONEY)),
]
