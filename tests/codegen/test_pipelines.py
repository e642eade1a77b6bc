"""Merging operators into one SELECT changes nothing: each pipeline against itself with one SELECT an operator."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings

from lockgate.codegen.sql import queries
from lockgate.codegen.sql.relations import Builder
from lockgate.ir.rel import Rel
from tests.codegen.engine import OPTIONS, Table, connect, type_name
from tests.pipelines import ROWS, SCHEMAS, pipelines


@cache
def database() -> duckdb.DuckDBPyConnection:
    connection = connect()
    for name, schema in SCHEMAS.items():
        Table(name, {item.name: (item.type, item.nullable) for item in schema}, ROWS[name]).create(connection)
    return connection


def rows(text: str) -> Counter[str]:
    try:
        return Counter(repr(row) for row in database().execute(text).fetchall())
    except duckdb.Error as error:
        error.add_note(text)
        raise


def described(text: str) -> list[tuple[str, str]]:
    return [(str(row[0]), str(row[1])) for row in database().execute(f"describe {text}").fetchall()]


def apart(rel: Rel) -> str:
    builder = Builder(queries.dialect(OPTIONS), OPTIONS, merge=False)
    return queries.text(builder.query(rel), OPTIONS)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(pipelines())
def test_merged_and_apart_agree(rel: Rel) -> None:
    text = queries.query_text(rel, OPTIONS)
    expected: Any = rows(apart(rel))
    assert rows(text) == expected, text


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(pipelines())
def test_types_and_nullability_are_as_inferred(rel: Rel) -> None:
    text = queries.query_text(rel, OPTIONS)
    assert described(text) == [(item.name, type_name(item.type)) for item in rel.schema], text
    made = database().execute(text).fetchall()
    for index, item in enumerate(rel.schema):
        if not item.nullable:
            assert all(row[index] is not None for row in made), (item, text)
