"""What a run does, as plain data: SQL text in dependency order, with nothing left to decide.

A dataset's query is the text of exactly one SELECT statement; the engine's side refuses any other.
"""

from __future__ import annotations

from pathlib import Path

from attrs import frozen

from lockgate.ir.types import Type
from lockgate.runtime.incremental.plans import RefreshPlan, SnapshotPlan
from lockgate.source import Span


@frozen(slots=True)
class ColumnPlan:
    """A column as it is declared or inferred."""

    name: str
    type: Type
    nullable: bool = True
    span: Span | None = None


@frozen(slots=True)
class CheckPlan:
    """A promise as the query of the rows that break it."""

    name: str
    kind: str
    query: str
    severity: str = "error"
    masked: tuple[str, ...] = ()
    """Columns of the query whose values no report may show."""
    reads: tuple[str, ...] = ()
    """The datasets that the query scans."""


@frozen(slots=True)
class FilePlan:
    """Where a source's rows lie: an absolute path or glob, or the name of a table in the database."""

    format: str
    location: str
    raw_query: str
    """The rows as they lie there, with the types that the engine sees."""
    problem: str = ""
    """Why the place may not be read."""
    reader: str = "duckdb"
    """The engine that `raw_query` is for."""


@frozen(slots=True)
class LoadPlan:
    """How the rows of a file get into an engine that cannot read it: DuckDB reads them, the engine copies them."""

    query: str
    """DuckDB's query of the rows with the declared types; nested values as json text."""
    columns: tuple[tuple[str, str], ...]
    """Names of the table's columns, and their types as the engine calls them."""
    form: str = "csv"
    """What the rows go through: csv or parquet."""


@frozen(slots=True)
class SourcePlan:
    """A declared dataset that exists outside; in the database it is a view of typed columns."""

    name: str
    query: str
    columns: tuple[ColumnPlan, ...]
    file: FilePlan
    checks: tuple[CheckPlan, ...] = ()
    sensitive: bool = False
    """Some column is labelled: messages show no values."""
    load: LoadPlan | None = None
    """None for an engine that reads the file itself; then `query` is over the table that was loaded."""
    span: Span | None = None


@frozen(slots=True)
class ModelPlan:
    """A dataset to build."""

    name: str
    query: str
    kind: str
    """`view` or `table`."""
    depends_on: tuple[str, ...] = ()
    checks: tuple[CheckPlan, ...] = ()
    columns: tuple[ColumnPlan, ...] = ()
    sensitive: bool = False
    problem: str = ""
    """Why it cannot be built."""
    kept: RefreshPlan | SnapshotPlan | None = None
    """How its table is brought up to date, where it is not built whole on every run."""
    incremental: bool = False
    """Its table was to be brought up to date."""


@frozen(slots=True)
class ExportPlan:
    """A model written out: to a file below the project, or as a table of the database."""

    model: str
    format: str
    location: str
    query: str
    options: tuple[tuple[str, object], ...] = ()


@frozen(slots=True)
class Plan:
    """A whole project, sources and models each in an order in which they can be handled."""

    root: Path
    sources: tuple[SourcePlan, ...] = ()
    models: tuple[ModelPlan, ...] = ()
    exports: tuple[ExportPlan, ...] = ()
    engine: str = "duckdb"
    """What the texts are written for."""
    readable: tuple[Path, ...] = ()
    """Real folders outside the project where sources may lie."""
