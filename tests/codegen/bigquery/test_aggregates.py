"""Aggregates over groups and frames, and window functions, on ZetaSQL and on DuckDB: the same values."""

from __future__ import annotations

import datetime
import decimal
import math
from typing import Any

import pytest

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import functions, types
from lockgate.ir.expr import AggregateCall, Bound, Call, Column, Expr, Frame, Literal, SortKey, WindowCall
from lockgate.ir.rel import Aggregate, Filter, Project, Rel, Sort, Unnest
from lockgate.ir.types import DOUBLE, Decimal
from tests.codegen.bigquery.support import OPTIONS, empty, plain, run
from tests.codegen.engine import Table, agg, connect, f, literal
from tests.codegen.engine import run as run_duckdb
from tests.engines.zetasql import Database

D = decimal.Decimal
NAN = math.nan
TABLE = Table(
    "rows",
    {
        "id": (types.BIGINT, False),
        "g": types.STRING,
        "n": types.BIGINT,
        "i": types.INT,
        "x": DOUBLE,
        "m": Decimal(12, 2),
        "w": Decimal(38, 10),
        "s": types.STRING,
        "b": types.BOOLEAN,
        "d": types.DATE,
        "a": types.Array(types.BIGINT),
    },
    [
        (1, "a", 5, 1, 1.5, D("1.50"), D("1.5"), "x", True, datetime.date(2026, 1, 1), [1, 2]),
        (2, "a", 3, 2, NAN, D("-2.00"), D("2"), "y", False, datetime.date(2026, 1, 2), [3]),
        (3, "a", None, None, None, None, None, None, None, None, None),
        (4, "b", 3, 2, -4.0, D("9999999999.99"), D("3.25"), "x", True, datetime.date(2025, 1, 1), []),
        (5, "b", 3, 4, -4.0, D("0.01"), D("-7"), "x", True, datetime.date(2025, 1, 1), [4, 4]),
        (6, None, 8, 5, NAN, D("7.00"), D("0"), "", None, None, [5]),
        (7, "c", None, None, None, None, None, None, None, None, None),
        (8, "d", 1, 1, math.inf, D("7.00"), D("1"), "z", False, datetime.date(2026, 5, 5), [6]),
    ],
)
DATABASE = Database({"rows": (TABLE.schema, TABLE.rows)})
DUCKDB = connect()
TABLE.create(DUCKDB)
ROWS = TABLE.scan()
ID = SortKey(Column("id"))


def call(name: str, *args: Any, **more: Any) -> AggregateCall:
    return agg(name, *args, schema=TABLE.schema, **more)


def col(name: str) -> Column:
    return Column(name)


AGGREGATES = [
    call("count"),
    call("count", col("n")),
    call("count", col("n"), distinct=True),
    call("count", col("a"), distinct=True),
    call("count_if", col("b")),
    call("sum", col("n")),
    call("sum", col("n"), distinct=True),
    call("sum", col("i")),
    call("sum", col("m")),
    call("sum", col("w")),
    call("sum_if", col("m"), col("b")),
    call("avg", col("n")),
    call("avg", col("m")),
    call("min", col("x")),
    call("max", col("x")),
    call("min", col("s")),
    call("max", col("d")),
    call("bool_and", col("b")),
    call("bool_or", col("b")),
    call("median", col("n")),
    call("median", col("x")),
    call("percentile", col("n"), D("0.25")),
    call("percentile", col("m"), D("0.9")),
    call("stddev", col("n")),
    call("variance", col("n")),
    call("stddev_pop", col("n")),
    call("variance_pop", col("n")),
    call("string_agg", col("s"), "-", order=(ID,)),
    call("string_agg", col("s"), "-", order=(SortKey(Column("n"), True), ID)),
    call("string_agg", col("s"), ",", distinct=True, order=(SortKey(Column("s")),)),
    call("array_agg", col("n"), order=(ID,)),
    call("array_agg", col("x"), order=(SortKey(Column("x"), True, True), ID)),
    call("array_agg", col("n"), distinct=True, order=(SortKey(Column("n"), True),)),
    call("min_by", col("s"), col("n")),
    call("max_by", col("s"), col("id")),
    call("min_by", col("id"), f("+", col("x"), 0.0, schema=TABLE.schema)),
]
FRAMES = [
    None,
    Frame("rows", Bound("preceding", literal(1)), Bound("following", literal(1))),
    Frame("rows", Bound("preceding", literal(3)), Bound("preceding", literal(2))),
    Frame("rows", Bound("unbounded_preceding"), Bound("unbounded_following")),
]


