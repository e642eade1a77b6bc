"""Brings a dataset's rows to DuckDB, which writes them: a query that DuckDB can run, whatever the engine."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

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
    path = engine.exchange / f"{staged(export.model, 'out')}.csv"
    nested = [item.name for item in columns if isinstance(item.type, Array | Struct)]
    try:
        engine.call("dump", schema=schema, name=name, nested=nested, path=str(path))
        yield _typed(str(path), columns)
    finally:
        path.unlink(missing_ok=True)


def _typed(path: str, columns: Sequence[ColumnPlan]) -> str:
    """The rows of a csv file as every engine writes it for another, each column as its type."""
    from lockgate.codegen.sql.duckdb.types import type_text

    shown = []
    for item in columns:
        text = quote(item.name)
        if isinstance(item.type, Array | Struct):
            text = f"CAST({text} AS JSON)"
        shown.append(f"CAST({text} AS {type_text(item.type)}) AS {quote(item.name)}")
    names = ", ".join(literal(item.name) for item in columns)
    return (
        f"SELECT {', '.join(shown)} FROM read_csv({literal(path)}, header = false, all_varchar = true,"
        f" names = [{names}], delim = ',', quote = '\"', escape = '\"', nullstr = '', comment = '',"
        " allow_quoted_nulls = false, strict_mode = true)"
    )
