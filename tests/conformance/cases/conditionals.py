"""Functions that choose one of their arguments."""

from __future__ import annotations

from lockgate.ir import types
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.expr import Case as CaseOf
from lockgate.ir.types import Type
from tests.conformance.case import Case
from tests.conformance.cases.make import call, every, expressions, few_of, of, tries
from tests.conformance.edges import FINE, MIDDLE, MONEY, ORDERABLE, WHOLE, Day, T

ANY: tuple[Type, ...] = (*ORDERABLE, types.BOOLEAN)
ZERO, ONE = of(types.BIGINT, 0, 1)


def _guards() -> list[Expr]:
    """What must not be computed is not: a guarded division."""
    made: list[Expr] = []
    for divisor in of(types.BIGINT, 0, 2, None):
        inside: Call = call("/", ONE, divisor)
        whole = call("//", ONE, divisor)
        safe = call("<>", divisor, ZERO)
        made += [
            CaseOf(((safe, inside),), None),
            CaseOf(((safe, whole),), ZERO),
            CaseOf(
                ((call("=", divisor, ZERO), ZERO), (call(">", whole, ZERO), ONE)), Literal(None, types.BIGINT)
            ),
        ]
    return made


CASES: list[Case] = [
    *(case for kind in ANY for case in every("coalesce", few_of(kind), few_of(kind))),
    *every("coalesce", few_of(types.BIGINT), few_of(types.BIGINT), of(types.BIGINT, None, 5)),
    *every("coalesce", few_of(types.BIGINT)),
    *every("coalesce", few_of(types.BIGINT), few_of(MIDDLE)),
    *(
        case
        for name in ("greatest", "least")
        for kind in ORDERABLE
        for case in every(name, few_of(kind), few_of(kind))
    ),
    *(
        case
        for name in ("greatest", "least")
        for case in [
            *every(name, few_of(types.BIGINT), of(types.BIGINT, None, 0, 5), of(types.BIGINT, None, -5)),
            *every(name, few_of(types.DOUBLE)),
            *every(name, few_of(types.BIGINT), few_of(types.DOUBLE)),
            *every(name, few_of(MONEY), few_of(MIDDLE)),
            *every(name, few_of(types.DOUBLE), few_of(types.DOUBLE), few_of(types.DOUBLE)),
        ]
    ),
    *(case for kind in ANY for case in every("nullif", few_of(kind), few_of(kind))),
    *every("nullif", few_of(types.INT), few_of(types.BIGINT)),
    *every("nullif", few_of(MONEY), few_of(WHOLE)),
    *tries(
        "nullif",
        [
            (of(types.DATE, Day(2026, 1, 1))[0], of(types.TIMESTAMP, moment)[0])
            for moment in (T(2026, 1, 1), T(2026, 1, 1, 1))
        ],
    ),
    *(
        case
        for kind in ANY
        for case in every("if", few_of(types.BOOLEAN), few_of(kind)[:3], few_of(kind)[2:5])
    ),
    *every("if", few_of(types.BOOLEAN), few_of(types.INT), few_of(FINE)[:2]),
    *expressions("if", _guards()),
    *expressions(
        "if",
        [
            call("if", call("<>", divisor, ZERO), call("//", ONE, divisor), ZERO)
            for divisor in of(types.BIGINT, 0, 2, None)
        ],
    ),
    *expressions(
        "coalesce",
        [call("coalesce", ONE, call("//", ONE, divisor)) for divisor in of(types.BIGINT, 0, 2, None)],
    ),
]
