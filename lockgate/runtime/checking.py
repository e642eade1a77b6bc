"""Runs checks, and the promises of a source: first its columns and types against the file, then its rows."""

from __future__ import annotations

import time

from lockgate.runtime.client import EngineError, WorkerStopped
from lockgate.runtime.drift import drift
from lockgate.runtime.messages import friendly
from lockgate.runtime.names import quoted, split
from lockgate.runtime.plan import CheckPlan, SourcePlan
from lockgate.runtime.report import CheckReport, CheckStatus, DatasetReport
from lockgate.runtime.supervisor import Engine

SAMPLE = 5
"""Failing rows that a report shows."""
TYPES = "types"
"""The name of the check that the declared columns are there with types that fit."""


def check_one(engine: Engine, check: CheckPlan, *, hide_values: bool) -> CheckReport:
    """One check; an error of the engine or a stopped process is its outcome."""
    try:
        found = engine.call("check", query=check.query, masked=list(check.masked), sample=SAMPLE)
    except EngineError as error:
        message = friendly(error, hide_values=hide_values)
        return CheckReport(check.name, "error", error=message, severity=check.severity)
    except WorkerStopped as stop:
        return CheckReport(check.name, "error", error=str(stop), severity=check.severity)
    if not found["rows"]:
        return CheckReport(check.name, "pass", severity=check.severity)
    status: CheckStatus = "warn" if check.severity == "warn" else "fail"
    sample = tuple(found["sample"])
    return CheckReport(check.name, status, found["rows"], sample, severity=check.severity, kind=check.kind)


def define_source(engine: Engine, source: SourcePlan) -> CheckReport | None:
    """Put the source into the database as a view of typed columns; gives the failing `types` check, if it fails."""

    def failing(message: str) -> CheckReport:
        return CheckReport(TYPES, "error", error=message)

    if source.file.problem:
        return failing(source.file.problem)
    try:
        real = engine.call("describe", query=source.file.raw_query)
        differences = drift(source.columns, real, source.file.format)
        if differences:
            return failing("; ".join(item.message for item in differences[:5]))
        # A source that is a table of its own name needs no view, and must not become one.
        schema, name = split(source.name)
        if not (source.file.format == "table" and quoted(source.file.location) == quoted(source.name)):
            engine.call("define", schema=schema, name=name, query=source.query)
        if source.file.format in ("csv", "json"):
            # Text becomes typed as it is read: every value is read once to see that it can.
            engine.call("measure", schema=schema, name=name)
    except EngineError as error:
        return failing(friendly(error, hide_values=source.sensitive))
    except WorkerStopped as stop:
        return failing(str(stop))
    return None


def check_source(engine: Engine, source: SourcePlan, defined: CheckReport | None) -> DatasetReport:
    """All promises of a source that was defined with that outcome."""
    started = time.monotonic()
    if defined is not None:
        return DatasetReport(source.name, "failed", checks=(defined,), error=defined.error)
    checks = [CheckReport(TYPES, "pass")]
    checks += [check_one(engine, check, hide_values=source.sensitive) for check in source.checks]
    broken = [check.name for check in checks if check.stops]
    listed = ", ".join(f"`{name}`" for name in broken[:5])
    return DatasetReport(
        source.name,
        "failed" if broken else "built",
        seconds=time.monotonic() - started,
        checks=tuple(checks),
        error=f"the data does not keep {listed}" if broken else None,
    )
