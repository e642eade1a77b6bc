"""The engines of the suite, and the interpreter that says what is right, as things that answer a relation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from typing import Any, Protocol

from attrs import frozen

from lockgate.ir.rel import Rel
from tests.engines import runners
from tests.engines.runners import Row, Runner


class Answers(Protocol):
    """Something that gives rows of the interpreter's values."""

    def rows(self, rel: Rel) -> list[Row]:
        """The rows; raises EngineFailure, Broken, Unsupported, or what the interpreter raises."""
        ...


@frozen
class Engine:
    """An engine that runs."""

    name: str
    version: str
    runner: Runner

    def rows(self, rel: Rel) -> list[Row]:
        return runners.rows(self.runner, rel)


TITLES = {"duckdb": "DuckDB", "postgres": "PostgreSQL", "spark": "Spark", "bigquery": "BigQuery"}
"""The engines in the order of the page."""


def _served(runner: Runner) -> str:
    return str(runner.execute("SHOW server_version")[0][0]).split()[0]


_VERSIONS: dict[str, Callable[[Any], str]] = {
    "duckdb": lambda runner: f"DuckDB {version('duckdb')}",
    "postgres": lambda runner: f"PostgreSQL {_served(runner)}",
    "spark": lambda runner: f"Apache Spark {version('pyspark')} in ANSI mode",
    "bigquery": lambda runner: f"ZetaSQL (`zetasql` {version('zetasql')}) for BigQuery",
}


@contextmanager
def engine(name: str) -> Iterator[Engine]:
    """The engine of that name."""
    with runners.running(name) as runner:
        yield Engine(name, _VERSIONS[name](runner), runner)
