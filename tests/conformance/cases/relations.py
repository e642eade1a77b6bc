"""Operators on whole tables: what is equal, what comes first, what NULL, NaN and nothing at all mean."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import product
from typing import Any

from lockgate.ir import types
from lockgate.ir.expr import AggregateCall, Call, Column, Expr, Literal, SortKey, WindowCall
from lockgate.ir.rel import (
    Aggregate,
    Bind,
    Distinct,
    DistinctOn,
    Filter,
    Join,
    Limit,
    Project,
    Rel,
    SetOperation,
    Sort,
    Unnest,
    Unpivot,
)
from lockgate.ir.types import Type
from tests.conformance.case import Case, Query
from tests.conformance.cases.make import call, table
from tests.conformance.edges import EDGES, FEW, MIDDLE, MONEY, NAN, ORDERABLE, D, Day

ANY: tuple[Type, ...] = (*ORDERABLE, types.BOOLEAN)
X, Y = Column("x"), Column("y")
TRUE = Literal(True, types.BOOLEAN)


def number(value: int) -> Literal:
    """A bigint."""
    return Literal(value, types.BIGINT)


def values(kind: Type) -> list[Any]:
    """NULL twice, and values of a type, one of them twice."""
    return [None, *FEW[kind], FEW[kind][0], None]


def column(kind: Type, items: Sequence[Any] | None = None, name: str = "x") -> Rel:
    """A table of one column."""
    return table({name: kind}, [(item,) for item in (values(kind) if items is None else items)])


def _orders() -> list[Case]:
    made: list[Case] = []
    for kind in ORDERABLE:
        rows = table({"x": kind}, [(item,) for item in [*dict.fromkeys(EDGES[kind]), None]])
        every = (types.BIGINT, types.STRING, types.DOUBLE)
        for descending, nulls_first in product((False, True), repeat=2) if kind in every else ((True, False),):
            direction = f"{'desc' if descending else 'asc'} nulls {'first' if nulls_first else 'last'}"
            rel = Limit(Sort(rows, (SortKey(X, descending, nulls_first),)), 100)
            made.append(Query("order by", f"{kind} {direction}", rel, ordered=True))
    pairs = table(
        {"x": types.STRING, "y": types.BIGINT},
        [("b", 1), ("a", None), ("b", None), (None, 2), ("a", 3), ("B", 0)],
    )
    two = Sort(pairs, (SortKey(X), SortKey(Y, descending=True, nulls_first=True)))
    made.append(Query("order by", "two keys", Limit(two, 100), ordered=True))
    computed = Sort(pairs, (SortKey(Call("length", (X,))), SortKey(X), SortKey(Y)))
    made.append(Query("order by", "a computed key", Limit(computed, 100), ordered=True))
    for count, offset in ((0, 0), (1, 0), (2, 1), (100, 0), (3, 100), (0, 2)):
        rel = Limit(Sort(pairs, (SortKey(X), SortKey(Y))), count, offset)
        made.append(Query("limit", f"limit {count} offset {offset}", rel, ordered=True))
    nothing = Limit(Sort(table({"x": types.BIGINT}, []), (SortKey(X),)), 1)
    made.append(Query("limit", "of no rows", nothing))
    return made


def _distincts() -> list[Case]:
    made: list[Case] = [Query("distinct", str(kind), Distinct(column(kind))) for kind in ANY]
    pairs = {"x": types.STRING, "y": types.BIGINT}
    rows = [("a", None), ("a", None), (None, None), (None, None), ("a", 1), ("A", 1), (None, 1)]
    made.append(Query("distinct", "pairs with NULL", Distinct(table(pairs, rows))))
    made.append(Query("distinct", "no rows", Distinct(table(pairs, []))))
    signed = Distinct(column(types.DOUBLE, [0.0, -0.0, NAN, NAN, None]))
    made.append(Query("distinct", "zeros and NaN", signed))
    for name, key in (
        ("ascending", SortKey(Y)),
        ("descending", SortKey(Y, descending=True, nulls_first=True)),
    ):
        made.append(Query("distinct on", name, DistinctOn(table(pairs, rows), ("x",), (key, SortKey(X)))))
    both = DistinctOn(table(pairs, rows), ("x", "y"), (SortKey(X), SortKey(Y)))
    made.append(Query("distinct on", "two keys", both))
    return made


SETS = {
    "union_all": "union all",
    "union": "union distinct",
    "intersect": "intersect distinct",
    "except": "except distinct",
}


def _sets() -> list[Case]:
    made: list[Case] = []
    for kind in (types.BIGINT, types.STRING, types.DOUBLE, MIDDLE, types.TIMESTAMP, types.BOOLEAN):
        left, right = column(kind), column(kind, [None, *FEW[kind][1:3]])
        made += [Query(title, str(kind), SetOperation(name, (left, right))) for name, title in SETS.items()]
    pairs = {"x": types.STRING, "y": types.BIGINT}
    a = table(pairs, [("a", 1), ("a", 1), ("a", None), (None, None), ("b", 2)])
    b = table(pairs, [("a", None), (None, None), (None, None), ("a", 1)])
    c = table(pairs, [("a", None)])
    none = table(pairs, [])
    for name, title in SETS.items():
        made.append(Query(title, "pairs", SetOperation(name, (a, b))))
        made.append(Query(title, "three sides", SetOperation(name, (a, b, c))))
        made.append(Query(title, "with nothing", SetOperation(name, (a, none))))
        made.append(Query(title, "nothing with something", SetOperation(name, (none, a))))
    return made


KINDS = ("inner", "left", "right", "full", "semi", "anti")


def _joins() -> list[Case]:
    made: list[Case] = []
    for kind in ANY:
        left = table({"x": kind, "a": types.BIGINT}, [(item, at) for at, item in enumerate(values(kind))])
        right = table(
            {"y": kind, "b": types.STRING},
            [(None, "n"), *((item, "v") for item in FEW[kind][:2]), (FEW[kind][-1], "l")],
        )
        equal, alike = Call("=", (X, Y)), Call("is_not_distinct", (X, Y))
        if kind not in (types.BIGINT, types.STRING, types.DOUBLE):
            made.append(Query("inner join", f"{kind} with NULL", Join("inner", left, right, equal, many=True)))
            rel = Join("full", left, right, alike, many=True)
            made.append(Query("full join", f"{kind}, NULL equal to NULL", rel))
            continue
        for join in KINDS:
            made.append(Query(f"{join} join", f"{kind} with NULL", Join(join, left, right, equal, many=True)))
            rel = Join(join, left, right, alike, many=True)
            made.append(Query(f"{join} join", f"{kind}, NULL equal to NULL", rel))
    numbers = table({"x": types.BIGINT}, [(1,), (2,), (3,), (None,), (2,)])
    others = table({"y": types.BIGINT, "z": types.STRING}, [(2, "a"), (2, "b"), (4, None), (None, "c")])
    nothing = table({"y": types.BIGINT, "z": types.STRING}, [])
    less = Call("<", (X, Y))
    odd = Call("and", (Call("=", (X, Y)), Call("like", (Column("z"), Literal("a%", types.STRING)))))
    for join in KINDS:
        made.append(Query(f"{join} join", "an inequality", Join(join, numbers, others, less, many=True)))
        made.append(Query(f"{join} join", "equal and more", Join(join, numbers, others, odd, many=True)))
        made.append(
            Query(f"{join} join", "nothing on the right", Join(join, numbers, nothing, less, many=True))
        )
        made.append(Query(f"{join} join", "always", Join(join, numbers, others, TRUE, many=True)))
    made.append(Query("cross join", "all pairs", Join("cross", numbers, others, None, many=True)))
    made.append(Query("cross join", "with nothing", Join("cross", numbers, nothing, None, many=True)))
    mixed = Join(
        "inner",
        column(types.BIGINT, [1, 2, None]),
        column(types.BIGINT, [1, 3], "y"),
        Call("<>", (X, Y)),
        many=True,
    )
    made.append(Query("inner join", "unequal", mixed))
    return made


def count() -> AggregateCall:
    """`count(*)`."""
    return AggregateCall("count", ())


def _groups() -> list[Case]:
    made: list[Case] = []
    for kind in ANY:
        made.append(Query("group by", str(kind), Aggregate(column(kind), (("x", X),), (("n", count()),))))
    signed = column(types.DOUBLE, [0.0, -0.0, NAN, NAN, None])
    made.append(Query("group by", "zeros and NaN", Aggregate(signed, (("x", X),), (("n", count()),))))
    texts = column(types.STRING, ["a", "A", "a ", "é", "e\u0301", "", " ", None, None])
    made.append(Query("group by", "texts that look alike", Aggregate(texts, (("x", X),), (("n", count()),))))
    empty = table({"x": types.BIGINT, "y": types.BIGINT}, [])
    measures: list[tuple[str, Expr]] = [
        ("n", count()), ("c", AggregateCall("count", (Y,))), ("s", AggregateCall("sum", (Y,))),
        ("m", AggregateCall("max", (Y,))),
    ]  # fmt: skip
    made.append(Query("group by", "no rows", Aggregate(empty, (("x", X),), tuple(measures))))
    made.append(Query("group by", "no rows and no groups", Aggregate(empty, (), tuple(measures))))
    rows = table({"x": types.BIGINT, "y": types.BIGINT}, [(1, None), (1, None), (None, 5), (None, -5)])
    made.append(Query("group by", "groups of NULLs", Aggregate(rows, (("x", X),), tuple(measures))))
    parity = (("odd", Call("%", (X, number(2)))),)
    more = table({"x": types.BIGINT, "y": types.BIGINT}, [(-3, 1), (3, 2), (2, 4), (None, 8), (-4, 16)])
    made.append(Query("group by", "an expression", Aggregate(more, parity, tuple(measures))))
    made.append(Query("group by", "groups alone", Aggregate(more, parity, ())))
    having = Filter(Aggregate(more, parity, tuple(measures)), Call(">", (Column("s"), number(3))))
    made.append(Query("group by", "where behind it", having))
    return made


def _grouping_sets() -> list[Case]:
    rows = table(
        {"g": types.STRING, "h": types.BIGINT, "x": types.BIGINT},
        [("a", 1, 1), ("a", 2, 2), ("b", 1, 4), (None, 1, 8), ("b", None, 16), (None, None, 32)],
    )
    nothing = table({"g": types.STRING, "h": types.BIGINT, "x": types.BIGINT}, [])
    named = (("g", Column("g")), ("h", Column("h")))
    sets = {
        "rollup": ((0, 1), (0,), ()),
        "cube": ((0, 1), (0,), (1,), ()),
        "grouping sets": ((0,), (1,)),
        "group by a, rollup (b)": ((0, 1), (0,)),
    }
    measures = (
        ("s", AggregateCall("sum", (X,))),
        ("n", count()),
        ("g_out", AggregateCall("grouping", (Column("g"),))),
    )
    made: list[Case] = []
    for name, chosen in sets.items():
        made.append(Query("grouping sets", name, Aggregate(rows, named, measures, chosen)))
        made.append(
            Query("grouping sets", f"{name} without marks", Aggregate(rows, named, measures[:2], chosen))
        )
        made.append(Query("grouping sets", f"{name} of no rows", Aggregate(nothing, named, measures, chosen)))
    return made


def _reshapes() -> list[Case]:
    sales: Mapping[str, Type] = {"x": types.STRING, "c": types.STRING, "v": types.BIGINT}
    rows = [("k", "a", 1), ("k", "b", 2), ("k", "a", 3), ("l", "b", None), (None, None, 7), ("l", "zz", 5)]
    cells: list[tuple[str, Expr]] = []
    for name in ("a", "b"):
        only = Call("=", (Column("c"), Literal(name, types.STRING)))
        cells.append((f"{name}_sum", AggregateCall("sum", (Column("v"),), filter=only)))
        cells.append((f"{name}_n", AggregateCall("count", (), filter=only)))
    made: list[Case] = [
        Query("pivot", "sums and counts", Aggregate(table(sales, rows), (("x", X),), tuple(cells))),
        Query("pivot", "of no rows", Aggregate(table(sales, []), (("x", X),), tuple(cells))),
        Query("pivot", "without groups", Aggregate(table(sales, []), (), tuple(cells))),
    ]
    for kind in (types.BIGINT, types.STRING, types.DOUBLE, MONEY, types.DATE, types.BOOLEAN):
        one, two = FEW[kind][:2]
        wide = table(
            {"x": types.BIGINT, "a": kind, "b b": kind}, [(1, one, None), (2, None, None), (None, two, one)]
        )
        made.append(Query("unpivot", str(kind), Unpivot(wide, "v", "name", ("a", "b b"))))
        made.append(Query("unpivot", f"{kind}, one column", Unpivot(wide, "v", "name", ("b b",))))
    none = table({"x": types.BIGINT, "a": types.BIGINT}, [])
    made.append(Query("unpivot", "of no rows", Unpivot(none, "v", "name", ("a",))))
    for kind in (types.BIGINT, types.STRING, types.DOUBLE, MONEY, types.DATE, types.TIMESTAMP):
        one, two = FEW[kind][:2]
        wide = table(
            {"x": types.BIGINT, "a": kind, "b": kind},
            [(1, one, two), (2, None, one), (3, one, one), (4, None, None)],
        )
        array = call("array", Literal(one, kind), Literal(two, kind))
        made.append(
            Query(
                "unnest", f"{kind} of columns", Unnest(wide, Call("array", (Column("a"), Column("b"))), "e")
            )
        )
        made.append(Query("unnest", f"{kind} of constants", Unnest(column(types.BIGINT, [1, 2]), array, "e")))
        gathered = Aggregate(
            wide,
            (("g", Call("%", (X, number(2)))),),
            (("l", AggregateCall("array_agg", (Column("a"),), order=(SortKey(X),))),),
        )
        made.append(Query("unnest", f"{kind} gathered, or NULL", Unnest(gathered, Column("l"), "e")))
    nothing = Unnest(Filter(column(types.BIGINT, [1]), Call("<", (X, number(0)))), Call("array", (X,)), "e")
    made.append(Query("unnest", "of no rows", nothing))
    return made


def _rows() -> list[Case]:
    made: list[Case] = []
    flags = table({"x": types.BIGINT, "p": types.BOOLEAN}, [(1, True), (2, False), (3, None), (4, True)])
    made.append(Query("where", "NULL keeps no row", Filter(flags, Column("p"))))
    made.append(Query("where", "not", Filter(flags, Call("not", (Column("p"),)))))
    either = Call("or", (Column("p"), Call("is_null", (Column("p"),))))
    made.append(Query("where", "or is null", Filter(flags, either)))
    safe = Filter(
        Filter(column(types.BIGINT, [0, 1, 2, None]), Call("<>", (X, number(0)))),
        Call("<", (Call("//", (number(1), X)), number(1))),
    )
    made.append(Query("where", "a condition that the one before it guards", safe))
    guarded = Project(
        Filter(column(types.BIGINT, [0, 1, 2]), Call("<>", (X, number(0)))),
        (("q", Call("//", (number(10), X))),),
    )
    made.append(Query("where", "a quotient behind a guard", guarded))
    names = table(
        {'q"uote': types.BIGINT, "Sp ace": types.STRING, "select": types.DATE, "ä😀": types.BOOLEAN},
        [(1, "x", Day(2026, 1, 1), None)],
    )
    made.append(Query("select", "odd names", names))
    swapped = Project(
        table({"x": types.BIGINT, "y": types.BIGINT}, [(1, 2), (None, 3)]), (("x", Y), ("y", X))
    )
    made.append(Query("select", "swapped names", swapped))
    bound = Bind("base", table({"x": types.BIGINT}, [(1,), (2,), (None,)]))
    twice = Join("left", bound, Project(bound, (("y", X),)), Call("=", (X, Y)), many=True)
    made.append(Query("with", "used twice", twice))
    peers = table(
        {"g": types.STRING, "x": types.BIGINT},
        [("a", 1), ("a", 1), ("a", 2), ("a", None), ("b", 5), (None, 1), (None, 2)],
    )
    sums = WindowCall(AggregateCall("sum", (X,)), (Column("g"),), (SortKey(X),))
    made.append(
        Query(
            "over",
            "peers share the default frame",
            Project(peers, (("g", Column("g")), ("x", X), ("s", sums))),
        )
    )
    whole = WindowCall(AggregateCall("count", ()), (Column("g"),))
    made.append(
        Query("over", "the whole partition", Project(peers, (("g", Column("g")), ("x", X), ("n", whole))))
    )
    first = WindowCall(Call("row_number", ()), (Column("g"),), (SortKey(X),))
    numbered = Project(
        Filter(peers, Call("or", (Call("is_null", (X,)), Call("<>", (X, number(1)))))),
        (("g", Column("g")), ("x", X), ("n", first)),
    )
    made.append(
        Query("over", "a condition on a row number", Filter(numbered, Call("=", (Column("n"), number(1)))))
    )
    money = WindowCall(AggregateCall("sum", (X,)), (), (SortKey(Column("k")),))
    amounts = table(
        {"k": types.BIGINT, "x": MONEY}, [(1, D("0.10")), (2, D("0.20")), (3, None), (4, D("9999999999.99"))]
    )
    made.append(
        Query("over", "a running sum of decimals", Project(amounts, (("k", Column("k")), ("s", money))))
    )
    return made


CASES: list[Case] = [
    *_orders(),
    *_distincts(),
    *_sets(),
    *_joins(),
    *_groups(),
    *_grouping_sets(),
    *_reshapes(),
    *_rows(),
]
