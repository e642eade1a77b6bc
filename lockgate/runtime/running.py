"""Runs a plan: sources checked first, models built in order, each published only when its checks hold.

What depends on a failure is skipped and its old table stays; other branches go on.
"""

from __future__ import annotations

import datetime
import hashlib
import time
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.runtime import selection
from lockgate.runtime.building import build
from lockgate.runtime.checking import check_source
from lockgate.runtime.client import EngineError, WorkerStopped
from lockgate.runtime.defining import define_source
from lockgate.runtime.events import Event, OnEvent, silent
from lockgate.runtime.exporting import export_one
from lockgate.runtime.limits import Limits
from lockgate.runtime.messages import friendly
from lockgate.runtime.notes import notes
from lockgate.runtime.opening import CannotOpen, opened
from lockgate.runtime.order import in_order
from lockgate.runtime.place import Place
from lockgate.runtime.plan import ExportPlan, ModelPlan, Plan, SourcePlan
from lockgate.runtime.presence import present_models
from lockgate.runtime.report import CheckReport, DatasetReport, ExportReport, Report
from lockgate.runtime.supervisor import Engine

if TYPE_CHECKING:
    from lockgate.ir.program import Program


def run(
    program: Program,
    *,
    root: Path,
    place: Place,
    select: Sequence[str] | None,
    run_date: datetime.date,
    run_started_at: datetime.datetime,
    limits: Limits | None = None,
    on_event: OnEvent = silent,
    readable: Sequence[Path] = (),
    full_refresh: bool = False,
) -> Report:
    """Build the selected models of a program; with `full_refresh`, incremental ones from all rows.

    `readable` are folders outside `root` where sources may lie, as the project file says.
    """
    from lockgate.runtime.planner import make_plan

    return execute(
        make_plan(
            program,
            root=root,
            run_date=run_date,
            run_started_at=run_started_at,
            readable=readable,
            place=place,
        ),
        place=place,
        select=select,
        run_date=run_date,
        run_started_at=run_started_at,
        limits=limits or Limits(),
        on_event=on_event,
        full_refresh=full_refresh,
    )


def execute(
    plan: Plan,
    *,
    place: Place,
    select: Sequence[str] | None,
    run_date: datetime.date,
    run_started_at: datetime.datetime,
    limits: Limits,
    on_event: OnEvent = silent,
    full_refresh: bool = False,
) -> Report:
    """Carry a plan out. Everything that goes wrong is in the report."""
    started = time.monotonic()
    report = Report(str(uuid.uuid4()), place.engine, notes=notes(place, plan))
    try:
        chosen = selection.select(plan, select)
    except selection.NothingSelected as problem:
        return evolve(report, error=str(problem))
    try:
        with opened(place, limits, plan) as engine:
            report = _Run(plan, engine, chosen, on_event, full_refresh).report(report)
            _record(engine, plan, report, run_date, run_started_at, time.monotonic() - started)
    except EngineError as error:
        return _nothing_ran(plan, chosen, report, friendly(error))
    except (CannotOpen, WorkerStopped) as problem:
        return _nothing_ran(plan, chosen, report, str(problem))
    return report


