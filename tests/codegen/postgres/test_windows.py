"""Aggregates over windows that PostgreSQL has over groups alone: the same values as on DuckDB."""

from __future__ import annotations

import decimal
from typing import Any

import pytest

from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import AggregateCall, Bound, Call, Column, Expr, Frame, Literal, SortKey, WindowCall
from lockgate.ir.rel import Aggregate, Filter, Project, Rel
from tests.codegen.engine import Table, agg, connect, literal, run
from tests.codegen.postgres.database import OPTIONS, Database, type_name

D = decimal.Decimal
TABLE = Table(
    "windowed",
    {
        "n": (types.BIGINT, False),
        "g": types.STRING,
        "x": types.DOUBLE,
        "m": types.Decimal(12, 2),
        "t": types.STRING,
    },
    [
        (1, "a", 1.0, D("1.00"), "b"),
        (2, "a", 4.0, D("2.50"), "B"),
        (3, "a", None, None, None),
        (4, "a", 4.0, D("2.50"), "b"),
        (5, "b", 2.5, D("9.99"), "ä"),
        (6, None, None, D("0.10"), "z"),
        (7, None, 7.5, None, "a"),
    ],
)
X, M, T, N = Column("x"), Column("m"), Column("t"), Column("n")
BY_T = (SortKey(T, descending=True), SortKey(N))
CALLS: list[AggregateCall] = [
    agg("median", X, schema=TABLE.schema),
    agg("percentile", X, literal(D("0.25")), schema=TABLE.schema),
    agg("count", X, schema=TABLE.schema, distinct=True),
    agg("sum", M, schema=TABLE.schema, distinct=True),
    agg("approx_count_distinct", T, schema=TABLE.schema),
    agg("array_agg", T, schema=TABLE.schema, order=BY_T),
    agg("string_agg", T, literal("|"), schema=TABLE.schema, order=BY_T),
    agg("min_by", M, T, schema=TABLE.schema),
    agg("max_by", T, N, schema=TABLE.schema, filter=Call(">", (X, literal(1.5)))),
]
WHOLE = ((), None)
SO_FAR = ((SortKey(N),), Frame("rows", Bound("preceding", literal(2)), Bound("current_row")))


@pytest.fixture(scope="module")
def filled(postgres: Database) -> Database:
    postgres.create("windowed", TABLE.schema, TABLE.rows)
    return postgres


def check(database: Database, rel: Rel) -> None:
    connection = connect()
    TABLE.create(connection)
    cursor = database.execute(query_text(rel, OPTIONS))
    assert sorted(cursor.fetchall()) == sorted(run(rel, connection))
    assert database.types(cursor) == [type_name(item.type) for item in rel.schema]


@pytest.mark.parametrize("shape", [WHOLE, SO_FAR], ids=["whole", "so far"])
@pytest.mark.parametrize("call", CALLS, ids=lambda call: call.function)
def test_value_of_a_window(call: AggregateCall, shape: Any, filled: Database) -> None:
    order, frame = shape
    value: Expr = WindowCall(call, (Column("g"),), order, frame)
    check(filled, Project(TABLE.scan(), (("n", N), ("value", value))))
    check(filled, Project(TABLE.scan(), (("n", N), ("value", Call("coalesce", (value, value))))))


def test_several_and_conditions_on_them(filled: Database) -> None:
    median = WindowCall(CALLS[0], (Column("g"),))
    count = WindowCall(CALLS[2], (Column("g"),))
    rank = WindowCall(Call("row_number", ()), (), (SortKey(N),))
    columns: tuple[tuple[str, Expr], ...] = (("n", N), ("m", median), ("c", count), ("r", rank))
    rel = Project(TABLE.scan(), columns)
    check(filled, rel)
    check(filled, Filter(rel, Call(">", (Column("m"), Literal(1.0, types.DOUBLE)))))


def test_a_filter_over_groups(filled: Database) -> None:
    grouped = Aggregate(TABLE.scan(), (("g", Column("g")),), (("c", agg("count", T, schema=TABLE.schema)),))
    large = Call(">", (Column("c"), literal(1)))
    calls = [
        agg("sum", Column("c"), schema=grouped.schema, filter=large),
        agg("count_if", large, schema=grouped.schema),
        agg("sum_if", Column("c"), large, schema=grouped.schema),
        agg(
            "array_agg",
            Column("c"),
            schema=grouped.schema,
            order=(SortKey(Column("c")), SortKey(Column("g"))),
        ),
        agg("median", Column("c"), schema=grouped.schema, filter=large),
    ]
    values = tuple((f"v{at}", WindowCall(call)) for at, call in enumerate(calls))
    check(filled, Project(grouped, (("c", Column("c")), *values)))
