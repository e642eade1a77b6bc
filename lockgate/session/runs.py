"""Ask the runtime: this is where the clock, the environment and the database's place come in."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime
from fnmatch import fnmatchcase
from pathlib import Path

from attrs import evolve

from lockgate.codegen.base import Refused
from lockgate.diagnostics.suggest import nearest
from lockgate.diagnostics.to_json import ordered
from lockgate.ir.program import Program
from lockgate.project import Environment
from lockgate.runtime.events import OnEvent, silent
from lockgate.runtime.limits import Limits
from lockgate.runtime.names import TITLES
from lockgate.runtime.place import Place
from lockgate.runtime.report import Report, Shown, TestReport
from lockgate.session import environments
from lockgate.session.broken_keys import broken_keys
from lockgate.session.errors import UsageError
from lockgate.session.pipeline import optimised
from lockgate.session.places import place
from lockgate.session.result import CheckResult
from lockgate.session.targets import unsupported

ENGINES = ("duckdb", "postgres", "spark")


def run(
    checked: CheckResult,
    root: Path,
    path: Path,
    *,
    env: str | None,
    engine: str | None,
    database: str | Path | None,
    select: str | None,
    run_date: date | None,
    full_refresh: bool = False,
    on_event: OnEvent | None,
) -> Report:
    """Build the selected models, unless the project has errors."""
    from lockgate import runtime

    where, chosen = _where(checked, env, engine)
    if not checked.ok:
        return Report("", chosen, diagnostics=checked.diagnostics)
    _selectors(checked.program, select)
    there = _place(checked, where, chosen, root, path, database)
    now = datetime.now(UTC)
    try:
        report = runtime.run(
            environments.placed(optimised(checked.program), where),
            root=root,
            place=there,
            select=None if select is None else [select],
            run_date=run_date or now.date(),
            run_started_at=now,
            limits=_limits(checked),
            on_event=on_event or silent,
            full_refresh=full_refresh,
        )
    except Refused as refused:
        return Report(
            "", chosen, diagnostics=ordered((*checked.diagnostics, *unsupported(refused, TITLES[chosen])))
        )
    broken = tuple(broken_keys(report, checked.program))
    places = {item.span for item in broken}
    before = (item for item in checked.diagnostics if item.name != "key-not-proven" or item.span not in places)
    return evolve(report, diagnostics=ordered((*before, *report.diagnostics, *broken)))


def test(checked: CheckResult) -> TestReport:
    """The `test` blocks, unless the project has errors."""
    from lockgate import runtime

    if not checked.ok:
        return TestReport(diagnostics=checked.diagnostics)
    report = runtime.unit_tests(checked.program)
    return evolve(report, diagnostics=ordered((*checked.diagnostics, *report.diagnostics)))


def show(
    checked: CheckResult,
    root: Path,
    path: Path,
    model: str,
    *,
    limit: int,
    env: str | None,
    engine: str | None,
    database: str | Path | None,
    run_date: date | None,
) -> Shown:
    """The first rows of a model as it is now: computed from the sources and from what was built."""
    from lockgate import runtime

    where, chosen = _where(checked, env, engine)
    name = _model(checked.program, model)
    there = _place(checked, where, chosen, root, path, database)
    now = datetime.now(UTC)
    try:
        return runtime.show(
            environments.placed(checked.program, where),
            name,
            limit=limit,
            root=root,
            place=there,
            run_date=run_date or now.date(),
            run_started_at=now,
            limits=_limits(checked),
        )
    except Refused as refused:
        return Shown(name, error="; ".join(item.message for item in unsupported(refused, TITLES[chosen])))


def connected(checked: CheckResult, root: Path) -> CheckResult:
    """The check with what differs between declared sources and what lies there."""
    from lockgate.runtime import files

    where, _ = _where(checked, None, None)
    found = files.connected(environments.placed(checked.program, where), root=root, limits=_limits(checked))
    return evolve(checked, diagnostics=ordered((*checked.diagnostics, *found)))


def _where(checked: CheckResult, env: str | None, engine: str | None) -> tuple[Environment, str]:
    """The environment, and the engine that was asked for, else its own."""
    where = environments.environment(checked.config, env)
    chosen = engine or where.engine
    if chosen not in ENGINES:
        raise UsageError(f"there is no engine `{chosen}`; there are {', '.join(ENGINES)}")
    return where, chosen


def _place(
    checked: CheckResult,
    where: Environment,
    engine: str,
    root: Path,
    path: Path,
    database: str | Path | None,
) -> Place:
    return place(checked.config, where, engine, root=root, path=path, database=database, variables=os.environ)


def _selectors(program: Program, select: str | None) -> None:
    """Raises UsageError for a selector that matches no model."""
    names = [model.name for model in program.models]
    for selector in (part.strip() for part in (select or "").split(",")):
        pattern = selector.removeprefix("+").removesuffix("+").casefold()
        if selector and not any(fnmatchcase(name.casefold(), pattern) for name in names):
            near = nearest(pattern, names, 1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            raise UsageError(f"`{selector}` selects no model{hint}")


def _limits(checked: CheckResult) -> Limits:
    given = checked.config.limits
    limits = Limits()
    return evolve(
        limits,
        memory_mib=given.memory or limits.memory_mib,
        cpu_seconds=given.cpu or limits.cpu_seconds,
        step_seconds=float(given.wall or limits.step_seconds),
    )


def _model(program: Program, name: str) -> str:
    found = {model.name.casefold(): model.name for model in program.models}
    if name.casefold() in found:
        return found[name.casefold()]
    near = nearest(name, found.values(), 1)
    hint = f"; did you mean `{near[0]}`?" if near else ""
    raise UsageError(f"there is no model `{name}`{hint}")