class _Run:
    """The state of one run."""

    def __init__(
        self, plan: Plan, engine: Engine, chosen: frozenset[str], on_event: OnEvent, full_refresh: bool
    ) -> None:
        self.plan = plan
        self.full_refresh = full_refresh
        self.engine = engine
        self.on_event = on_event
        self.sources = {source.name.casefold(): source for source in plan.sources}
        self.models = {model.name.casefold(): model for model in plan.models}
        present = present_models(engine, plan)
        self.building = selection.with_missing(plan, chosen, present)
        self.checking = selection.reached(plan, self.building) & self.sources.keys()
        self.defined: dict[str, CheckReport | None] = {}
        self.failed: dict[str, str] = {}
        """What may not be built upon, by case-folded name, with the name to blame."""
        self.reports: dict[str, DatasetReport] = {}
        exports = [item for item in plan.exports if item.model.casefold() in self.building]
        self.exports: list[ExportPlan] = exports
        self.total = len(self.building) + len(self.checking) + len(exports)
        self.done = 0

    def report(self, empty: Report) -> Report:
        """Handle everything in order."""
        self._define_sources()
        for name in self._order():
            if name in self.sources:
                self._check(self.sources[name])
            else:
                self._build(self.models[name])
        exports = tuple(self._export(item) for item in self.exports)
        return evolve(
            empty,
            sources=tuple(self.reports[name] for name in sorted(self.checking)),
            models=tuple(
                self.reports[model.name.casefold()]
                for model in self.plan.models
                if model.name.casefold() in self.building
            ),
            exports=exports,
        )

    def _order(self) -> tuple[str, ...]:
        everything = self.building | self.checking
        needs: dict[str, list[str]] = {}
        wishes: dict[str, list[str]] = {}
        for name in everything:
            if name in self.models:
                needs[name] = [item.casefold() for item in self.models[name].depends_on]
            checks = self.models[name].checks if name in self.models else self.sources[name].checks
            wishes[name] = [item.casefold() for check in checks for item in check.reads]
        return in_order(everything, needs, wishes)

    def _define_sources(self) -> None:
        """Every source that is read by a model or by a check, before any check runs."""
        wanted = set(self.checking)
        for name in self.building:
            wanted.update(item.casefold() for check in self.models[name].checks for item in check.reads)
        for name in self.checking:
            wanted.update(item.casefold() for check in self.sources[name].checks for item in check.reads)
        for name in sorted(wanted & self.sources.keys()):
            self.defined[name] = define_source(self.engine, self.sources[name])

    def _check(self, source: SourcePlan) -> None:
        self._tell("source", source.name, "running")
        name = source.name.casefold()
        report = check_source(self.engine, source, self.defined[name])
        self._finish("source", name, report)

    def _build(self, model: ModelPlan) -> None:
        name = model.name.casefold()
        blamed = next(
            (self.failed[item.casefold()] for item in model.depends_on if item.casefold() in self.failed),
            None,
        )
        if blamed is not None:
            self.failed[name] = blamed
            self.reports[name] = DatasetReport(
                model.name, "skipped", error=f"not built because `{blamed}` failed"
            )
            self._ended("model", model.name, "skipped")
            return
        self._tell("model", model.name, "running")
        self._finish("model", name, build(self.engine, model, full=self.full_refresh))

    def _finish(self, kind: str, name: str, report: DatasetReport) -> None:
        self.reports[name] = report
        if report.status == "failed":
            self.failed[name] = report.name
        self._ended(kind, report.name, report.status)

    def _export(self, export: ExportPlan) -> ExportReport:
        if export.model.casefold() in self.failed:
            error = f"not written because `{self.failed[export.model.casefold()]}` failed"
            report = ExportReport(export.model, export.format, export.location, "skipped", error=error)
        else:
            self._tell("export", export.location, "running")
            report = export_one(self.engine, self.plan, export)
        self._ended("export", export.location, report.status)
        return report

    def _tell(self, kind: str, name: str, status: str) -> None:
        self.on_event(Event(kind, name, status, self.done, self.total))  # type: ignore[arg-type]

    def _ended(self, kind: str, name: str, status: str) -> None:
        self.done += 1
        self._tell(kind, name, status)


def _nothing_ran(plan: Plan, chosen: frozenset[str], report: Report, error: str) -> Report:
    models = tuple(
        DatasetReport(model.name, "skipped", error=error)
        for model in plan.models
        if model.name.casefold() in chosen
    )
    return evolve(report, models=models, error=error)


def _record(
    engine: Engine,
    plan: Plan,
    report: Report,
    run_date: datetime.date,
    run_started_at: datetime.datetime,
    seconds: float,
) -> None:
    """Keep what was built from which text beside the tables."""
    digests = {
        model.name: hashlib.sha256(model.query.encode("utf-8", "replace")).hexdigest()
        for model in plan.models
    }
    engine.call(
        "record",
        run={
            "run_id": report.run_id,
            "started_at": run_started_at.isoformat(),
            "run_date": run_date.isoformat(),
            "seconds": round(seconds, 3),
            "ok": report.ok,
            "models": [
                {"name": item.name, "status": item.status, "rows": item.rows, "query": digests[item.name]}
                for item in report.models
            ],
        },
    )
