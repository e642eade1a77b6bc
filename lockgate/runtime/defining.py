"""Puts sources into the database, their columns and types compared with what lies there before."""

from __future__ import annotations

from lockgate.runtime.checking import TYPES
from lockgate.runtime.client import EngineError, WorkerStopped
from lockgate.runtime.drift import Difference, drift
from lockgate.runtime.messages import friendly
from lockgate.runtime.names import quoted, split, staged
from lockgate.runtime.plan import LoadPlan, SourcePlan
from lockgate.runtime.report import CheckReport
from lockgate.runtime.supervisor import Engine

TRANSFER = {"csv": "FORMAT csv, HEADER false, FORCE_QUOTE *, NULLSTR ''", "parquet": "FORMAT parquet"}
"""How rows are written for another engine. In csv NULL is nothing at all, an empty string two quotes."""


def define_source(engine: Engine, source: SourcePlan) -> CheckReport | None:
    """Put the source into the database as a view of typed columns; gives the failing `types` check, if it fails."""
    if source.file.problem:
        return _failing(source.file.problem)
    try:
        if differences := _differences(engine, source):
            return _failing("; ".join(item.message for item in differences[:5]))
        schema, name = split(source.name)
        if source.load is not None:
            _load(engine, source, source.load)
            return None
        # A source that is a table of its own name needs no view, and must not become one.
        if not (source.file.format == "table" and quoted(source.file.location) == quoted(source.name)):
            engine.call("define", schema=schema, name=name, query=source.query)
        if source.file.format in ("csv", "json"):
            # Text becomes typed as it is read: every value is read once to see that it can.
            engine.call("measure", schema=schema, name=name)
    except EngineError as error:
        return _failing(friendly(error, hide_values=source.sensitive))
    except WorkerStopped as stop:
        return _failing(str(stop))
    return None


def _differences(engine: Engine, source: SourcePlan) -> list[Difference]:
    """What the declared columns say that the place does not bear out, as far as it can be seen without reading rows."""
    if not source.file.raw_query:
        return []
    reader = engine if source.file.reader == engine.place.engine else engine.files
    real = reader.call("describe", query=source.file.raw_query)
    return drift(source.columns, real, source.file.format, source.file.reader)


def _failing(message: str) -> CheckReport:
    return CheckReport(TYPES, "error", error=message)


def _load(engine: Engine, source: SourcePlan, load: LoadPlan) -> None:
    """Read the rows with DuckDB and give them to the engine, which copies them, or reads them where they then lie."""
    path = engine.exchange / f"{staged(source.name, 'rows')}.{load.form}"
    schema, name = split(source.name)
    try:
        engine.files.call("export", query=load.query, path=str(path), options=TRANSFER[load.form])
        engine.call(
            "load",
            schema=schema,
            name=name,
            columns=[list(column) for column in load.columns],
            path=str(path),
            query=source.query,
        )
    finally:
        if load.form == "csv":
            path.unlink(missing_ok=True)
