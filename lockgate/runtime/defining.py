"""Puts sources into the database, their columns and types compared with what lies there before."""

from __future__ import annotations

from lockgate.runtime.checking import TYPES
from lockgate.runtime.client import EngineError, WorkerStopped
from lockgate.runtime.drift import drift
from lockgate.runtime.messages import friendly
from lockgate.runtime.names import quoted, split, staged
from lockgate.runtime.plan import LoadPlan, SourcePlan
from lockgate.runtime.report import CheckReport
from lockgate.runtime.supervisor import Engine

TRANSFER = "FORMAT csv, HEADER false, FORCE_QUOTE *, NULLSTR ''"
"""How rows are written for another engine: NULL is nothing at all, an empty string two quotes."""


def define_source(engine: Engine, source: SourcePlan) -> CheckReport | None:
    """Put the source into the database as a view of typed columns; gives the failing `types` check, if it fails."""
    if source.file.problem:
        return _failing(source.file.problem)
    try:
        reader = engine.files if source.load is not None else engine
        real = reader.call("describe", query=source.file.raw_query)
        differences = drift(source.columns, real, source.file.format, reader.place.engine)
        if differences:
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


def _failing(message: str) -> CheckReport:
    return CheckReport(TYPES, "error", error=message)


def _load(engine: Engine, source: SourcePlan, load: LoadPlan) -> None:
    """Read the rows with DuckDB and copy them into a table of the engine's."""
    path = engine.exchange / f"{staged(source.name, 'rows')}.csv"
    schema, name = split(source.name)
    try:
        engine.files.call("export", query=load.query, path=str(path), options=TRANSFER)
        engine.call(
            "load",
            schema=schema,
            name=name,
            columns=[list(column) for column in load.columns],
            path=str(path),
            query=source.query,
        )
    finally:
        path.unlink(missing_ok=True)
