"""Random pipelines give the same rows on PostgreSQL as on DuckDB, in columns of the types that were inferred."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import Call, Column
from lockgate.ir.rel import Bind, Join, Project, Rel, Scan
from lockgate.ir.types import Schema
from tests.codegen.engine import run
from tests.codegen.postgres.database import OPTIONS, Database, type_name
from tests.codegen.test_pipelines import database as duckdb_database
from tests.pipelines import ROWS, SCHEMAS, pipelines

DIGITS = 12
"""Sums and means of doubles agree to so many digits."""


@pytest.fixture(scope="module")
def filled(postgres: Database) -> Iterator[Database]:
    """The tables that pipelines read."""
    for name, schema in SCHEMAS.items():
        postgres.create(name, schema, ROWS[name])
    yield postgres
    for name in SCHEMAS:
        postgres.drop(name)


def bag(rows: list[Any]) -> Counter[str]:
    return Counter(repr(tuple(rounded(value) for value in row)) for row in rows)


def rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if not isinstance(value, float) or not math.isfinite(value):
        return value
    if value == 0:
        return 0.0
    return round(value, DIGITS - 1 - math.floor(math.log10(abs(value)))) + 0.0


def kinds(schema: Schema) -> list[str]:
    return [type_name(item.type) for item in schema]


def test_rows_and_types_are_those_of_duckdb(filled: Database) -> None:
    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(pipelines())
    def agree(rel: Rel) -> None:
        text = query_text(rel, OPTIONS)
        cursor = filled.execute(text)
        assert bag(cursor.fetchall()) == bag(run(rel, duckdb_database())), text
        found = filled.types(cursor)
        for name, wanted, item in zip(found, kinds(rel.schema), rel.schema, strict=True):
            # The rows of VALUES forget how many digits their decimals have.
            plain = name == "numeric" and isinstance(item.type, types.Decimal)
            assert name == wanted or plain, text

    agree()


def test_a_full_join_keeps_the_order_of_columns(filled: Database) -> None:
    """One that is written as a union, over a projection that changes nothing but the order."""
    orders, customers = (Scan(name, SCHEMAS[name]) for name in ("shop.orders", "customers"))
    turned = Project(
        Bind("turned", customers), tuple((name, Column(name)) for name in ("name", "id", "age", "Country"))
    )
    columns = (("order", Column("id")), ("customer", Column("customer")))
    same = Call("is_not_distinct", (Column("id"), Column("customer")))
    rel = Join("full", turned, Project(orders, columns), same, many=True)
    assert bag(filled.run(rel)) == bag(run(rel, duckdb_database()))
