"""An order that is called total gives one answer: DuckDB keeps the same rows in whatever order they were written."""

from __future__ import annotations

import random
from collections import Counter
from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from lockgate.codegen.sql import queries
from lockgate.ir.expr import AggregateCall, Call, Column, Expr, Literal, SortKey, WindowCall
from lockgate.ir.program import Model, Program, Source, SourceColumn
from lockgate.ir.rel import Aggregate, Distinct, DistinctOn, Filter, Limit, Project, Rel, Scan, Sort
from lockgate.ir.types import BIGINT, Type
from lockgate.passes.checks.nondeterministic_order import nondeterministic_order
from lockgate.source import Span
from tests.codegen.engine import OPTIONS, Table, connect
from tests.pipelines import ROWS, SCHEMAS, pipelines
from tests.pipelines.aggregating import aggregate
from tests.pipelines.expressions import Draw, orderable, value
from tests.pipelines.rows import distinct, extend, identity, select, where
from tests.pipelines.tables import D

HERE = Span("test.gate", 0, 1)
SHUFFLES = 5
SIZE = 12


def _tied(name: str) -> list[tuple[Any, ...]]:
    """Rows that often agree on all but their key `id`."""
    chance = random.Random(name)
    columns = list(zip(*(ROWS[name] or [(1, D("10.00"), "DE"), (2, D("0.00"), None)]), strict=True))
    choices = [sorted(set(values), key=repr)[:3] for values in columns]
    return [(number, *(chance.choice(values) for values in choices[1:])) for number in range(SIZE)]


TIED = {name: _tied(name) for name in SCHEMAS}
SOURCES = tuple(
    Source(
        name,
        tuple(SourceColumn(item.name, item.type, item.nullable) for item in schema),
        None,
        key=("id",),
    )
    for name, schema in sorted(SCHEMAS.items())
)


@cache
def databases() -> list[duckdb.DuckDBPyConnection]:
    """The same tables, each time written in another order of rows."""
    made = []
    for seed in range(SHUFFLES):
        connection = connect()
        connection.execute("SET preserve_insertion_order = false")
        for name, schema in SCHEMAS.items():
            rows = list(TIED[name])
            random.Random(seed).shuffle(rows)
            fields: dict[str, Type | tuple[Type, bool]] = {
                item.name: (item.type, item.nullable) for item in schema
            }
            Table(name, fields, rows).create(connection)
        made.append(connection)
    return made


def answers(rel: Rel) -> list[Counter[str]]:
    """The bag of rows from each of the databases."""
    text = queries.query_text(rel, OPTIONS)
    found: list[list[tuple[Any, ...]]] = [item.execute(text).fetchall() for item in databases()]
    return [Counter(map(repr, rows)) for rows in found]


def is_reported(rel: Rel) -> bool:
    return bool(nondeterministic_order(Program("sound", SOURCES, (Model("m.out", rel),))))


@st.composite
def choosing(draw: Draw) -> Rel:
    """A pipeline of which rows are chosen by some order, and a few steps behind that."""
    rel: Rel = draw(pipelines(max_steps=3))
    fields = [item.name for item in rel.schema if orderable(item.type)]
    names = draw(st.lists(st.sampled_from(fields), min_size=1, max_size=3, unique=True)) if fields else []
    keys: list[Expr] = [Column(name) for name in names]
    if draw(st.integers(0, 3)) == 0:
        keys.append(value(draw, rel.schema, 1))
    order = tuple(SortKey(key, draw(st.booleans())) for key in keys)
    by = draw(st.lists(st.sampled_from(rel.schema.names), max_size=2, unique=True))
    shape = draw(st.sampled_from(("distinct on", "number", "number", "limit")))
    if not order:
        return rel
    if shape == "distinct on" and by:
        rel = DistinctOn(rel, tuple(by), order, span=HERE)
    elif shape == "limit":
        rel = Limit(Sort(rel, order, span=HERE), draw(st.integers(1, 3)), span=HERE)
    else:
        number = WindowCall(Call("row_number", ()), tuple(map(Column, by)), order, span=HERE)
        numbered = Project(rel, (*identity(rel), ("nth", number)))
        sign = draw(st.sampled_from(("=", "<=", ">", "<>")))
        few = Filter(numbered, Call(sign, (Column("nth"), Literal(draw(st.integers(1, 2)), BIGINT))))
        rel = few if draw(st.booleans()) else Project(few, tuple(identity(rel)))
    for step in draw(
        st.lists(st.sampled_from((select, select, where, aggregate, distinct, extend)), max_size=2)
    ):
        rel = step(draw, rel) or rel
    told = [name for name in rel.schema.names if name in {*names, *by} or name.startswith("m")]
    if told and draw(st.integers(0, 3)):
        rel = Project(rel, tuple((name, Column(name)) for name in told))  # what ties may differ in is dropped
    return rel


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(choosing())
def test_an_order_that_is_not_reported_leaves_nothing_to_chance(rel: Rel) -> None:
    assume(not is_reported(rel))
    first, *others = answers(rel)
    assert all(found == first for found in others)


SCAN = Scan("shop.orders", SCHEMAS["shop.orders"])
BY_DAY = DistinctOn(SCAN, ("status",), (SortKey(Column("day")),), span=HERE)
DAYS: tuple[tuple[str, Expr], ...] = (("status", Column("status")), ("day", Column("day")))
CHANCE: dict[str, Rel] = {
    "all that is kept": BY_DAY,
    "a filter of it": Project(Filter(BY_DAY, Call("is_null", (Column("paid"),))), DAYS),
    "its groups": Project(
        Aggregate(BY_DAY, (("paid", Column("paid")),), (("rows", AggregateCall("count", ())),)),
        (("rows", Column("rows")),),
    ),
    "its different rows": Aggregate(
        Distinct(Project(BY_DAY, (("paid", Column("paid")),))), (), (("rows", AggregateCall("count", ())),)
    ),
}


@pytest.mark.parametrize("rel", CHANCE.values(), ids=CHANCE)
def test_an_order_that_is_reported_leaves_something_to_chance(rel: Rel) -> None:
    """What the shuffles can show: without this the test above could hold for want of ties."""
    assert is_reported(rel)
    assert len({frozenset(found.items()) for found in answers(rel)}) > 1


def test_ties_in_what_is_dropped_are_not_reported() -> None:
    settled = Project(BY_DAY, DAYS)
    assert not is_reported(settled)
    assert len({frozenset(found.items()) for found in answers(settled)}) == 1
