"""Rows in and out as csv files: NULL is nothing at all, an empty string two quotes."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lockgate.runtime.engines.postgres.catalog import Name
from lockgate.runtime.engines.postgres.connection import Connection
from lockgate.runtime.engines.postgres.reading import columns
from lockgate.runtime.names import quote

_BLOCK = 1 << 20


def fill(connection: Connection, table: Name, path: Path) -> None:
    """Copy a file's rows into a table."""
    copy = f"COPY {table} FROM STDIN (FORMAT csv)".encode()
    with path.open("rb") as rows, connection.cursor() as cursor, cursor.copy(copy) as into:
        while block := rows.read(_BLOCK):
            into.write(block)


def write(connection: Connection, table: Name, nested: Sequence[str], path: Path) -> int:
    """Copy a table's rows into a file, `nested` columns as json; gives their count."""
    inner = {column.casefold() for column in nested}
    listed = ", ".join(
        f"to_json({quote(column)})" if column.casefold() in inner else quote(column)
        for column, _, _ in columns(connection, f"SELECT * FROM {table}")
    )
    copy = f"COPY (SELECT {listed} FROM {table}) TO STDOUT (FORMAT csv, FORCE_QUOTE *)".encode()
    with path.open("wb") as file, connection.cursor() as cursor:
        with cursor.copy(copy) as rows:
            for block in rows:
                file.write(block)
        return cursor.rowcount
