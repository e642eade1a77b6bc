"""Runs relations and expressions of the IR on PostgreSQL, and says of what types their columns are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from functools import partial
from typing import Any

import psycopg
from psycopg.types.json import set_json_loads

from lockgate.codegen.base import Options
from lockgate.codegen.sql.dialects import load
from lockgate.codegen.sql.queries import query_text
from lockgate.ir import types
from lockgate.ir.expr import Expr
from lockgate.ir.rel import Project, Rel
from lockgate.ir.types import Array, Schema, Struct, Type
from tests.codegen.engine import one_row
from tests.engines import postgres
from tests.engines.runners import columns_text, quoted, table_name

OPTIONS = Options(dialect="postgres")
_OIDS = {
    types.BOOLEAN: ("bool", "_bool"),
    types.INT: ("int4", "_int4"),
    types.BIGINT: ("int8", "_int8"),
    types.DOUBLE: ("float8", "_float8"),
    types.STRING: ("text", "_text"),
    types.DATE: ("date", "_date"),
    types.TIMESTAMP: ("timestamp", "_timestamp"),
    types.TIMESTAMPTZ: ("timestamptz", "_timestamptz"),
    types.JSON: ("json", "_json"),
    types.NULL: ("text", "_text"),
}


class Database:
    """A connection in UTC."""

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        set_json_loads(partial(json.loads, parse_float=Decimal), connection)

    def execute(self, text: str) -> psycopg.Cursor[Any]:
        """The cursor of one statement: several at once are refused."""
        try:
            return self.connection.execute(text.encode(), prepare=True)
        except psycopg.Error as error:
            error.add_note(text)
            raise

    def run(self, rel: Rel, options: Options = OPTIONS) -> list[Any]:
        """The rows of a relation."""
        return self.execute(query_text(rel, options)).fetchall()

    def evaluate(self, expr: Expr) -> tuple[Any, str]:
        """The value of a constant expression, and its type."""
        text = query_text(Project(one_row(), (("value", expr),)), OPTIONS)
        cursor = self.execute(text)
        (row,) = cursor.fetchall()
        return row[0], self.types(cursor)[0]

    def create(self, name: str, schema: Schema, rows: Sequence[tuple[Any, ...]] = ()) -> None:
        """Make a dataset's table, with its constraints, and fill it."""
        dialect = load("postgres")
        self.drop(name)
        if "." in name:
            self.execute(f"CREATE SCHEMA IF NOT EXISTS {quoted(name.partition('.')[0])}")
        self.execute(f"CREATE TABLE {table_name(name)} ({columns_text(dialect, schema)})")
        marks = ", ".join(f"${at}" for at in range(1, len(schema) + 1))
        with psycopg.RawCursor(self.connection) as cursor:  # names may have a percent sign
            cursor.executemany(f"INSERT INTO {table_name(name)} VALUES ({marks})".encode(), rows)

    def drop(self, name: str) -> None:
        """Drop a dataset's table."""
        self.execute(f"DROP TABLE IF EXISTS {table_name(name)}")

    def types(self, cursor: psycopg.Cursor[Any]) -> list[str]:
        """The types of a result's columns."""
        assert cursor.description is not None
        made: list[str] = []
        for column in cursor.description:
            known = self.connection.adapters.types.get(column.type_code)
            name = str(column.type_code) if known is None else known.name
            if known is not None and column.type_code == known.array_oid:
                name = f"_{name}"
            if name == "numeric" and column.precision is not None:
                name = f"numeric({column.precision},{column.scale})"
            made.append(name)
        return made


def type_name(kind: Type) -> str:
    """What PostgreSQL calls a type."""
    match kind:
        case types.Decimal(precision=precision, scale=scale):
            return f"numeric({precision},{scale})"
        case Struct():
            return "jsonb"
        case Array(element=Struct()):
            return "_jsonb"
        case Array(element=types.Decimal()):
            return "_numeric"
        case Array(element=element):
            return _OIDS[element][1]
        case _:
            return _OIDS[kind][0]


@contextmanager
def running() -> Iterator[Database]:
    """A server of its own, or the one that `LOCKGATE_POSTGRES_URL` names: the dialect holds from release 15 on."""
    known = os.environ.get("LOCKGATE_POSTGRES_URL")
    if known is not None:
        with psycopg.connect(known, autocommit=True) as connection:
            connection.execute("SET timezone = 'UTC'")
            yield Database(connection)
        return
    with postgres.connection() as connection:
        yield Database(connection)
