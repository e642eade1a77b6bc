"""Builds one model on the side, checks it there, and publishes it only when its promises hold.

Everything happens in one transaction: the new table is made under its own name, where the checks see
it, and nobody else does until the commit. A failing check, an error or a killed process rolls back,
and the old table stands as if nothing had happened.
"""

from __future__ import annotations

import contextlib
import time
from collections.abc import Sequence

from attrs import evolve, frozen

from lockgate.runtime.checking import check_one
from lockgate.runtime.client import EngineError, WorkerStopped
from lockgate.runtime.incremental.keeping import store
from lockgate.runtime.messages import friendly
from lockgate.runtime.names import PRIVATE_SCHEMA, split
from lockgate.runtime.plan import CheckPlan, ModelPlan
from lockgate.runtime.report import CheckReport, DatasetReport
from lockgate.runtime.supervisor import Engine

_MAX_REBUILDS = 3


@frozen(slots=True)
class _Attempt:
    rows: int
    checks: dict[int, CheckReport]
    broke: bool
    """A check ended in an error, which ended the transaction."""
    changed: bool = True
    """The table's rows are others than before."""


def build(engine: Engine, model: ModelPlan, *, full: bool = False) -> DatasetReport:
    """Build, check, publish; whatever goes wrong is in the report. With `full`, incremental models from all rows."""
    started = time.monotonic()
    report = _build(engine, model, full)
    return evolve(report, seconds=time.monotonic() - started)


def _build(engine: Engine, model: ModelPlan, full: bool) -> DatasetReport:
    if model.problem:
        return DatasetReport(model.name, "failed", error=model.problem)
    if split(model.name)[0].casefold() == PRIVATE_SCHEMA:
        return DatasetReport(model.name, "failed", error=f"the schema `{PRIVATE_SCHEMA}` is lockgate's own")
    known: dict[int, CheckReport] = {}
    rows: int | None = None
    changed = True
    for _ in range(_MAX_REBUILDS):
        try:
            attempt = _attempt(engine, model, known, full)
        except EngineError as error:
            return _failed(engine, model, known, rows, friendly(error, hide_values=model.sensitive))
        except WorkerStopped as stop:
            return _failed(engine, model, known, rows, str(stop))
        known, rows, changed = attempt.checks, attempt.rows, attempt.changed
        if not attempt.broke:
            break
    checks = _all(model.checks, known)
    failing = [check.name for check in checks if check.stops]
    if failing:
        return DatasetReport(model.name, "failed", rows=rows, checks=checks, error=_broken(failing))
    return DatasetReport(model.name, "built" if changed else "unchanged", rows=rows, checks=checks)


def _attempt(engine: Engine, model: ModelPlan, known: dict[int, CheckReport], full: bool) -> _Attempt:
    """One transaction. It is committed when every check that stops anything holds."""
    schema, name = split(model.name)
    checks = dict(known)
    if model.kept is None:
        engine.call("begin")
        engine.call("publish", schema=schema, name=name, kind=model.kind, query=model.query)
        changed = True
    else:
        engine.call("begin", steady=True)
        changed = store(engine, model, model.kept, full=full)
    rows: int = engine.call("measure", schema=schema, name=name)
    for at, check in enumerate(model.checks):
        if at in checks:
            continue
        checks[at] = check_one(engine, check, hide_values=model.sensitive)
        if checks[at].status == "error":
            _rollback(engine)
            return _Attempt(rows, checks, broke=True)
    if any(check.stops for check in checks.values()):
        _rollback(engine)
    else:
        engine.call("commit")
    return _Attempt(rows, checks, broke=False, changed=changed)


def _failed(
    engine: Engine, model: ModelPlan, known: dict[int, CheckReport], rows: int | None, error: str
) -> DatasetReport:
    _rollback(engine)
    checks = tuple(known[at] for at in sorted(known))
    return DatasetReport(model.name, "failed", rows=rows, checks=checks, error=error)


def _rollback(engine: Engine) -> None:
    # The process may be gone, and its transaction with it.
    with contextlib.suppress(EngineError, WorkerStopped):
        engine.call("rollback")


def _all(plans: Sequence[CheckPlan], known: dict[int, CheckReport]) -> tuple[CheckReport, ...]:
    missing = "not tried: other checks of the model could not be run"
    return tuple(
        known.get(at, CheckReport(plan.name, "error", error=missing, severity=plan.severity))
        for at, plan in enumerate(plans)
    )


def _broken(names: Sequence[str]) -> str:
    listed = ", ".join(f"`{name}`" for name in names[:5])
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return f"not published: {'check' if len(names) == 1 else 'checks'} {listed}{more} failed"
