"""Runs relations on PostgreSQL: a server of its own for each runner."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.adapt import Loader

from lockgate.codegen.sql.dialect import Dialect
from tests.engines import postgres
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

_NO_QUERY = ("42", "0A")
"""The classes of states that say that a query cannot be: syntax, names, types; and what is not supported."""


class _Text(Loader):
    """Json as its text: no digit is lost, and a string in it is told from one that is none."""

    def load(self, data: Any) -> str:
        return bytes(data).decode()


class Postgres:
    """A database in UTC; each query is a transaction."""

    name = "postgres"

    def __init__(self, dialect: Dialect, connection: psycopg.Connection[Any]) -> None:
        self.dialect = dialect
        self.connection = connection
        self._made: list[str] = []

    def load(self, tables: Tables) -> None:
        statements = [f"DROP TABLE IF EXISTS {table_name(name)}" for name in self._made]
        statements += [f"CREATE SCHEMA IF NOT EXISTS {quoted(folder)}" for folder in schemas(tables)]
        statements += [
            f"CREATE UNLOGGED TABLE {table_name(name)} ({columns_text(self.dialect, schema)})"
            for name, (schema, _) in tables.items()
        ]
        self._made = list(tables)
        with self.connection.transaction(), self.connection.cursor() as cursor:
            cursor.execute(_text("; ".join(statements)))
            for name, (schema, rows) in tables.items():
                marks = ", ".join(["%s"] * len(schema))
                cursor.executemany(_text(f"INSERT INTO {table_name(name)} VALUES ({marks})"), given(rows))

    def execute(self, text: str) -> list[Row]:
        try:
            return self.connection.execute(_text(text)).fetchall()
        except psycopg.DataError as problem:
            raise EngineFailure(str(problem)) from problem  # of the server, or a date that Python has not
        except psycopg.Error as problem:
            if problem.sqlstate is None or problem.sqlstate.startswith(_NO_QUERY):
                raise Broken(f"{problem}\n{text}") from problem
            raise EngineFailure(str(problem)) from problem


def _text(text: str) -> sql.SQL:
    return sql.SQL(text)  # type: ignore[arg-type]  # what is written is no constant


@contextmanager
def running(dialect: Dialect) -> Iterator[Postgres]:
    """A new server."""
    with postgres.connection() as connection:
        connection.execute("SET client_min_messages = error")
        for kind in ("json", "jsonb"):
            connection.adapters.register_loader(kind, _Text)
        yield Postgres(dialect, connection)
