"""Texts are ordered by code point wherever there is an order, whatever the collation of the database is."""

from __future__ import annotations

import datetime
import decimal
from typing import Any

import pytest

from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import (
    AggregateCall,
    Bound,
    Call,
    Column,
    Expr,
    Frame,
    Interval,
    Literal,
    SortKey,
    WindowCall,
)
from lockgate.ir.rel import Aggregate, Distinct, DistinctOn, Filter, Limit, Project, Rel, SetOperation, Sort
from tests.codegen.engine import Table, agg, f, literal, run
from tests.codegen.engine import connect as duckdb_connect
from tests.codegen.postgres.database import OPTIONS, Database

TABLE = Table(
    "ordered",
    {
        "n": (types.BIGINT, False),
        "t": types.STRING,
        "u": types.STRING,
        "x": types.DOUBLE,
        "m": types.Decimal(10, 2),
        "d": types.DATE,
        "at": types.TIMESTAMP,
    },
    [
        (
            at,
            text,
            "b",
            float(at),
            decimal.Decimal(at),
            datetime.date(2026, 1, at),
            datetime.datetime(2026, 1, at, 8),
        )
        for at, text in enumerate(["a", "B", "ä", "b", "Z", "_", "a b", "ab", None, "😀", "\ue000"], 1)
    ],
)
T, U, N = Column("t"), Column("u"), Column("n")
SCAN, S = TABLE.scan(), TABLE.schema
BY_T = (SortKey(T), SortKey(N))


def window(call: Call | AggregateCall) -> Expr:
    return WindowCall(call, (), BY_T, None)


RELATIONS: dict[str, Rel] = {
    "sort": Sort(SCAN, BY_T),
    "sort by what is shown": Sort(
        Project(SCAN, (("y", f("||", T, "a", schema=S)),)), (SortKey(Column("y")),)
    ),
    "sort by a name that hides a column": Sort(
        Project(SCAN, (("t", f("||", "x", T, schema=S)), ("old", T))), (SortKey(Column("t"), True),)
    ),
    "limit": Limit(Sort(SCAN, BY_T), 3, 1),
    "distinct": Limit(Sort(Distinct(Project(SCAN, (("t", T),))), (SortKey(T),)), 4),
    "union": Limit(
        Sort(
            SetOperation("union", (Project(SCAN, (("t", T),)), Project(SCAN, (("t", U),)))),
            (SortKey(T, True),),
        ),
        4,
    ),
    "groups": Limit(Sort(Aggregate(SCAN, (("t", T),), (("n", agg("count")),)), (SortKey(T),)), 5),
    "distinct on": DistinctOn(SCAN, ("u",), BY_T),
    "less": Filter(SCAN, f("<", T, U, schema=S)),
    "between": Filter(SCAN, f("between", T, "A", "b", schema=S)),
    "extremes": Aggregate(
        SCAN,
        (),
        (
            ("a", agg("min", T, schema=S)),
            ("b", agg("max", T, schema=S)),
            ("c", agg("max_by", N, T, schema=S)),
        ),
    ),
    "greatest": Project(SCAN, (("a", f("greatest", T, U, schema=S)), ("b", f("least", T, U, "Y", schema=S)))),
    "windows": Project(
        SCAN,
        (
            ("n", N),
            ("r", window(Call("rank", ()))),
            ("l", window(Call("lag", (T, literal(1))))),
            ("m", window(agg("max", T, schema=S))),
        ),
    ),
    "arrays": Aggregate(
        SCAN,
        (),
        (
            ("a", agg("array_agg", T, schema=S, order=BY_T)),
            ("s", agg("string_agg", T, literal("|"), schema=S, order=(SortKey(T, True),), distinct=True)),
        ),
    ),
}


@pytest.fixture(scope="module")
def filled(postgres: Database) -> Database:
    postgres.create("ordered", S, TABLE.rows)
    return postgres


def rows(rel: Rel) -> list[Any]:
    connection = duckdb_connect()
    TABLE.create(connection)
    return run(rel, connection)


@pytest.mark.parametrize("name", RELATIONS)
def test_order_of_texts(name: str, filled: Database) -> None:
    rel = RELATIONS[name]
    text = query_text(rel, OPTIONS)
    assert 'COLLATE "C"' in text
    found, wanted = filled.execute(text).fetchall(), rows(rel)
    if not isinstance(rel, (Sort, Limit)):
        found, wanted = sorted(map(repr, found)), sorted(map(repr, wanted))
    assert found == wanted, text


OFFSETS: list[tuple[str, Literal]] = [
    ("n", literal(2)),
    ("x", literal(1.5)),
    ("m", literal(decimal.Decimal("2.50"))),
    ("d", literal(Interval(2, "day"))),
    ("at", literal(Interval(36, "hour"))),
]


@pytest.mark.parametrize(("key", "offset"), OFFSETS, ids=[name for name, _ in OFFSETS])
def test_frames_by_distance(key: str, offset: Literal, filled: Database) -> None:
    frame = Frame("range", Bound("preceding", offset), Bound("following", offset))
    value = WindowCall(agg("sum", N, schema=S), (), (SortKey(Column(key)),), frame)
    rel = Project(SCAN, (("n", N), ("v", value)))
    assert sorted(filled.run(rel)) == sorted(rows(rel))
