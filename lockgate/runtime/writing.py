"""Writes the texts of a plan for one engine."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve, frozen

from lockgate.codegen.base import Options, Unsupported
from lockgate.codegen.sql import query_text, source_text
from lockgate.codegen.sql.dialects import load
from lockgate.codegen.sql.naming import bare
from lockgate.ir.program import Location, Source
from lockgate.ir.rel import Rel, Scan
from lockgate.ir.traverse import transform, walk
from lockgate.ir.types import Array, Struct, Type
from lockgate.runtime.names import PRIVATE_SCHEMA, full, quote, quoted, staged
from lockgate.runtime.plan import FilePlan, LoadPlan
from lockgate.source import Span

_FILES = ("parquet", "csv", "json")


@frozen
class Writer:
    """SQL for an engine. `problems` gathers what the engine cannot keep; the text is then empty."""

    engine: str
    options: Options
    problems: list[Unsupported]
    loads: bool = False
    """Files are read by DuckDB, which the engine gets the rows from."""

    def query(self, rel: Rel, span: Span | None, moved: Mapping[str, str] | None = None) -> str:
        """The query of a relation; `moved` says where datasets lie that are not where they are called."""
        try:
            return query_text(self._placed(rel, moved or {}), self.options)
        except Unsupported as problem:
            problem.span = problem.span or span
            self.problems.append(problem)
            return ""

    def staged(self, dataset: str) -> dict[str, str]:
        """Where a model lies while its checks run, by case-folded name; where it will be, on DuckDB."""
        if self.engine == "duckdb":
            return {}
        return {dataset.casefold(): f"{PRIVATE_SCHEMA}.{staged(full(dataset, self.engine))}"}

    def source(self, source: Source, file: FilePlan) -> tuple[str, LoadPlan | None]:
        """The query of a source's rows with the declared types, and how they are loaded if they have to be."""
        assert source.location is not None
        there = evolve(source, location=evolve(source.location, location=file.location))
        try:
            if source.location.format not in _FILES:
                there = evolve(source, location=Location("table", full(file.location, self.engine)))
            elif self._loads(file):
                rows = f"{PRIVATE_SCHEMA}.{staged(full(source.name, self.engine), 'rows')}"
                over = evolve(source, location=Location("table", rows))
                return source_text(over, self.options), self._load(there)
            return source_text(there, self.options), None
        except Unsupported as problem:
            problem.span = problem.span or source.span
            self.problems.append(problem)
            return "", None

    def _loads(self, file: FilePlan) -> bool:
        """DuckDB reads the file for the engine, which could not, or would read text in its own way."""
        return (
            self.loads
            and file.reader == "duckdb"
            and not (self.engine == "spark" and file.format == "parquet")
        )

    def _load(self, source: Source) -> LoadPlan:
        read = source_text(source, evolve(self.options, dialect="duckdb"))
        if self.engine == "spark":
            return LoadPlan(read, (), "parquet")
        shown = [f"{_as_text(quote(item.name), item.type)} AS {quote(item.name)}" for item in source.columns]
        kind = load(self.engine).type
        return LoadPlan(
            f"SELECT {', '.join(shown)} FROM (\n{read}\n) AS r",
            tuple((item.name, kind(item.type).sql(dialect=self.engine)) for item in source.columns),
        )

    def _placed(self, rel: Rel, moved: Mapping[str, str]) -> Rel:
        if self.engine == "duckdb":
            return rel

        def place(item: Rel) -> Rel:
            if not isinstance(item, Scan):
                return item
            there = moved.get(item.dataset.casefold()) or full(item.dataset, self.engine)
            return (
                item
                if there == item.dataset
                else evolve(item, dataset=there, hint=item.hint or bare(item.dataset))
            )

        return transform(rel, place)


def _as_text(column: str, kind: Type) -> str:
    """A column of DuckDB as PostgreSQL reads it: a struct as json, an array in braces with every element quoted."""
    if isinstance(kind, Struct):
        return f"to_json({column})"
    if not isinstance(kind, Array):
        return column
    text = "to_json(x)" if isinstance(kind.element, Struct) else "x"
    escaped = f"replace(replace(CAST({text} AS VARCHAR), '\\', '\\\\'), '\"', '\\\"')"
    item = f"CASE WHEN x IS NULL THEN 'NULL' ELSE '\"' || {escaped} || '\"' END"
    items = f"coalesce(array_to_string(list_transform({column}, lambda x: {item}), ','), '')"
    return f"CASE WHEN {column} IS NOT NULL THEN '{{' || {items} || '}}' END"


def datasets(rel: Rel) -> tuple[str, ...]:
    """The datasets that a relation scans, each once, in the order of a walk."""
    return tuple(dict.fromkeys(item.dataset for item in walk(rel) if isinstance(item, Scan)))


def whole(dataset: str, engine: str) -> str:
    """The query of all of a dataset's rows."""
    return f"SELECT * FROM {quoted(full(dataset, engine), engine)}"
