"""Aggregates, over groups with NULLs, duplicates, ties and nothing in them."""

from __future__ import annotations

from typing import Any

from lockgate.ir import types
from lockgate.ir.expr import Call, Column, Expr, Literal, SortKey
from lockgate.ir.rel import Aggregate, Rel
from lockgate.ir.types import Decimal, Type
from tests.conformance.case import Case, Query
from tests.conformance.cases.make import aggregate, groups, table
from tests.conformance.edges import FEW, FINE, INF, MIDDLE, MONEY, NAN, NUMBERS, ORDERABLE, WHOLE, D, Day

A0, A1 = Column("a0"), Column("a1")
BIG = 2**63 - 1
ANY: tuple[Type, ...] = (*ORDERABLE, types.BOOLEAN)


def samples(kind: Type) -> list[list[Any]]:
    """No rows, one, NULLs only, all, duplicates."""
    values = list(FEW[kind])
    return [
        [],
        [None],
        [None, None],
        values[:1],
        [None, *values[:1]],
        values[:3],
        [*values, None],
        values[1:3] * 2,
    ]


def numbers(kind: Type) -> list[list[Any]]:
    """Numbers whose sums and means are exact in every order, or fail in every one."""
    one, two, three, many = (_in(kind, number) for number in (1, 2, 3, -7))
    return [
        [],
        [None],
        [None, None],
        [one],
        [None, two],
        [one, two, three, many],
        [two, two, None, two],
        [many, three],
    ]


def _in(kind: Type, number: int) -> Any:
    if isinstance(kind, Decimal):
        return D(number).scaleb(-min(kind.scale, 2)) if kind.scale else D(number)
    return number + 0.5 if kind == types.DOUBLE else number


EXTREMES: dict[Type, list[list[Any]]] = {
    types.INT: [[2147483647] * 3, [-(2**31)] * 2],
    types.BIGINT: [[BIG, -1], [BIG, 1], [BIG, BIG, -BIG, -BIG], [-(2**63), -1], [BIG], [2**53 + 1, 1]],
    MONEY: [[D("9999999999.99")] * 3, [D("0.01")] * 10],
    WHOLE: [[D("9" * 38)], [D("9" * 38), D(1)], [D("9" * 38), D("-" + "9" * 38)]],
    FINE: [[D("0." + "9" * 38)], [D("0." + "9" * 38)] * 2],
    MIDDLE: [[D("9" * 28 + "." + "9" * 10)] * 2],
    types.DOUBLE: [[INF, 1.0], [INF, -INF], [NAN, 1.0], [0.0, -0.0], [None, NAN], [1e308, 1e308], [-INF]],
}
SPREAD: list[list[Any]] = [
    [], [None], [1.0], [1.0, None], [1.0, 1.0], [1.0, 2.0, 3.0, 4.0], [2.0, 4.0, 4.0, 4.0, 5.0, 5.0, 7.0, 9.0, None],
    [-1.5, 0.0, 1.5], [1e9, 1e9 + 1, 1e9 + 2], [NAN], [NAN, 1.0], [INF, 1.0, 2.0],
]  # fmt: skip
FRACTIONS = (0, 0.25, 0.5, 0.9, 1)
ORDERED = (SortKey(A0),)
BACKWARDS = (SortKey(A0, descending=True, nulls_first=True),)
BY_SECOND = (SortKey(A1), SortKey(A0))
TEXTS: list[list[Any]] = [
    [], [None], [""], ["", ""], ["b", "a", None, "B"], ["é", "z", "😀", "\uffff"], ["a", "a", "A"], ["'", "\\", "%"],
]  # fmt: skip
BOOLEANS: list[list[Any]] = [
    [], [None], [True], [False], [True, False], [True, None], [False, None], [True, True], [False, True, None],
]  # fmt: skip
PAIRS: list[list[Any]] = [
    [], [("a", 1)], [("a", 2), ("b", 1)], [("a", None), ("b", 5)], [(None, 1), ("b", 2)], [("a", None)],
    [("b", 3), (None, 9)],
    [("a", -(2**63)), ("b", 2**63 - 1)], [("x", 1), ("x", 1)],
]  # fmt: skip
FILTERED: list[list[Any]] = [
    [], [(1, True)], [(1, False)], [(1, None)], [(1, True), (2, False), (3, None), (4, True)], [(None, True)],
    [(5, False), (6, False)], [(BIG, True), (1, False)], [(BIG, True), (1, True)],
]  # fmt: skip


