"""Brings a dataset's rows to DuckDB, which writes them: a query that DuckDB can run, whatever the engine."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from lockgate.ir.types import Array, Struct
from lockgate.runtime.names import literal, quote, split, staged
from lockgate.runtime.plan import ColumnPlan, ExportPlan, ModelPlan, Plan, SourcePlan
from lockgate.runtime.supervisor import Engine


@contextmanager
def fetched(engine: Engine, plan: Plan, export: ExportPlan) -> Iterator[str]:
    """The query of an export's rows on `engine.files`, good within."""
    if engine.place.engine == "duckdb":
        yield export.query
        return
    schema, name = split(export.model)
    datasets: list[ModelPlan | SourcePlan] = [*plan.models, *plan.sources]
    columns = next((item.columns for item in datasets if item.name == export.model), ())
    path = engine.exchange / f"{staged(export.model, 'out')}"
    nested = [item.name for item in columns if _nested(item)]
    try:
        engine.call("dump", schema=schema, name=name, nested=nested, path=str(path))
        yield _typed(columns, _csv(path, columns) if engine.place.engine == "postgres" else _parquet(path))
    finally:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        path.unlink(missing_ok=True)


def _typed(columns: Sequence[ColumnPlan], reader: str) -> str:
    """The rows of the file, each column as its type."""
    from lockgate.codegen.sql.duckdb.types import type_text

    shown = [f"CAST({quote(item.name)} AS {type_text(item.type)}) AS {quote(item.name)}" for item in columns]
    return f"SELECT {', '.join(shown)} FROM {reader}"


def _csv(path: Path, columns: Sequence[ColumnPlan]) -> str:
    """A csv file as engines write it for one another; nested values stand in it as json."""
    pairs = (f"{literal(item.name)}: {literal('JSON' if _nested(item) else 'VARCHAR')}" for item in columns)
    return (
        f"read_csv({literal(str(path))}, header = false, auto_detect = false, columns = {{{', '.join(pairs)}}},"
        " delim = ',', quote = '\"', escape = '\"', nullstr = '', comment = '', allow_quoted_nulls = false,"
        " strict_mode = true)"
    )


def _parquet(path: Path) -> str:
    return f"read_parquet({literal(str(path))} || '/*.parquet')"


def _nested(item: ColumnPlan) -> bool:
    return isinstance(item.type, Array | Struct)
