"""Values of PostgreSQL as Python's, so that a report shows them as it shows DuckDB's."""

from __future__ import annotations

from typing import Any

from psycopg import Connection, DataError
from psycopg.adapt import Buffer, Loader
from psycopg.types.datetime import DateLoader, IntervalLoader, TimestampLoader, TimestamptzLoader
from psycopg.types.string import TextLoader


def _text(data: Buffer) -> str:
    return bytes(data).decode("utf-8", "replace")


def _lenient(kind: Any) -> type[Loader]:
    """A loader that gives the text of what Python has no value for: years beyond 9999, `infinity`."""

    class Lenient(kind):  # type: ignore[misc]
        def load(self, data: Buffer) -> Any:
            try:
                return super().load(data)
            except (DataError, OverflowError, ValueError):
                return _text(data)

    return Lenient


def register(connection: Connection[Any]) -> None:
    """Set how this connection reads results: json as its text, as it is a text elsewhere; jsonb is a struct."""
    adapters = connection.adapters
    for name, kind in {
        "date": DateLoader,
        "timestamp": TimestampLoader,
        "timestamptz": TimestamptzLoader,
        "interval": IntervalLoader,
    }.items():
        adapters.register_loader(name, _lenient(kind))
    for name in ("json", "uuid"):
        adapters.register_loader(name, TextLoader)
