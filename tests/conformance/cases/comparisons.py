"""Comparisons, tests and logic."""

from __future__ import annotations

from lockgate.ir import types
from lockgate.ir.expr import Expr, Literal
from tests.conformance.case import Case
from tests.conformance.cases.make import beside, call, every, expressions, few_of, json, of, texts, tries
from tests.conformance.edges import FEW, MIDDLE, MONEY, NUMBERS, ORDERABLE, WHOLE, Day, T

SIGNS = ("=", "<>", "<", "<=", ">", ">=")
PATTERNS = (
    "", "%", "_", "__", "a%", "%a", "a_c", "%b%", "a\\%", "\\_", "\\", "!%", "a!", "%!%", "A", "%_%", "😀", "_😀_", "é",
    "a%b_c", "[a]%", "^a$", "'%",
)  # fmt: skip
TEXTS = (
    None, "", "a", "A", "abc", "aXc", "a%b_c", "a\\b", "\\x", "a!", "!%", "a😀b", "é", "e\u0301", "a\nb", "it's",
    "[a]b",
    "  ",
)  # fmt: skip


def _mixed(name: str) -> list[Case]:
    return [
        *every(name, few_of(types.INT), few_of(types.BIGINT)),
        *every(name, few_of(types.BIGINT), few_of(types.DOUBLE)),
        *every(name, few_of(types.BIGINT), few_of(MIDDLE)),
        *every(name, few_of(MONEY), few_of(types.DOUBLE)),
        *every(name, few_of(MONEY), few_of(WHOLE)),
        *every(name, few_of(types.DATE), few_of(types.TIMESTAMP)),
    ]


def _nested(name: str) -> list[Case]:
    one, two, none = (Literal(value, types.BIGINT) for value in (1, 2, None))
    arrays = [call("array", *items) for items in ((one,), (one, two), (two, one), (one, none), (none, none))]
    structs: list[Expr] = [call("struct", "x", one, "y", text) for text in texts("a", "b", None)]
    return [*every(name, arrays, arrays), *every(name, structs, structs)]


def _in() -> list[Case]:
    made: list[Case] = []
    for kind in (types.BIGINT, types.STRING, types.DOUBLE, MONEY, types.DATE, types.TIMESTAMP, types.BOOLEAN):
        values = FEW[kind]
        items = (
            of(kind, *values[:2]), of(kind, values[1], None), of(kind, None), of(kind, values[0]), of(kind, *values),
        )  # fmt: skip
        made += tries("in", [(operand, *rest) for operand in few_of(kind) for rest in items])
    return made


CASES: list[Case] = [
    *(
        case
        for sign in (*SIGNS, "is_not_distinct")
        for kind in ORDERABLE
        for case in every(sign, few_of(kind), few_of(kind))
    ),
    *(case for sign in ("=", "<", "is_not_distinct") for case in _mixed(sign)),
    *(
        case
        for sign in ("=", "<>", "is_not_distinct")
        for case in every(sign, few_of(types.BOOLEAN), few_of(types.BOOLEAN))
    ),
    *(case for sign in ("=", "<>", "is_not_distinct") for case in _nested(sign)),
    *(case for kind in (*ORDERABLE, types.BOOLEAN) for case in every("is_null", few_of(kind))),
    *every("is_null", [json(None), json("null"), json("{}")]),
    *_in(),
    *(
        case
        for kind in (*NUMBERS, types.STRING, *(types.DATE, types.TIMESTAMP, types.TIMESTAMPTZ))
        for case in every("between", few_of(kind), few_of(kind), few_of(kind))
    ),
    *tries(
        "between", [(of(types.DATE, Day(2026, 1, 1))[0], *of(types.TIMESTAMP, T(2026, 1, 1), T(2026, 1, 2)))]
    ),
    *every("like", texts(*TEXTS), texts(None, *PATTERNS)),
    *beside("like", 1, texts(*TEXTS), texts(*PATTERNS)),
    *every("and", few_of(types.BOOLEAN), few_of(types.BOOLEAN)),
    *every("or", few_of(types.BOOLEAN), few_of(types.BOOLEAN)),
    *every("not", few_of(types.BOOLEAN)),
    *expressions(
        "not",
        [
            call("not", call("like", *pair))
            for pair in zip(texts("a", "b", None), texts("a%", "a%", "_"), strict=True)
        ],
    ),
    *expressions(
        "not",
        [
            call("not", call("in", *triple))
            for triple in (of(types.BIGINT, 1, 1, None), of(types.BIGINT, 2, 1, None))
        ],
    ),
]
