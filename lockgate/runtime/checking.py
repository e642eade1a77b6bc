"""Runs checks, alone and as the promises of a source."""

from __future__ import annotations

import time

from lockgate.runtime.client import EngineError, WorkerStopped
from lockgate.runtime.messages import friendly
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
