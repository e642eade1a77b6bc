"""Queries: that they are one, what their columns are, how many rows they give and which come first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import psycopg
from psycopg.pq import ExecStatus

from lockgate.runtime.engines import samples
from lockgate.runtime.engines.postgres.connection import Connection
from lockgate.runtime.engines.protocol import Refused
from lockgate.runtime.names import quote

_TEXTS = ("text", "character varying", "character", "name")
_TYPE = (
    "SELECT CASE t.typtype WHEN 'e' THEN 'text' WHEN 'd' THEN format_type(t.typbasetype, t.typtypmod)"
    " ELSE format_type(t.oid, %s) END FROM pg_type AS t WHERE t.oid = %s"
)


def columns(connection: Connection, query: str) -> list[tuple[str, int, int]]:
    """Name, type and its modifier of each column. The server parses one statement and no more, and runs nothing."""
    low = connection.pgconn
    made = low.prepare(b"", f"SELECT * FROM {_bracketed(query)} AS r".encode())
    if made.status == ExecStatus.COMMAND_OK:
        made = low.describe_prepared(b"")
    if made.status != ExecStatus.COMMAND_OK:
        raise psycopg.errors.error_from_result(made, encoding="utf-8")
    return [((made.fname(at) or b"").decode(), made.ftype(at), made.fmod(at)) for at in range(made.nfields)]


def one_query(connection: Connection, sql: str) -> str:
    """The text in brackets; raises Refused if it is anything but one query."""
    try:
        columns(connection, sql)
    except psycopg.errors.SyntaxError as error:
        said = error.diag.message_primary
        raise Refused(f"only a single SELECT statement may run here: {said}") from None
    return _bracketed(sql)


def describe(connection: Connection, query: str) -> list[list[str]]:
    """Names and types of a query's columns; an enum is text, a domain what it is made of."""
    answer = []
    for name, oid, modifier in columns(connection, query):
        row = connection.execute(_TYPE, (modifier, oid)).fetchone()
        answer.append([name, str(row[0]) if row else "unknown"])
    return answer


def count(connection: Connection, body: str) -> int:
    found = connection.execute(f"SELECT count(*) FROM {body} AS r".encode()).fetchone()
    return int(found[0]) if found else 0


def measure(connection: Connection, table: str) -> int:
    """How many rows there are; a whole row as an argument has every column of a view computed."""
    found = connection.execute(f"SELECT count(*), count(r) FROM {table} AS r".encode()).fetchone()
    return int(found[0]) if found else 0


def check(connection: Connection, query: str, masked: Sequence[str], most: int) -> dict[str, Any]:
    """How many rows a query gives, and the first in the order of their values."""
    body = one_query(connection, query)
    rows = count(connection, body)
    if not rows:
        return {"rows": 0, "sample": []}
    order = ", ".join(_sort_key(name, kind) for name, kind in describe(connection, query))
    found = connection.execute(f"SELECT * FROM {body} AS r ORDER BY {order} LIMIT {int(most)}".encode())
    names = [column.name for column in found.description or ()]
    return {"rows": rows, "sample": samples.sample(names, found.fetchall(), masked)}


def first(connection: Connection, query: str, limit: int) -> dict[str, Any]:
    """Rows as they come."""
    body = one_query(connection, query)
    found = connection.execute(f"SELECT * FROM {body} AS r LIMIT {int(limit)}".encode())
    return samples.table([column.name for column in found.description or ()], found.fetchall())


def _bracketed(sql: str) -> str:
    return f"(\n{sql.rstrip().rstrip(';')}\n)"


def _sort_key(name: str, kind: str) -> str:
    """A column in the order of its values, text by code point; what has no order goes by its text."""
    column = quote(name)
    base = kind.partition("(")[0].removesuffix("[]")
    if base in ("json", "xml", "point"):
        return f'{column}::text COLLATE "C" NULLS LAST'
    return f'{column} COLLATE "C" NULLS LAST' if base in _TEXTS else f"{column} NULLS LAST"