def title(value: object) -> str:
    return value.function if isinstance(value, AggregateCall) else ""


def same(rel: Rel) -> None:
    expected = [tuple(map(plain, row)) for row in run_duckdb(rel, DUCKDB)]
    found = run(rel, DATABASE)
    assert len(found) == len(expected)
    for row, wanted in zip(found, expected, strict=True):
        for value, right in zip(row, wanted, strict=True):
            close = isinstance(value, float) and isinstance(right, float) and math.isclose(value, right)
            assert value == right or close, (row, wanted, query_text(rel, OPTIONS))


@pytest.mark.parametrize("function", AGGREGATES, ids=title)
def test_groups(function: AggregateCall) -> None:
    groups: tuple[tuple[str, Expr], ...] = (("g", Column("g")),)
    same(Sort(Aggregate(ROWS, groups, (("v", function),)), (SortKey(Column("g")),)))
    same(Aggregate(ROWS, (), (("v", function),)))
    same(Aggregate(Filter(ROWS, f("<", col("id"), 0, schema=TABLE.schema)), (), (("v", function),)))


@pytest.mark.parametrize("function", AGGREGATES, ids=title)
def test_groups_with_a_filter(function: AggregateCall) -> None:
    kept = f(">", col("id"), 1, schema=TABLE.schema)
    made = AggregateCall(function.function, function.args, function.distinct, kept, function.order)
    rel = Aggregate(ROWS, (("g", Column("g")),), (("v", made),))
    same(Sort(rel, (SortKey(Column("g")),)))


@pytest.mark.parametrize("frame", FRAMES, ids=["none", "around", "behind", "all"])
@pytest.mark.parametrize("function", [item for item in AGGREGATES if not item.distinct], ids=title)
def test_frames(function: AggregateCall, frame: Frame | None) -> None:
    window = WindowCall(function, (Column("g"),), (ID,), frame)
    if function.function in ("count", "string_agg", "array_agg"):
        window = WindowCall(function, (), (SortKey(Column("n")), ID), frame)
    if any(isinstance(TABLE.schema[name].type, types.Array) for name in _names(function)):
        return
    same(Sort(Project(ROWS, (("id", Column("id")), ("v", window))), (ID,)))


def _names(function: AggregateCall) -> list[str]:
    return [arg.name for arg in function.args if isinstance(arg, Column)]


def test_distinct_values_of_a_partition() -> None:
    window = WindowCall(call("count", col("n"), distinct=True), (Column("g"),))
    same(Sort(Project(ROWS, (("id", Column("id")), ("v", window))), (ID,)))


WINDOWS = [
    Call("row_number", ()),
    Call("rank", ()),
    Call("dense_rank", ()),
    Call("percent_rank", ()),
    Call("ntile", (literal(3),)),
    Call("lag", (Column("s"),)),
    Call("lag", (Column("n"), literal(2), literal(0))),
    Call("lead", (Column("n"), literal(1), Column("id"))),
    Call("first_value", (Column("s"),)),
    Call("last_value", (Column("s"),)),
]
ORDERS = [
    (SortKey(Column("n")), ID),
    (SortKey(Column("n"), True, True), ID),
    (SortKey(Column("x"), True), ID),
    (SortKey(Column("x"), False, True), SortKey(Column("id"), True)),
]


@pytest.mark.parametrize("order", ORDERS, ids=["n", "n desc", "x desc", "x"])
@pytest.mark.parametrize("function", WINDOWS, ids=lambda item: item.function)
def test_window_functions(function: Call, order: tuple[SortKey, ...]) -> None:
    columns = (("id", Column("id")), ("v", WindowCall(function, (Column("g"),), order)))
    same(Sort(Project(ROWS, columns), (ID,)))


def test_every_aggregate_and_window_function_is_run() -> None:
    kinds = {name: item.kind for name, item in functions.REGISTRY.items()}
    covered = {item.function for item in (*AGGREGATES, *WINDOWS)}
    missing = {name for name, kind in kinds.items() if kind in ("aggregate", "window")} - covered
    # `grouping` is below; the evaluator has no approximate aggregates.
    assert missing == {"grouping", "approx_count_distinct"}


def test_approximate_counts_are_analysed() -> None:
    rel = Aggregate(ROWS, (), (("v", call("approx_count_distinct", col("s"))),))
    DATABASE.analyse(query_text(rel, OPTIONS))


