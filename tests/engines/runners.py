"""Engines as one thing that tests ask: tables in, the rows of a relation out, or a failure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from importlib import import_module
from typing import Any, Protocol

from lockgate.codegen.base import Options
from lockgate.codegen.sql import dialects
from lockgate.codegen.sql.depth import room
from lockgate.codegen.sql.dialect import Dialect
from lockgate.codegen.sql.printer import text_of
from lockgate.codegen.sql.relations import Builder
from lockgate.ir.rel import Rel
from lockgate.ir.types import Schema, Type
from tests.engines.values import normal
from tests.interpreter.values import Json

Row = tuple[Any, ...]
Tables = Mapping[str, tuple[Schema, Sequence[Row]]]
"""Datasets by name."""
RUNNERS = {
    "duckdb": "tests.engines.runs_duckdb:running",
    "postgres": "tests.engines.runs_postgres:running",
    "spark": "tests.engines.runs_spark:running",
    "bigquery": "tests.engines.runs_zetasql:running",
}


class EngineFailure(Exception):
    """The engine computed and stopped: a division by zero, a text that is no number."""


class Broken(Exception):
    """What was emitted is no query to the engine."""


class Runner(Protocol):
    """One engine that runs."""

    name: str
    dialect: Dialect
    """What its SQL is written in; tests of tests put a wrong one here."""

    def load(self, tables: Tables) -> None:
        """Make these tables, in place of those there were."""
        ...

    def execute(self, text: str) -> list[Row]:
        """The rows of a query as the engine gives them; raises EngineFailure or Broken."""
        ...


def rows(runner: Runner, rel: Rel) -> list[Row]:
    """The rows of a relation, in the interpreter's values; raises EngineFailure, Broken or Unsupported."""
    kinds = [item.type for item in rel.schema]
    return [
        tuple(normal(value, kind) for value, kind in zip(row, kinds, strict=True))
        for row in runner.execute(text_for(runner, rel))
    ]


def text_for(runner: Runner, rel: Rel) -> str:
    """The query that the runner's dialect writes."""
    dialect = runner.dialect
    with room():
        node = Builder(dialect, Options(dialect=dialect.name)).query(rel)
        return text_of(node, dialect.printer, dialect.name)


def type_text(dialect: Dialect, kind: Type) -> str:
    """A type as the engine names it."""
    return text_of(dialect.type(kind), dialect.printer, dialect.name, pretty=False)


def quoted(name: str) -> str:
    """A name in double quotes."""
    return '"' + name.replace('"', '""') + '"'


def table_name(dataset: str) -> str:
    """The quoted name of a dataset's table."""
    return ".".join(map(quoted, dataset.split(".")))


def schemas(tables: Tables) -> list[str]:
    """The schemas that the datasets lie in."""
    return sorted({name.partition(".")[0] for name in tables if "." in name})


def columns_text(dialect: Dialect, schema: Schema) -> str:
    """The columns of a table, as CREATE TABLE lists them."""
    parts = (
        f"{quoted(item.name)} {type_text(dialect, item.type)}{'' if item.nullable else ' NOT NULL'}"
        for item in schema
    )
    return ", ".join(parts)


@contextmanager
def running(name: str) -> Iterator[Runner]:
    """The engine of that name, started and in the end stopped."""
    module, _, attribute = RUNNERS[name].partition(":")
    manager: AbstractContextManager[Runner] = getattr(import_module(module), attribute)(dialects.load(name))
    with manager as made:
        yield made


def given(rows: Sequence[Row]) -> list[Row]:
    """Rows as drivers take them: json as its text."""
    return [tuple(value.text() if isinstance(value, Json) else value for value in row) for row in rows]
