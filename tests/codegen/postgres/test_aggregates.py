"""Every aggregate and window function on PostgreSQL: the values and types that DuckDB gives."""

from __future__ import annotations

import datetime
import decimal
import math
from typing import Any

import pytest

from lockgate.codegen.sql.dialects import load
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import functions, types
from lockgate.ir.expr import AggregateCall, Call, Column, Expr, SortKey, WindowCall
from lockgate.ir.rel import Aggregate, Project, Rel
from tests.codegen.engine import Table, agg, connect, f, literal, run
from tests.codegen.postgres.database import OPTIONS, Database, type_name

D = decimal.Decimal
TABLE = Table(
    "measured",
    {
        "g": types.STRING,
        "n": (types.BIGINT, False),
        "i": types.INT,
        "m": types.Decimal(12, 2),
        "x": types.DOUBLE,
        "t": types.STRING,
        "b": types.BOOLEAN,
        "d": types.DATE,
    },
    [
        ("a", 1, 3, D("1.10"), 1.5, "b", True, datetime.date(2026, 1, 2)),
        ("a", 2, 4, D("2.25"), 2.0, "B", False, datetime.date(2026, 1, 1)),
        ("a", 3, None, None, None, None, None, None),
        ("a", 4, 4, D("2.25"), -7.25, "b", True, datetime.date(2026, 1, 1)),
        ("b", 5, 2147483647, D("9999999999.99"), 1e10, "ä", False, datetime.date(2024, 2, 29)),
        ("b", 6, 2147483647, D("9999999999.99"), 1e-10, "", False, None),
        (None, 2**62, 1, D("0.01"), 0.0, "z", None, datetime.date(1970, 1, 1)),
    ],
)
S = TABLE.schema
COLUMNS = {name: Column(name) for name in S.names}
N, M, T, X, B = (COLUMNS[name] for name in ("n", "m", "t", "x", "b"))
BY_N = (SortKey(N),)
ARGUMENTS: dict[str, list[tuple[Any, ...]]] = {
    "count": [(), (T,), (M,)],
    "count_if": [(B,)],
    "sum": [(N,), (COLUMNS["i"],), (M,), (X,)],
    "sum_if": [(M, B), (COLUMNS["i"], B)],
    "avg": [(N,), (COLUMNS["i"],), (M,), (X,)],
    "min": [(N,), (M,), (T,), (COLUMNS["d"],), (X,)],
    "max": [(N,), (M,), (T,), (COLUMNS["d"],), (X,)],
    "bool_and": [(B,)],
    "bool_or": [(B,)],
    "percentile": [(X, literal(D("0.9")))],
    "string_agg": [(T, literal("|"))],
    "array_agg": [(T,), (M,), (COLUMNS["d"],)],
    "min_by": [(M, N), (T, X), (B, N)],
    "max_by": [(M, N), (T, X), (B, N)],
    "approx_count_distinct": [(T,), (N,)],
    "lag": [(M,), (T, literal(2)), (N, literal(1), literal(0)), (M, literal(1), literal(D("0.00")))],
    "lead": [(M,), (T, literal(2), literal("none"))],
    "first_value": [(M,), (T,)],
    "last_value": [(M,), (T,)],
    "ntile": [(literal(2),)],
}
ORDERED = ("string_agg", "array_agg")
NAMES = {
    kind: sorted(n for n, item in functions.REGISTRY.items() if item.kind == kind)
    for kind in ("aggregate", "window")
}


def arguments(name: str) -> list[tuple[Any, ...]]:
    known = ARGUMENTS.get(name)
    return known if known is not None else [(X,)] if name in NAMES["aggregate"] else [()]


def call(name: str, args: tuple[Any, ...], **more: Any) -> AggregateCall:
    if name in ORDERED:
        more.setdefault("order", BY_N)
    return agg(name, *args, schema=S, **more)


@pytest.fixture(scope="module")
def filled(postgres: Database) -> Database:
    postgres.create("measured", S, TABLE.rows)
    return postgres


def check(rel: Rel, postgres: Database) -> None:
    connection = connect()
    TABLE.create(connection)
    text = query_text(rel, OPTIONS)
    cursor = postgres.execute(text)
    found, wanted = sorted(cursor.fetchall(), key=first), sorted(run(rel, connection), key=first)
    assert len(found) == len(wanted)
    for ours, theirs in zip(found, wanted, strict=True):
        assert all(map(near, ours, theirs)), (ours, theirs, text)
    assert postgres.types(cursor) == [type_name(item.type) for item in rel.schema], text


def first(row: tuple[Any, ...]) -> str:
    return repr(row[0])


def near(ours: Any, theirs: Any) -> bool:
    if isinstance(ours, float) and isinstance(theirs, float):
        return math.isclose(ours, theirs, rel_tol=1e-12)
    return type(ours) is type(theirs) and bool(ours == theirs)


@pytest.mark.parametrize("name", [name for name in NAMES["aggregate"] if name != "grouping"])
def test_aggregate(name: str, filled: Database) -> None:
    for args in arguments(name):
        plain, filtered = call(name, args), call(name, args, filter=f("<", N, 3, schema=S))
        check(Aggregate(TABLE.scan(), (("g", COLUMNS["g"]),), (("v", plain), ("w", filtered))), filled)
        check(Aggregate(TABLE.scan(), (), (("v", call(name, args, filter=f("<", N, 0, schema=S))),)), filled)
        window: Expr = WindowCall(plain, (COLUMNS["g"],))
        check(Project(TABLE.scan(), (("n", N), ("v", window))), filled)


@pytest.mark.parametrize("name", ["count", "sum", "avg", "median", "string_agg", "stddev"])
def test_distinct(name: str, filled: Database) -> None:
    for args in arguments(name):
        if args:
            order = (SortKey(args[0]),) if name in ORDERED else ()
            value = agg(name, *args, schema=S, distinct=True, order=order)
            check(Aggregate(TABLE.scan(), (("g", COLUMNS["g"]),), (("v", value),)), filled)


def test_grouping(filled: Database) -> None:
    groups = (("g", COLUMNS["g"]), ("b", B))
    calls = (("x", agg("grouping", B, schema=S)), ("n", agg("count")))
    rel = Aggregate(TABLE.scan(), groups, calls, ((0, 1), (0,), ()))
    connection = connect()
    TABLE.create(connection)
    assert sorted(map(repr, filled.run(rel))) == sorted(map(repr, run(rel, connection)))


@pytest.mark.parametrize("name", NAMES["window"])
def test_window(name: str, filled: Database) -> None:
    for args in arguments(name):
        function = f(name, *args, schema=S)
        assert isinstance(function, Call)
        value = WindowCall(function, (COLUMNS["g"],), BY_N)
        check(Project(TABLE.scan(), (("n", N), ("v", value))), filled)


def test_there_is_an_entry_for_every_function() -> None:
    dialect = load("postgres")
    assert set(functions.REGISTRY) - set(dialect.scalars) - set(dialect.aggregates) == set()
