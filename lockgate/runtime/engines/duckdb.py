"""DuckDB in the child process: one locked-down connection, with transactions that hold tables and views alike."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

from lockgate.runtime.bags import difference
from lockgate.runtime.encode import encode
from lockgate.runtime.engines import samples
from lockgate.runtime.engines.duckdb_tables import MAIN, Tables
from lockgate.runtime.engines.lockdown import connect
from lockgate.runtime.engines.protocol import Refused
from lockgate.runtime.names import PRIVATE_SCHEMA, literal, quote

MAX_TEST_ROWS = 100_000

_RUNS = f"""CREATE TABLE IF NOT EXISTS {quote(PRIVATE_SCHEMA)}.runs (
  run_id VARCHAR, started_at VARCHAR, run_date VARCHAR, seconds DOUBLE, ok BOOLEAN, models VARCHAR)"""


class DuckDB(Tables):
    """One locked-down connection. It also reads and writes files for engines that cannot."""

    def __init__(self) -> None:
        self.connection: duckdb.DuckDBPyConnection | None = None

    def open(self, settings: Mapping[str, Any]) -> None:
        """Connect and shut in; from here on only the named folders can be reached."""
        self.connection = connect(
            settings["database"],
            read_only=settings["read_only"],
            directories=settings["directories"],
            paths=settings["paths"],
            temp=settings["temp"],
            memory_mib=settings["memory_mib"],
            threads=settings["threads"],
            temp_mib=settings["temp_mib"],
        )

    def explain(self, error: Exception) -> tuple[str, str] | None:
        """DuckDB's own errors."""
        return (type(error).__name__, str(error)) if isinstance(error, duckdb.Error) else None

    def _run(self, sql: str, parameters: Sequence[object] = ()) -> duckdb.DuckDBPyConnection:
        if self.connection is None:
            raise Refused("no database is open")
        return self.connection.execute(sql, list(parameters)) if parameters else self.connection.execute(sql)

    def _query(self, sql: str) -> str:
        """The text in brackets, if it is one SELECT statement."""
        statements = duckdb.extract_statements(sql)
        if len(statements) != 1 or statements[0].type != duckdb.StatementType.SELECT:
            raise Refused("only a single SELECT statement may run here")
        return f"(\n{sql.rstrip().rstrip(';')}\n)"

    def describe(self, query: str) -> list[list[str]]:
        """Names and types of a query's columns."""
        self._query(query)
        return [[str(row[0]), str(row[1])] for row in self._run(f"DESCRIBE {query}").fetchall()]

    def begin(self, *, steady: bool = False) -> None:
        """A transaction, which always sees one state of the database."""
        self._run("BEGIN TRANSACTION")

    def commit(self) -> None:
        self._run("COMMIT")

    def rollback(self) -> None:
        self._run("ROLLBACK")

    def present(self, names: Sequence[Sequence[str]]) -> list[list[str]]:
        """Of these datasets, those that are there; names differ by more than case."""
        there = {_folded(schema, name): kind for schema, name, kind in self._everything()}
        return [
            [schema, name, there[key]] for schema, name in names if (key := _folded(schema, name)) in there
        ]

    def _everything(self) -> list[list[str]]:
        found = self._run(
            "SELECT schema_name, table_name, 'table' FROM duckdb_tables()"
            " WHERE database_name = current_database() AND NOT internal UNION ALL"
            " SELECT schema_name, view_name, 'view' FROM duckdb_views()"
            " WHERE database_name = current_database() AND NOT internal ORDER BY ALL"
        )
        return [[str(item) for item in row] for row in found.fetchall()]

    def _kind(self, schema: str, name: str) -> str | None:
        found = self.present([(schema, name)])
        return found[0][2] if found else None

    def define(self, schema: str, name: str, query: str) -> None:
        """A view for a source. A table of that name holds somebody's rows and is never dropped."""
        body = self._query(query)
        if self._kind(schema, name) == "table":
            raise Refused("the database already has a table of this name, which a source must not replace")
        self._run(f"CREATE SCHEMA IF NOT EXISTS {quote(schema or MAIN)}")
        self._run(f"CREATE OR REPLACE VIEW {_dataset(schema, name)} AS {body}")

    def publish(self, schema: str, name: str, kind: str, query: str) -> None:
        """Put a table or view in the place of what bore the name; to be called inside a transaction."""
        body = self._query(query)
        target = _dataset(schema, name)
        self._run(f"CREATE SCHEMA IF NOT EXISTS {quote(schema or MAIN)}")
        there = self._kind(schema, name)
        if there is not None:
            self._run(f"DROP {there.upper()} {target}")
        self._run(f"CREATE {'VIEW' if kind == 'view' else 'TABLE'} {target} AS {body}")

    def measure(self, schema: str, name: str) -> int:
        """How many rows a dataset has, every value of every column computed."""
        found = self._run(f"SELECT count(*), bit_xor(hash(r)) FROM {_dataset(schema, name)} AS r").fetchone()
        return int(found[0]) if found else 0

    def check(self, query: str, masked: Sequence[str], sample: int) -> dict[str, Any]:
        """How many rows break a promise, and the first few in the order of their values."""
        body = self._query(query)
        found = self._run(f"SELECT count(*) FROM {body} AS r").fetchone()
        count = int(found[0]) if found else 0
        if not count:
            return {"rows": 0, "sample": []}
        result = self._run(f"SELECT * FROM {body} AS r ORDER BY ALL LIMIT {int(sample)}")
        names = [str(column[0]) for column in result.description or ()]
        return {"rows": count, "sample": samples.sample(names, result.fetchall(), masked)}

    def rows(self, query: str, limit: int) -> dict[str, Any]:
        """The first rows of a query as they come."""
        result = self._run(f"SELECT * FROM {self._query(query)} AS r LIMIT {int(limit)}")
        return samples.table([str(column[0]) for column in result.description or ()], result.fetchall())

    def export(self, query: str, path: str, options: str) -> int:
        """Write a query's rows into a new file. `options` are words that `exports` put together."""
        result = self._run(f"COPY {self._query(query)} TO {literal(path)} ({options})").fetchone()
        return int(result[0]) if result else 0

    def compare(self, actual: str, expected: str) -> dict[str, Any]:
        """The rows of `expected` that are missing from `actual` and those of `actual` that are too many."""
        got = self._run(f"SELECT * FROM {self._query(actual)} AS r LIMIT {MAX_TEST_ROWS + 1}")
        names = [str(column[0]) for column in got.description or ()]
        actual_rows = got.fetchall()
        if len(actual_rows) > MAX_TEST_ROWS:
            raise Refused(f"the model gives more than {MAX_TEST_ROWS:,} rows in this test")
        expected_rows = self._run(f"SELECT * FROM {self._query(expected)} AS r").fetchall()
        missing, unexpected = difference(expected_rows, actual_rows)
        return {
            key: [dict(zip(names, map(encode, row), strict=True)) for row in found]
            for key, found in (("missing", missing), ("unexpected", unexpected))
        }

    def profile(self, query: str) -> list[dict[str, Any]]:
        """For each column of a query: name, type, NULLs, and whether all its values differ."""
        body = self._query(query)
        columns = self.describe(query)
        parts = [f"count({quote(name)}), count(DISTINCT {quote(name)})" for name, _ in columns]
        found = self._run(f"SELECT count(*), {', '.join(parts)} FROM {body} AS r").fetchone() or ()
        total = int(found[0]) if found else 0
        return [
            {
                "name": name,
                "type": kind,
                "nulls": total - int(found[1 + 2 * at]),
                "unique": total > 0 and int(found[2 + 2 * at]) == total,
            }
            for at, (name, kind) in enumerate(columns)
        ]

    def record(self, run: dict[str, Any]) -> None:
        """Keep what a run did in the private schema."""
        self._run(f"CREATE SCHEMA IF NOT EXISTS {quote(PRIVATE_SCHEMA)}")
        self._run(_RUNS)
        self._run(
            f"INSERT INTO {quote(PRIVATE_SCHEMA)}.runs"
            " (run_id, started_at, run_date, seconds, ok, models) VALUES (?, ?, ?, ?, ?, ?)",
            [
                run["run_id"],
                run["started_at"],
                run["run_date"],
                run["seconds"],
                run["ok"],
                json.dumps(run["models"]),
            ],
        )

    def close(self) -> None:
        if self.connection is not None:
            self.connection.close()
            self.connection = None


def _folded(schema: str, name: str) -> tuple[str, str]:
    return (schema or MAIN).casefold(), name.casefold()


def _dataset(schema: str, name: str) -> str:
    return f"{quote(schema or MAIN)}.{quote(name)}"
