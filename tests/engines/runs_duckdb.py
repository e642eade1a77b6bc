"""Runs relations on DuckDB, in this process."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from lockgate.codegen.sql.dialect import Dialect
from tests.engines.runners import (
    Broken,
    EngineFailure,
    Row,
    Tables,
    columns_text,
    given,
    quoted,
    schemas,
    table_name,
)

_NO_QUERY = (
    duckdb.BinderException,
    duckdb.CatalogException,
    duckdb.ParserException,
    duckdb.InternalException,
)


class DuckDB:
    """A database in memory, in UTC."""

    name = "duckdb"

    def __init__(self, dialect: Dialect, connection: duckdb.DuckDBPyConnection) -> None:
        self.dialect = dialect
        self.connection = connection
        self._made: list[str] = []

    def load(self, tables: Tables) -> None:
        for name in self._made:
            self.connection.execute(f"DROP TABLE IF EXISTS {table_name(name)}")
        self._made = list(tables)
        for folder in schemas(tables):
            self.connection.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(folder)}")
        for name, (schema, rows) in tables.items():
            self.connection.execute(f"CREATE TABLE {table_name(name)} ({columns_text(self.dialect, schema)})")
            if rows:
                marks = ", ".join("?" * len(schema))
                self.connection.executemany(f"INSERT INTO {table_name(name)} VALUES ({marks})", given(rows))

    def execute(self, text: str) -> list[Row]:
        try:
            return self.connection.execute(text).fetchall()
        except _NO_QUERY as problem:
            raise Broken(f"{problem}\n{text}") from problem
        except duckdb.Error as problem:
            raise EngineFailure(str(problem)) from problem


@contextmanager
def running(dialect: Dialect) -> Iterator[DuckDB]:
    """A new database."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'; SET threads = 1")
        yield DuckDB(dialect, connection)
