"""PostgreSQL in the child process: what is built is staged in the private schema and moved when it is committed."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import psycopg
from psycopg.pq import TransactionStatus

from lockgate.runtime.engines.postgres import catalog, keeping, reading
from lockgate.runtime.engines.postgres.catalog import Name, named
from lockgate.runtime.engines.postgres.connection import Connection, connect, secrets
from lockgate.runtime.engines.postgres.publishing import put, refuse_others
from lockgate.runtime.engines.postgres.transfer import fill, write
from lockgate.runtime.engines.protocol import Refused
from lockgate.runtime.engines.samples import MASK
from lockgate.runtime.names import PRIVATE_SCHEMA, quote, staged

_RAISED = re.compile(r'invalid input syntax for type [\w ]+: "(not a (?:value of type .+|.+ in the format))"')
"""A query has no other way to raise an error of its own than to read its words as a number."""
_RUNS = f"""CREATE TABLE IF NOT EXISTS {quote(PRIVATE_SCHEMA)}.runs (
  run_id text, started_at text, run_date text, seconds double precision, ok boolean, models text)"""


class Postgres:
    """One connection, made again when it was lost between two transactions."""

    def __init__(self) -> None:
        self._settings: Mapping[str, Any] = {}
        self._connection: Connection | None = None
        self._secrets: list[str] = []
        self._pending: list[tuple[Name, Name, str]] = []
        """What the transaction has staged: staged name, target, kind."""
        self._shown: list[Name] = []
        """Views in the private schema of tables that it has changed in place, where checks look for what is staged."""
        self._remembered: list[tuple[Name, str]] = []
        self._inside = False

    def open(self, settings: Mapping[str, Any]) -> None:
        self._settings = settings
        self._secrets = secrets(settings)
        self._connection = connect(settings)

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()

    def explain(self, error: Exception) -> tuple[str, str] | None:
        """The server's first line, without the details, which hold values; no secret is in it."""
        if not isinstance(error, psycopg.Error):
            return None
        kind, said = type(error).__name__, (error.diag.message_primary or str(error)).strip()
        if found := _RAISED.fullmatch(said):
            said = found[1]
        if isinstance(error, psycopg.errors.OutOfMemory):
            kind = "OutOfMemoryException"
        if isinstance(error, psycopg.errors.QueryCanceled) and "timeout" in said:
            said = f"stopped: it took longer than the limit of {self._settings['step_seconds']:g} s"
        if error.diag.message_primary is None and isinstance(error, psycopg.OperationalError):
            said = said.splitlines()[0] if said else "the connection was lost"
        for secret in self._secrets:
            said = said.replace(secret, MASK)
        return kind, said

    # -- what the database holds

    def present(self, names: Sequence[Sequence[str]]) -> list[list[str]]:
        found = ((schema, name, catalog.find(self._open(), named(schema, name))) for schema, name in names)
        return [[schema, name, there.kind] for schema, name, there in found if there is not None]

    def describe(self, query: str) -> list[list[str]]:
        return reading.describe(self._open(), query)

    # -- building

    def define(self, schema: str, name: str, query: str) -> None:
        body, target = reading.one_query(self._open(), query), named(schema, name)
        made = self._staged(target)
        with self._open().transaction():
            there = catalog.find(self._open(), target)
            if there is not None and there.kind != "view":
                raise Refused(
                    f"the database already has a {there.kind} of this name, which a source must not replace"
                )
            refuse_others(there)
            self._make(made, "view", body, f"the source or model {schema}.{name}")
            put(self._open(), made, target, "view")

    def load(self, schema: str, name: str, columns: Sequence[Sequence[str]], path: str, query: str) -> int:
        """Rows of a csv file, in a table of the private schema; `query` over it is the source's view."""
        connection, table = self._open(), Name(PRIVATE_SCHEMA, staged(f"{schema}.{name}", "rows"))
        made = self._staged(table)
        with connection.transaction():
            catalog.ensure_schema(connection, PRIVATE_SCHEMA)
            self._drop_staged(made)
            listed = ", ".join(f"{quote(column)} {kind}" for column, kind in columns)
            self._run(f"CREATE TABLE {made} ({listed})")
            catalog.mark(connection, made, "table", f"the rows of {schema}.{name}")
            fill(connection, made, Path(path))
            self._run(f"ANALYZE {made}")
            put(connection, made, table, "table")
            self.define(schema, name, query)
        return reading.count(connection, str(table))

    def begin(self, *, steady: bool = False) -> None:
        self._pending, self._shown, self._remembered = [], [], []
        self._inside = False
        connection = self._open()
        if connection.info.transaction_status != TransactionStatus.IDLE:
            connection.rollback()
        connection.execute("BEGIN ISOLATION LEVEL REPEATABLE READ" if steady else "BEGIN")
        self._inside = True

    def publish(self, schema: str, name: str, kind: str, query: str) -> None:
        body, target = reading.one_query(self._open(), query), named(schema, name)
        made = self._staged(target)
        refuse_others(catalog.find(self._open(), target))
        self._make(made, kind, body, f"{schema}.{name}".lstrip("."))
        self._pending.append((made, target, kind))

    def commit(self) -> None:
        connection = self._open()
        for made, target, kind in self._pending:
            put(connection, made, target, kind)
        for view in self._shown:
            self._run(f"DROP VIEW {view}")
        for target, state in self._remembered:
            keeping.remember(connection, target, state)
        try:
            connection.execute("COMMIT")
        except psycopg.OperationalError as error:
            if not connection.closed:
                raise
            raise Refused(
                "the connection was lost while publishing: look whether it was, or run again"
            ) from error
        self._inside = False

    def rollback(self) -> None:
        self._inside = False
        self._pending, self._shown, self._remembered = [], [], []
        if self._connection is not None and not self._connection.closed:
            self._connection.rollback()

    # -- bringing up to date

    def values(self, query: str) -> list[str | None]:
        return keeping.values(self._open(), query)

    def fingerprint(self, query: str) -> str:
        return keeping.fingerprint(self._open(), query)

    def recall(self, table: Sequence[str]) -> str | None:
        return keeping.recall(self._open(), table)

    def remember(self, table: Sequence[str], state: str) -> None:
        """Kept when the transaction is committed: what is published then takes the table's place, or fills it."""
        self._remembered.append((named(*table), state))

    def stage(self, table: Sequence[str], query: str) -> None:
        self._make(keeping.private(table), "table", reading.one_query(self._open(), query), "")

    def unstage(self, table: Sequence[str]) -> None:
        self._drop_staged(keeping.private(table))

    def exchange(
        self, table: Sequence[str], keys: Sequence[str], on: Sequence[Sequence[str]], rows: Sequence[str]
    ) -> bool:
        target = self._changing(table)
        return keeping.exchange(self._open(), target, Name(*keys), on, Name(*rows))

    def history(
        self, table: Sequence[str], now: Sequence[str], key: Sequence[str], compared: Sequence[str], run: str
    ) -> dict[str, int]:
        return keeping.history(self._open(), self._changing(table), Name(*now), key, compared, run)

    def _changing(self, table: Sequence[str]) -> Name:
        """A table of lockgate's own that is changed in place; the checks of a model see it where it would be staged."""
        target = named(*table)
        found = catalog.find(self._open(), target)
        if found is None or found.kind != "table":
            raise Refused("there is no table to bring up to date")
        refuse_others(found)
        if target.schema != PRIVATE_SCHEMA:
            view = self._staged(target)
            self._make(view, "view", f"SELECT * FROM {target}", "")
            self._shown.append(view)
        return target

    # -- asking

    def measure(self, schema: str, name: str) -> int:
        target = named(schema, name)
        where = next((made for made, there, _ in self._pending if there == target), target)
        return reading.measure(self._open(), str(where))

    def check(self, query: str, masked: Sequence[str], sample: int) -> dict[str, Any]:
        return reading.check(self._open(), query, masked, sample)

    def rows(self, query: str, limit: int) -> dict[str, Any]:
        return reading.first(self._open(), query, limit)

    def dump(self, schema: str, name: str, nested: Sequence[str], path: str) -> int:
        """Write a dataset's rows as csv for DuckDB to read; `nested` columns as json."""
        return write(self._open(), named(schema, name), nested, Path(path))

    def record(self, run: dict[str, Any]) -> None:
        connection = self._open()
        with connection.transaction():
            catalog.ensure_schema(connection, PRIVATE_SCHEMA)
            self._run(_RUNS)
            connection.execute(
                f"INSERT INTO {quote(PRIVATE_SCHEMA)}.runs (run_id, started_at, run_date, seconds, ok, models)"
                " VALUES (%s, %s, %s, %s, %s, %s)".encode(),
                (
                    run["run_id"],
                    run["started_at"],
                    run["run_date"],
                    run["seconds"],
                    run["ok"],
                    json.dumps(run["models"]),
                ),
            )

    # -- below

    def _open(self) -> Connection:
        """The connection. One that was lost is made again, but never in the midst of a transaction."""
        if self._connection is None:
            raise Refused("no database is open")
        if self._connection.closed:
            if self._inside:
                raise Refused("the connection to the database was lost")
            self._connection = connect(self._settings)
        return self._connection

    def _run(self, sql: str) -> None:
        self._open().execute(sql.encode())

    def _staged(self, target: Name) -> Name:
        return Name(PRIVATE_SCHEMA, staged(f"{target.schema}.{target.name}"))

    def _make(self, made: Name, kind: str, body: str, what: str) -> None:
        catalog.ensure_schema(self._open(), PRIVATE_SCHEMA)
        self._drop_staged(made)
        self._run(f"CREATE {kind.upper()} {made} AS {body}")
        catalog.mark(self._open(), made, kind, what)
        if kind == "table":
            self._run(f"ANALYZE {made}")

    def _drop_staged(self, made: Name) -> None:
        there = catalog.find(self._open(), made)
        if there is not None:
            refuse_others(there)
            self._run(f"DROP {there.kind.upper()} {made}")