@pytest.mark.parametrize("rows", [ROWS, Filter(ROWS, f("<", Column("id"), 0, schema=TABLE.schema))])
def test_grouping_sets_and_grand_totals(rows: Rel) -> None:
    groups: tuple[tuple[str, Expr], ...] = (("g", Column("g")), ("b", Column("b")))
    aggregates = (("v", call("count")), ("t", call("grouping", col("g"))))
    for sets in (((0, 1), (0,), ()), ((0,), (1,)), ((), (0, 1), ())):
        keys = tuple(SortKey(Column(name)) for name in ("g", "b", "t", "v") if name != "b")
        same(Sort(Aggregate(rows, groups, aggregates, sets), (*keys, SortKey(f("is_null", Column("b"))))))


def test_groups_that_are_computed_stand_in_larger_expressions() -> None:
    half = f("//", col("id"), 2, schema=TABLE.schema)
    grouped = Aggregate(ROWS, (("half", half),), (("v", call("count")),))
    kept = Filter(grouped, f(">", Column("half"), 0, schema=grouped.schema))
    total = f("+", Column("half"), Column("v"), schema=grouped.schema)
    same(Sort(Project(kept, (("half", Column("half")), ("t", total))), (SortKey(Column("half")),)))


def test_elements_become_rows() -> None:
    rel = Unnest(ROWS, Column("a"), "e")
    same(Sort(Project(rel, (("id", Column("id")), ("e", Column("e")))), (ID, SortKey(Column("e")))))


def test_nan_is_greatest_in_every_order_and_comparison() -> None:
    for descending in (False, True):
        for first in (False, True):
            same(Sort(Project(ROWS, (("x", Column("x")),)), (SortKey(Column("x"), descending, first),)))
    pairs = [("x", "x"), ("x", "n"), ("n", "x")]
    signs = ("=", "<>", "<", "<=", ">", ">=", "is_not_distinct")
    columns: list[tuple[str, Expr]] = [("id", Column("id"))]
    columns += [
        (f"{sign} {a}{b}", f(sign, f("+", col(a), 0.0, schema=TABLE.schema), col(b), schema=TABLE.schema))
        for sign in signs
        for a, b in pairs
    ]
    constants = [
        (f"{sign}{value}", f(sign, col("x"), value, schema=TABLE.schema))
        for sign in signs
        for value in (1.5, NAN)
    ]
    renamed = tuple((f"c{at}", expr) for at, (_, expr) in enumerate([*columns, *constants]))
    same(Sort(Project(ROWS, renamed), (SortKey(Column("c0")),)))
    for name in ("least", "greatest", "nullif"):
        made = f(name, col("x"), f("+", col("n"), 0.0, schema=TABLE.schema), schema=TABLE.schema)
        same(Sort(Project(ROWS, (("id", Column("id")), ("v", made))), (ID,)))


def test_frames_that_reach_by_distances() -> None:
    near = Frame("range", Bound("preceding", literal(2)), Bound("current_row"))
    total = call("sum", col("n"))
    first = WindowCall(total, (), (SortKey(Column("n"), False, True),), near)
    same(Sort(Project(ROWS, (("id", Column("id")), ("v", first))), (ID,)))
    last = WindowCall(total, (), (SortKey(Column("n")),), near)
    with pytest.raises(Unsupported, match="NULLs last"):
        query_text(Project(ROWS, (("v", last),)), OPTIONS)


def test_a_condition_that_can_fail_sees_only_rows_that_others_keep() -> None:
    safe = Filter(ROWS, f("<>", col("n"), 3, schema=TABLE.schema))
    quotient = f("/", 10, f("-", col("n"), 3, schema=TABLE.schema), schema=TABLE.schema)
    rel = Filter(safe, f(">", quotient, 1.0, schema=TABLE.schema))
    same(Sort(Project(rel, (("id", Column("id")),)), (ID,)))


def test_no_rows_and_no_columns() -> None:
    nothing = Filter(ROWS, Literal(False, types.BOOLEAN))
    assert run(Aggregate(nothing, (), (("n", call("count")),)), DATABASE) == [(0,)]
    constant = Project(Aggregate(nothing, (), (("n", call("count")),)), (("one", literal(1)),))
    assert run(constant, DATABASE) == [(1,)]
    assert empty().run("SELECT 1").rows == [(1,)]
