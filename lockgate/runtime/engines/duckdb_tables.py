"""Keeping a table of DuckDB up to date: tables beside it, an exchange of rows, and what a table remembers."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING

from lockgate.runtime.engines.protocol import TOO_EARLY, Refused
from lockgate.runtime.names import PRIVATE_SCHEMA, literal, quote

if TYPE_CHECKING:
    import duckdb

MAIN = "main"
"""Where names of one part lie."""
MARK = "Built by lockgate"
Table = Sequence[str]
"""Schema and name."""


class Tables:
    """The requests of `protocol.Keeping`, for an engine that runs and reads SQL."""

    def _run(self, sql: str, parameters: Sequence[object] = ()) -> duckdb.DuckDBPyConnection:
        raise NotImplementedError

    def _query(self, sql: str) -> str:
        raise NotImplementedError

    def values(self, query: str) -> list[str | None]:
        """The first row of a query as texts."""
        row = self._run(
            f"SELECT CAST(COLUMNS(*) AS VARCHAR) FROM {self._query(query)} AS r LIMIT 1"
        ).fetchone()
        return [None if item is None else str(item) for item in row or ()]

    def fingerprint(self, query: str) -> str:
        """A text that differs where the rows do, in whatever order they come."""
        # By its columns, for a column may be called as the row is.
        row = "hash(*COLUMNS(*))"
        found = self._run(
            f"SELECT count(*), coalesce(sum(CAST({row} AS HUGEINT)), 0), coalesce(bit_xor({row}), 0)"
            f" FROM {self._query(query)}"
        ).fetchone()
        return " ".join(str(item) for item in found or ())

    def recall(self, table: Table) -> str | None:
        """What was last remembered with a table."""
        found = self._run(
            "SELECT comment FROM duckdb_tables() WHERE database_name = current_database()"
            " AND lower(schema_name) = lower(?) AND lower(table_name) = lower(?)",
            [table[0] or MAIN, table[1]],
        ).fetchone()
        mark, _, state = str(found[0] if found else "").partition("\n")
        return state if mark == MARK and state else None

    def remember(self, table: Table, state: str) -> None:
        """Keep a text with a table, in the transaction that is open."""
        text = literal(f"{MARK}\n{state}")
        self._run(f"COMMENT ON TABLE {dataset(table)} IS {text}")

    def stage(self, table: Table, query: str) -> None:
        """A table of the private schema with a query's rows."""
        body = self._query(query)
        _only_private(table)
        self._run(f"CREATE SCHEMA IF NOT EXISTS {quote(PRIVATE_SCHEMA)}")
        self._run(f"CREATE OR REPLACE TABLE {dataset(table)} AS {body}")

    def unstage(self, table: Table) -> None:
        """Take a table of the private schema away."""
        _only_private(table)
        self._run(f"DROP TABLE IF EXISTS {dataset(table)}")

    def exchange(self, table: Table, keys: Table, on: Sequence[Sequence[str]], rows: Table) -> bool:
        """Put `rows` in the place of the rows whose columns are among the keys; False where they are the same rows."""
        t, k = self._aliases(table, keys)
        matched = " AND ".join(f"{t}.{quote(a)} IS NOT DISTINCT FROM {k}.{quote(b)}" for a, b in on)
        touched = f"EXISTS (SELECT 1 FROM {dataset(keys)} AS {k} WHERE {matched})"
        before = f"SELECT * FROM {dataset(table)} AS {t} WHERE {touched}"
        after = f"SELECT * FROM {dataset(rows)}"
        found = self._run(
            f"SELECT count(*) FROM (({before} EXCEPT ALL {after}) UNION ALL ({after} EXCEPT ALL {before}))"
        ).fetchone()
        if found == (0,):
            return False
        self._run(f"DELETE FROM {dataset(table)} AS {t} WHERE {touched}")
        self._run(f"INSERT INTO {dataset(table)} BY NAME {after}")
        return True

    def _aliases(self, *tables: Table) -> list[str]:
        """A name for each table that no column of them has: what stands before a point may else be a column."""
        taken = {
            str(name).casefold()
            for table in tables
            for (name,) in self._run(f"SELECT column_name FROM (DESCRIBE {dataset(table)})").fetchall()
        }
        free = (name for at in itertools.count() if (name := f"t{at}") not in taken)
        return [next(free) for _ in tables]

    def history(
        self, table: Table, now: Table, key: Sequence[str], compared: Sequence[str], run: str
    ) -> dict[str, int]:
        """Close the current rows that `now` does not have so, from the instant on, and add those that it has anew."""
        target, rows = dataset(table), dataset(now)
        t, n = self._aliases(table, now)
        same = " AND ".join(
            [f"{t}.{quote(name)} = {n}.{quote(name)}" for name in key]
            + [f"{t}.{quote(name)} IS NOT DISTINCT FROM {n}.{quote(name)}" for name in compared]
        )
        gone = f"{t}.is_current AND NOT EXISTS (SELECT 1 FROM {rows} AS {n} WHERE {same})"
        new = f"NOT EXISTS (SELECT 1 FROM {target} AS {t} WHERE {t}.is_current AND {same})"
        found = self._run(
            f"SELECT (SELECT count(*) FROM {target} AS {t} WHERE {gone}),"
            f" (SELECT count(*) FROM {rows} AS {n} WHERE {new}),"
            f" (SELECT count(*) FROM {target} WHERE valid_from >= ?::TIMESTAMPTZ OR valid_to >= ?::TIMESTAMPTZ)",
            [run, run],
        ).fetchone() or (0, 0, 0)
        closed, opened, later = (int(item) for item in found)
        if not closed and not opened:
            return {"closed": 0, "opened": 0}
        if later:
            raise Refused(TOO_EARLY)
        self._run(
            f"UPDATE {target} AS {t} SET valid_to = ?::TIMESTAMPTZ, is_current = false WHERE {gone}", [run]
        )
        # What is still current now is as it was.
        self._run(f"INSERT INTO {target} BY NAME SELECT {n}.* FROM {rows} AS {n} WHERE {new}")
        return {"closed": closed, "opened": opened}


def dataset(table: Table) -> str:
    """A table as it stands in SQL."""
    return f"{quote(table[0] or MAIN)}.{quote(table[1])}"


def _only_private(table: Table) -> None:
    if table[0] != PRIVATE_SCHEMA:
        raise Refused(f"only tables of the schema `{PRIVATE_SCHEMA}` are made beside a model")