def _plain() -> list[Case]:
    made: list[Case] = []
    for kind in ANY:
        made += groups(aggregate("count", [kind]), [kind], samples(kind))
        made += groups(aggregate("count", [kind], distinct=True), [kind], samples(kind))
        made += groups(aggregate("array_agg", [kind], order=ORDERED), [kind], samples(kind))
    for kind in ORDERABLE:
        for name in ("min", "max"):
            made += groups(aggregate(name, [kind]), [kind], samples(kind))
    for kind in (types.BIGINT, types.STRING, types.DATE, types.DOUBLE):
        made += groups(aggregate("approx_count_distinct", [kind]), [kind], samples(kind))
    return made


def _sums() -> list[Case]:
    made: list[Case] = []
    for kind in NUMBERS:
        tables = [*numbers(kind), *EXTREMES[kind]]
        made += groups(aggregate("sum", [kind]), [kind], tables)
        made += groups(aggregate("sum", [kind], distinct=True), [kind], numbers(kind))
        made += groups(aggregate("avg", [kind]), [kind], tables)
        made += groups(aggregate("avg", [kind], distinct=True), [kind], numbers(kind))
        for name in ("median", "stddev", "variance", "stddev_pop", "variance_pop"):
            made += groups(aggregate(name, [kind]), [kind], numbers(kind))
    for name in ("sum_if",):
        for kind in (types.BIGINT, types.INT):
            flagged = [
                rows for rows in FILTERED if kind == types.BIGINT or BIG not in (row[0] for row in rows)
            ]
            made += groups(aggregate(name, [kind, types.BOOLEAN]), [kind, types.BOOLEAN], flagged)
        doubles = [[(1.5, True), (2.5, False)], [(NAN, False), (1.0, True)], []]
        made += groups(aggregate(name, [types.DOUBLE, types.BOOLEAN]), [types.DOUBLE, types.BOOLEAN], doubles)
        money = [[(D("0.10"), True), (D("0.20"), True)], [(D("9999999999.99"), True)] * 2]
        made += groups(aggregate(name, [MONEY, types.BOOLEAN]), [MONEY, types.BOOLEAN], money)
    return made


def _spread() -> list[Case]:
    made: list[Case] = []
    for name in ("median", "stddev", "variance", "stddev_pop", "variance_pop"):
        made += groups(aggregate(name, [types.DOUBLE]), [types.DOUBLE], SPREAD)
    for fraction in FRACTIONS:
        value: Expr = Literal(fraction, types.BIGINT if isinstance(fraction, int) else types.DOUBLE)
        made += groups(aggregate("percentile", [types.DOUBLE], value), [types.DOUBLE], SPREAD)
    half = Literal(D("0.5"), Decimal(2, 1))
    made += groups(aggregate("percentile", [types.BIGINT], half), [types.BIGINT], numbers(types.BIGINT))
    return made


def _texts() -> list[Case]:
    made: list[Case] = []
    for separator in (",", "", "', '", "😀"):
        call = aggregate("string_agg", [types.STRING], Literal(separator, types.STRING), order=ORDERED)
        made += groups(call, [types.STRING], TEXTS)
    comma = Literal(",", types.STRING)
    backwards = aggregate("string_agg", [types.STRING], comma, order=BACKWARDS)
    distinct = aggregate("string_agg", [types.STRING], comma, order=ORDERED, distinct=True)
    made += groups(backwards, [types.STRING], TEXTS) + groups(distinct, [types.STRING], TEXTS)
    made += groups(aggregate("array_agg", [types.STRING], order=BACKWARDS), [types.STRING], TEXTS)
    made += groups(
        aggregate("array_agg", [types.STRING], order=ORDERED, distinct=True), [types.STRING], TEXTS
    )
    by_second = [types.STRING, types.BIGINT]
    call = aggregate("string_agg", [types.STRING], comma, order=BY_SECOND)
    made += groups(
        call, by_second, [[("a", 2), ("b", 1)], [("a", None), ("b", 1), (None, 0)], [("a", 1), ("b", 1)]]
    )
    call = aggregate("array_agg", [types.STRING], order=BY_SECOND)
    made += groups(call, by_second, [[("a", 2), ("b", 1)], [("a", None), ("b", 1), (None, 0)], []])
    return made


