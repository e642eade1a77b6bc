"""What is inferred is what DuckDB gives: types as it describes them, and no NULL where none was promised."""

from __future__ import annotations

import duckdb
import pytest
from hypothesis import given, settings

from lockgate.codegen.base import Options
from lockgate.codegen.sql import query_text
from lockgate.ir.printer import rel_text
from lockgate.ir.rel import Rel
from lockgate.ir.types import Array, Decimal, Type
from tests.ir.strategies import rels

NATIVE = {
    "boolean": "BOOLEAN",
    "int": "INTEGER",
    "bigint": "BIGINT",
    "double": "DOUBLE",
    "string": "VARCHAR",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "timestamptz": "TIMESTAMP WITH TIME ZONE",
}
ROWS = [
    (1, None, None, None, None, None, "2026-01-01 08:00:00", None),
    (2, 3, "1.50", 0.5, "a", "2026-01-31", "2026-02-28 23:59:59", True),
    (3, -7, "-2.25", -1.5, "b%", "2024-02-29", "2026-01-31 00:00:00", False),
    (3, 0, "0.00", 0.0, "", "2024-12-30", "2026-01-31 00:00:00", False),
]
COLUMNS = (
    'id bigint, n int, amount decimal(12, 2), rate double, status varchar, "day" date, "at" timestamp, good boolean'
)


def native(kind: Type) -> str:
    """The type as DuckDB describes it."""
    if isinstance(kind, Decimal):
        return f"DECIMAL({kind.precision},{kind.scale})"
    return f"{native(kind.element)}[]" if isinstance(kind, Array) else NATIVE[str(kind)]


@pytest.fixture(scope="module")
def engine() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    connection.execute("create schema shop")
    connection.execute(f"create table shop.orders ({COLUMNS})")
    connection.executemany("insert into shop.orders values (?, ?, ?, ?, ?, ?, ?, ?)", ROWS)
    return connection


@settings(max_examples=200)
@given(rel=rels(5))
def test_duckdb_agrees_with_the_inferred_schema(engine: duckdb.DuckDBPyConnection, rel: Rel) -> None:
    sql = query_text(rel, Options(dialect="duckdb"))
    described = engine.execute(f"describe {sql}").fetchall()
    assert [row[:2] for row in described] == [(item.name, native(item.type)) for item in rel.schema]
    try:
        rows = engine.execute(sql).fetchall()
    except (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.NotImplementedException):
        return  # a division by zero, an impossible date: an error, as the language says
    for position, item in enumerate(rel.schema):
        if not item.nullable:
            assert all(row[position] is not None for row in rows), f"{item.name} of\n{rel_text(rel)}"
