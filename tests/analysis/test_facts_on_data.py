"""What is proven of rows holds on data: no key has a duplicate, no single match multiplies, no dependency breaks."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

import lockgate
from lockgate.analysis.facts import Facts, Known, facts
from lockgate.analysis.keys import proven_keys
from lockgate.codegen.sql import queries
from lockgate.ir.program import Model, Program, Source, SourceColumn
from lockgate.ir.rel import Join, Rel
from lockgate.ir.traverse import walk
from tests.codegen.engine import OPTIONS, Table, connect
from tests.pipelines import ROWS, SCHEMAS, pipelines

ROOT = Path(__file__).resolve().parents[2]
KEYS = {"shop.orders": "id", "customers": "id", "nothing": "id"}
UNIQUE = {("shop.orders", "at"), ("customers", "age")}
"""Columns without a duplicate but with NULLs."""


def rows_of(name: str) -> list[tuple[Any, ...]]:
    """The rows of a table, one for each value of its key."""
    rows: dict[Any, tuple[Any, ...]] = {row[0]: row for row in ROWS[name]}
    return list(rows.values())


SOURCES = tuple(
    Source(
        name,
        tuple(
            SourceColumn(item.name, item.type, item.nullable, unique=(name, item.name) in UNIQUE)
            for item in schema
        ),
        None,
        key=(KEYS[name],),
    )
    for name, schema in sorted(SCHEMAS.items())
)


@cache
def database() -> duckdb.DuckDBPyConnection:
    connection = connect()
    for name, schema in SCHEMAS.items():
        fields = {item.name: (item.type, item.nullable) for item in schema}
        Table(name, fields, rows_of(name)).create(connection)
    return connection


def rows(rel: Rel) -> list[dict[str, str]]:
    found = database().execute(queries.query_text(rel, OPTIONS)).fetchall()
    # A zero is a zero, whatever its sign.
    return [
        {
            name: repr(value + 0.0 if isinstance(value, float) else value)
            for name, value in zip(rel.schema.names, row, strict=True)
        }
        for row in found
    ]


def broken(rel: Rel, known: Facts) -> list[str]:
    """What of the facts of a relation its rows do not keep."""
    made = rows(rel)
    wrong = []
    for columns in known.unique:
        if len({tuple(row[name] for name in sorted(columns)) for row in made}) < len(made):
            wrong.append(f"{sorted(columns)} is not unique")
    for left, right in known.dependencies:
        by = [item for item in left if isinstance(item, str)]
        settled = [item for item in right if isinstance(item, str)]
        if len(by) < len(left) or not settled:
            continue
        values = defaultdict(set)
        for row in made:
            values[tuple(row[name] for name in by)].add(tuple(row[name] for name in settled))
        if any(len(item) > 1 for item in values.values()):
            wrong.append(f"{sorted(by)} does not settle {sorted(settled)}")
    return wrong


def proven(rel: Rel) -> Known:
    return facts(Program("sound", SOURCES, (Model("m.out", rel),)))


@settings(max_examples=1000, deadline=None, suppress_health_check=list(HealthCheck))
@given(pipelines())
def test_what_is_proven_holds(rel: Rel) -> None:
    known = proven(rel)
    assert broken(rel, known.of(rel)) == []
    for join in walk(rel):
        if isinstance(join, Join) and join.kind in ("inner", "left", "cross"):
            if known.meeting(join).right_single:
                assert len(rows(join)) <= len(rows(join.left))


DECLARED = """
source customers {
  read csv 'c.csv'
  columns (id bigint not null, name string, Country string not null, age int unique)
  key (id)
}
source nothing { read csv 'n.csv' columns (id bigint not null, amount decimal(12, 2) not null, note string) key (id) }
"""
HARD = (
    # What a side settles by itself it does not settle any more where it has no row.
    "from nothing |> right join (from customers |> extend coalesce(name, 'none') as called) as c on nothing.id = c.id"
    " |> select nothing.id as other, c.id, called, note",
    "from customers as a |> where id > 1 |> extend coalesce(name, 'none') as called"
    " |> right join customers as b on a.id = b.id |> select called, a.name",
    "from customers as b |> left join (from customers |> where id > 1 |> extend coalesce(age, 0) as years) as c"
    " on b.id = c.id |> select c.age, years",
    "from customers as b |> full join (from customers |> where id > 1 |> select id, age) as c on b.id = c.id + 1"
    " |> select b.age, c.age as other",
    # A tag tells the sides of a union apart only where each side has its own.
    "from customers |> extend 'a' as side |> union all (from customers |> extend 'a' as side)",
    "from customers |> extend 'a' as side |> union all (from customers |> extend 'b' as side)",
    "from customers |> select Country |> union all (from customers |> select Country)",
    # NULLs are one group and no match.
    "from customers |> aggregate count(*) as n group by age",
    "from customers as a |> left join customers as b on a.age = b.age |> select a.id, a.age, b.id as other",
    "from customers as a |> where a.age is null |> cross join many customers as b |> select a.age, b.id",
    "from customers |> set age = age // 100 |> select age, id",
    "from customers |> extend row_number() over (partition by Country order by id) as n |> select Country, n",
    "from customers |> aggregate count(*) as n group by rollup (age)",
)


@pytest.mark.parametrize("text", HARD)
def test_what_is_proven_holds_of_hard_ones(text: str) -> None:
    result = lockgate.check_text(f"{DECLARED}model m {{ {text} }}", allow=("fanout-join",))
    assert result.ok, result.diagnostics
    for rel in walk(result.program.models[0].query):
        assert broken(rel, facts(result.program).of(rel)) == []


def test_a_wrong_fact_is_seen() -> None:
    rel = next(
        model.query
        for model in lockgate.check_text(
            "source customers { read csv 'c.csv' columns (id bigint not null, name string, Country string not null,"
            " age int) key (id) }\nmodel m { from customers }"
        ).program.models
    )
    wrong = evolve(proven(rel).of(rel), unique=(frozenset({"Country"}),))
    assert broken(rel, wrong) == ["['Country'] is not unique"]


@pytest.mark.parametrize("project", ["tests/tpch/project", "examples/flights", "examples/shop"])
def test_every_declared_key_of_a_mart_is_proven(project: str) -> None:
    program = lockgate.check(ROOT / project).program
    unproven = [
        model.name
        for model in program.models
        if model.key is not None
        and not any(set(key) <= set(model.key) for key in proven_keys(model, program))
    ]
    assert unproven == []
    assert any(model.key is not None for model in program.models)