def _chosen() -> list[Case]:
    made: list[Case] = []
    by_text: list[list[Any]] = [[("x", "b"), ("y", "B")], [("x", None), ("y", "")], [("x", "é"), ("y", "z")]]
    by_double: list[list[Any]] = [[(1, NAN), (2, 1.0)], [(1, INF), (2, -INF)], [(1, None), (2, NAN)]]
    by_day: list[list[Any]] = [[(None, Day(1, 1, 1)), (2, Day(9999, 12, 31))]]
    for name in ("min_by", "max_by"):
        made += groups(aggregate(name, [types.STRING, types.BIGINT]), [types.STRING, types.BIGINT], PAIRS)
        made += groups(aggregate(name, [types.STRING, types.STRING]), [types.STRING, types.STRING], by_text)
        made += groups(aggregate(name, [types.BIGINT, types.DOUBLE]), [types.BIGINT, types.DOUBLE], by_double)
        made += groups(aggregate(name, [types.BIGINT, types.DATE]), [types.BIGINT, types.DATE], by_day)
    return made


def _filtered() -> list[Case]:
    kinds = [types.BIGINT, types.BOOLEAN]
    made = groups(aggregate("count_if", [types.BOOLEAN]), [types.BOOLEAN], BOOLEANS)
    for name in ("count", "sum", "avg", "min", "max", "median", "array_agg"):
        order = ORDERED if name == "array_agg" else ()
        call = aggregate(name, [types.BIGINT], filter=A1, order=order)
        tables = FILTERED if name not in ("avg", "median") else FILTERED[:-2]
        made += groups(call, kinds, tables)
    made += groups(aggregate("count", [], filter=A1), kinds, FILTERED)
    made += groups(aggregate("count", []), [types.BIGINT], samples(types.BIGINT))
    for name in ("bool_and", "bool_or"):
        made += groups(aggregate(name, [types.BOOLEAN]), [types.BOOLEAN], BOOLEANS)
    return made


def _structs() -> list[Case]:
    """Distinct pairs count where one of the two is NULL."""
    pair = Call("struct", (Literal("a", types.STRING), A0, Literal("b", types.STRING), A1))
    kinds = [types.BIGINT, types.STRING]
    call = aggregate("count", [], pair, distinct=True, kinds=kinds)
    return groups(
        call, kinds, [[], [(1, None), (1, None)], [(1, "a"), (None, "a"), (None, None), (None, None)]]
    )


def _sets() -> list[Case]:
    rows = table(
        {"g": types.STRING, "h": types.BIGINT, "x": types.BIGINT},
        [("a", 1, 1), ("a", 2, 2), ("b", 1, 4), (None, 1, 8), ("b", None, 16), (None, None, 32)],
    )
    g, h, x = Column("g"), Column("h"), Column("x")
    named = (("g", g), ("h", h))
    sums = aggregate("sum", [], x, kinds={"x": types.BIGINT})
    marks = tuple((f"{key}_out", aggregate("grouping", [], column, kinds=_KEYS)) for key, column in named)
    sets = {
        "rollup": ((0, 1), (0,), ()),
        "cube": ((0, 1), (0,), (1,), ()),
        "grouping sets": ((0,), (1,)),
    }
    made: list[Case] = []
    for name, chosen in sets.items():
        made.append(Query("grouping", f"grouping of {name}", _aggregated(rows, named, sums, marks, chosen)))
    nothing = table({"g": types.STRING, "h": types.BIGINT, "x": types.BIGINT}, [])
    made.append(
        Query("grouping", "grouping over no rows", _aggregated(nothing, named, sums, marks, sets["rollup"]))
    )
    return made


_KEYS: dict[str, Type] = {"g": types.STRING, "h": types.BIGINT}


def _aggregated(rows: Rel, named: Any, sums: Any, marks: Any, sets: Any) -> Rel:
    return Aggregate(rows, named, (("sum", sums), *marks), sets)


CASES: list[Case] = [
    *_plain(),
    *_sums(),
    *_spread(),
    *_texts(),
    *_chosen(),
    *_filtered(),
    *_structs(),
    *_sets(),
]
