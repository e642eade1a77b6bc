"""The 22 TPC-H queries in BigQuery's SQL: analysed and executed by ZetaSQL, and equal to DuckDB's answers."""

from __future__ import annotations

import os
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import duckdb
import pytest

from tests.engines.zetasql import Database
from tests.tpch import reference, small
from tests.tpch.test_tpch import same_rows

BIGQUERY = small.statements("bigquery")
DUCKDB = small.statements("duckdb")


@pytest.fixture(scope="module")
def data() -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        made = small.database()
    except reference.Unavailable as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no TPC-H reference here: {problem}")
    with made as connection:
        yield connection


@pytest.fixture(scope="module")
def database(data: duckdb.DuckDBPyConnection) -> Database:
    return Database(small.tables(data))


def scaled(rows: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    """BigQuery's decimals come with all their zeros."""
    return [tuple(item.normalize() if isinstance(item, Decimal) else item for item in row) for row in rows]


@pytest.mark.parametrize("number", small.NUMBERS)
def test_query(number: int, data: duckdb.DuckDBPyConnection, database: Database) -> None:
    for statement in BIGQUERY[number]:
        database.analyse(statement)
    found = database.run(small.query(BIGQUERY[number][-1]))
    cursor = data.execute(small.query(DUCKDB[number][-1]))
    assert cursor.description is not None
    assert found.names == tuple(item[0] for item in cursor.description)
    expected = cursor.fetchall()
    assert expected, "an empty answer would prove nothing"
    assert same_rows(scaled(found.rows), scaled(expected))
