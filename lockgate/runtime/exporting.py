"""Carries out one export: a file below the project, or a table of the database."""

from __future__ import annotations

from attrs import evolve

from lockgate.runtime.client import EngineError, WorkerStopped
from lockgate.runtime.exports import BadOption, write_file
from lockgate.runtime.fetching import fetched
from lockgate.runtime.messages import friendly
from lockgate.runtime.names import PRIVATE_SCHEMA, quoted, split
from lockgate.runtime.paths import Outside
from lockgate.runtime.plan import ExportPlan, Plan
from lockgate.runtime.report import ExportReport
from lockgate.runtime.supervisor import Engine


def export_one(engine: Engine, plan: Plan, export: ExportPlan) -> ExportReport:
    """Write it whole or not at all."""
    report = ExportReport(export.model, export.format, export.location, "failed")
    try:
        rows = _table(engine, plan, export) if export.format == "table" else _file(engine, plan, export)
        return evolve(report, status="written", rows=rows)
    except (BadOption, Outside, WorkerStopped) as problem:
        return evolve(report, error=str(problem))
    except EngineError as error:
        return evolve(report, error=friendly(error, hide_values=True))
    except OSError as error:
        return evolve(report, error=f"`{export.location}` cannot be written: {error.strerror}")


def _file(engine: Engine, plan: Plan, export: ExportPlan) -> int:
    """DuckDB writes the file whatever the engine, so that it is the same file."""

    def write(path: str, options: str) -> int:
        with fetched(engine, plan, export) as query:
            return int(engine.files.call("export", query=query, path=path, options=options))

    return write_file(plan.root, export, write)


def _table(engine: Engine, plan: Plan, export: ExportPlan) -> int:
    """A table that is nobody else's."""
    schema, name = split(export.location)
    names = [item.name for item in plan.sources] + [item.name for item in plan.models]
    taken = {quoted(item).casefold() for item in names}
    if quoted(export.location).casefold() in taken or schema.casefold() == PRIVATE_SCHEMA:
        raise Outside(f"`{export.location}` is a dataset of the project already")
    engine.call("begin")
    try:
        engine.call("publish", schema=schema, name=name, kind="table", query=export.query)
        rows: int = engine.call("measure", schema=schema, name=name)
        engine.call("commit")
    except EngineError:
        engine.call("rollback")
        raise
    return rows
