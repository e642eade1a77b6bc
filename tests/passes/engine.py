"""Relations run on DuckDB: what rows they give, or that they raise an error."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Sequence
from typing import Any

import duckdb

from lockgate.codegen.base import Options
from lockgate.codegen.sql import query_text
from lockgate.ir.rel import Rel
from tests.passes.pipelines import TABLE, TABLES

FAILED = "an error at run time"
COLUMNS = ", ".join(f'"{item.name}" {str(item.type).replace("string", "varchar")}' for item in TABLE)

Row = tuple[Any, ...]
ROWS: Sequence[Row] = (
    (1, 1, 0, "a", datetime.date(2026, 1, 31), 0.0, "1.50", True),
    (2, 1, 0, "a", datetime.date(2026, 1, 31), 0.1, "1.50", False),
    (3, None, 2, "b", None, None, None, None),
    (3, None, 2, "b", None, None, None, None),
    (4, 3, -7, "", datetime.date(2024, 2, 29), 1.5, "-2.00", True),
    (5, 7, None, None, datetime.date(1999, 12, 31), -3.0, "99999999.99", None),
    (6, 0, 1, "12", datetime.date(2026, 3, 1), 1e300, "0.00", False),
    (7, -3, 3, "é", datetime.date(2026, 1, 31), 3.0, "1.50", True),
)
DATA: dict[str, dict[str, Sequence[Row]]] = {
    "full": {"t": ROWS, "u": ROWS[1:6]},
    "empty right": {"t": ROWS, "u": ()},
    "empty": {"t": (), "u": ()},
}


def connect(data: str) -> duckdb.DuckDBPyConnection:
    """A database with the tables of a data set."""
    connection = duckdb.connect()
    connection.execute("SET threads = 1; SET TimeZone = 'UTC'")
    for name in TABLES:
        connection.execute(f"CREATE TABLE {name} ({COLUMNS})")
        for row in DATA[data][name]:
            connection.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
    return connection


def answer(connection: duckdb.DuckDBPyConnection, rel: Rel, *, literal: bool = False) -> Counter[Row] | str:
    """The bag of rows, or FAILED where the query raises an error of its data.

    `literal` runs it as written. Otherwise the engine may leave out, together with the errors in it, what it sees
    that it does not need: a join's side, where a condition that is always false empties the other.
    """
    text = query_text(rel, Options())
    connection.execute(f"PRAGMA {'disable' if literal else 'enable'}_optimizer")
    try:
        return Counter(tuple(map(_plain, row)) for row in connection.execute(text).fetchall())
    except (duckdb.ConversionException, duckdb.OutOfRangeException, duckdb.InvalidInputException):
        return FAILED


def _plain(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value


def same_answer(connection: duckdb.DuckDBPyConnection, old: Rel, new: Rel, *, keeps_errors: bool) -> bool:
    """Whether both give the same rows; where the old one raises an error, the new one must only if `keeps_errors`.

    DuckDB may itself move what fails to rows that never reached it. Then only the literal run tells.
    """
    before = answer(connection, old, literal=True)
    if before == FAILED:
        return not keeps_errors or answer(connection, new, literal=True) == FAILED
    if answer(connection, new, literal=True) != before:
        return False
    return answer(connection, old) != before or answer(connection, new) == before
