"""Runs relations on ZetaSQL, Google's own analyser and evaluator of BigQuery's SQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from zetasql.core.exceptions import StatusCode

from lockgate.codegen.sql.dialect import Dialect
from tests.engines.runners import Broken, EngineFailure, Row, Tables, given
from tests.engines.zetasql import Crashed, Database, Error


class ZetaSQL:
    """A catalog of small tables."""

    name = "bigquery"

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self.database = Database()

    def load(self, tables: Tables) -> None:
        self.database = Database({name: (schema, given(rows)) for name, (schema, rows) in tables.items()})

    def execute(self, text: str) -> list[Row]:
        try:
            return self.database.run(text).rows
        except Crashed as problem:
            raise Broken(f"{problem}\n{text}") from problem
        except Error as problem:
            if problem.code == StatusCode.OUT_OF_RANGE:
                raise EngineFailure(str(problem)) from problem
            raise Broken(f"{problem}\n{text}") from problem


@contextmanager
def running(dialect: Dialect) -> Iterator[ZetaSQL]:
    """A new catalog."""
    yield ZetaSQL(dialect)
