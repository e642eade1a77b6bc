"""A session over one project: `Session("shop").check()`; what did not change is not computed again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.diagnostics import Diagnostic
from lockgate.diagnostics.fix import fix_until_stable
from lockgate.diagnostics.suggest import nearest
from lockgate.diagnostics.to_json import ordered
from lockgate.grammar import syntax
from lockgate.grammar.look_alikes import look_alikes
from lockgate.passes.policy.raising import raised
from lockgate.passes.resolve import resolve
from lockgate.passes.resolve.trust import Trust
from lockgate.session import environments, pipeline, reach
from lockgate.session.allowed import allowed_names, lowered
from lockgate.session.causes import root_causes
from lockgate.session.errors import UsageError
from lockgate.session.gates import unknown_environments
from lockgate.session.inputs import Inputs, read_inputs, submit
from lockgate.session.parsed import ParseCache
from lockgate.session.result import CheckResult, CompileResult, FixResult, FormatResult
from lockgate.source import SourceFile

if TYPE_CHECKING:
    from lockgate.lineage import Format
    from lockgate.runtime.events import OnEvent
    from lockgate.runtime.report import Report, Shown, TestReport

TREES = ParseCache()
"""Shared by all sessions of a process: trees are values."""


class Session:
    """One project, read anew at each question.

    `untrusted` are submissions to it, `params` the values of its params, `allow` the judgements (`fanout-join`) that
    are to be notes. Waivers are held against `run_date`, or today in UTC. Raises UsageError for a name that cannot be
    allowed.
    """

    def __init__(
        self,
        path: str | Path = ".",
        *,
        untrusted: Sequence[str | Path] = (),
        params: Mapping[str, str] | None = None,
        allow: Sequence[str] = (),
        run_date: date | None = None,
    ) -> None:
        self.path = Path(path)
        self.untrusted = tuple(Path(item) for item in untrusted)
        self.params = dict(params or {})
        self.allow = allowed_names(allow)
        self.run_date = run_date
        self._last: tuple[Inputs, date, CheckResult] | None = None

    def check(self) -> CheckResult:
        """Parse, resolve and infer everything. Raises NoProjectError where there is no project."""
        return self._checked(self.inputs())

    def inputs(self) -> Inputs:
        """The texts as they are now."""
        return read_inputs(self.path, self.untrusted)

    def _checked(self, inputs: Inputs, run_date: date | None = None) -> CheckResult:
        day = run_date or self._day()
        if self._last is None or self._last[:2] != (inputs, day):
            self._last = (inputs, day, check(inputs, self.params, self.allow, day))
        return self._last[2]

    def _day(self) -> date:
        return self.run_date or today()

    def compile(
        self, target: str = "sql", *, dialect: str = "duckdb", options: Mapping[str, str] | None = None
    ) -> CompileResult:
        """The files of a target. Raises UsageError for a target that is not there."""
        from lockgate.session.targets import emit

        return emit(self.check(), target, dialect, options or {})

    def format(self) -> FormatResult:
        """Every file in the one layout."""
        from lockgate.grammar.formatter import format_text

        inputs = self.inputs()
        changed: dict[str, str] = {}
        problems = list(inputs.diagnostics)
        unreadable = {item.span.file for item in problems}
        for source in inputs.texts():
            if source.path in unreadable:
                continue
            wrong = TREES.parse(source).diagnostics
            problems += wrong
            if any(item.name == "syntax-error" for item in wrong):
                continue
            text = format_text(source.text, source.path)
            if text != source.text:
                changed[source.path] = text
        return FormatResult(changed=changed, diagnostics=ordered(problems), sources=inputs.sources)

    def fix(self, *, unsafe: bool = False) -> FixResult:
        """Apply the safe fixes, or with `unsafe` those too that may change the meaning, until none is left."""
        inputs = self.inputs()

        def diagnose(sources: Mapping[str, SourceFile]) -> Sequence[Diagnostic]:
            return check(
                evolve(inputs, sources=dict(sources)), self.params, self.allow, self._day()
            ).diagnostics

        applied = fix_until_stable(inputs.sources, diagnose, unsafe=unsafe)
        after = {**inputs.sources, **{path: SourceFile(path, text) for path, text in applied.texts.items()}}
        left = check(evolve(inputs, sources=after), self.params, self.allow, self._day())
        return FixResult(changed=applied.texts, count=applied.count, left=left)

    def check_connected(self) -> CheckResult:
        """As `check`, and opens every source to compare what is declared with what lies there."""
        from lockgate.session.runs import connected

        inputs = self.inputs()
        return connected(self._checked(inputs), inputs.root)

    def run(
        self,
        *,
        env: str | None = None,
        engine: str | None = None,
        database: str | Path | None = None,
        select: str | None = None,
        run_date: date | None = None,
        full_refresh: bool = False,
        on_event: OnEvent | None = None,
    ) -> Report:
        """Build the selected models. A project with errors gives a report of them, and nothing is touched."""
        from lockgate.session.runs import run

        inputs = self.inputs()
        return run(
            self._checked(inputs, run_date),
            inputs.root,
            self.path,
            env=env,
            engine=engine,
            database=database,
            select=select,
            run_date=run_date,
            full_refresh=full_refresh,
            on_event=on_event,
        )

    def test(self) -> TestReport:
        """Run the `test` blocks on an empty database in memory."""
        from lockgate.session.runs import test

        return test(self.check())

    def lineage(self, target: str | None = None, format: Format = "text") -> str:
        """Where a column or a dataset comes from and goes; of the whole project with None.

        Raises UsageError for a target that is not there.
        """
        from lockgate.lineage import UnknownTargetError, render
        from lockgate.session.leaks import leaks

        program = self.check().program
        try:
            return render(program, target, format, leaks(program, self._day()))
        except UnknownTargetError as error:
            raise UsageError(str(error)) from None

    def show(
        self,
        model: str,
        *,
        limit: int = 20,
        env: str | None = None,
        engine: str | None = None,
        database: str | Path | None = None,
        run_date: date | None = None,
    ) -> Shown:
        """The first rows of a model."""
        from lockgate.session.runs import show

        inputs = self.inputs()
        checked = self._checked(inputs, run_date)
        return show(
            checked,
            inputs.root,
            self.path,
            model,
            limit=limit,
            env=env,
            engine=engine,
            database=database,
            run_date=run_date,
        )


def today() -> date:
    """The day in UTC: the session is the innermost place that may look at a clock."""
    return datetime.now(UTC).date()


def check(
    inputs: Inputs,
    params: Mapping[str, str] | None = None,
    allow: frozenset[str] = frozenset(),
    day: date | None = None,
) -> CheckResult:
    """What is wrong with these texts, and the program that they make. Waivers are held against the day."""
    config, problems = inputs.settings()
    found = [*inputs.diagnostics, *problems]
    files = []
    lost: set[str] = set()
    for source in inputs.texts():
        parsed = TREES.parse(source)
        files.append(parsed.file)
        lost |= parsed.lost
        found += parsed.diagnostics
    found += look_alikes(inputs.texts())

    def trust(path: str) -> Trust:
        if path in inputs.submitted:
            return "submission"
        return "trusted" if config.trusts(path) else "project"

    _declared(files, params or {})
    resolution = resolve(
        files, name=config.name, params=params or {}, trusted=trust, elsewhere=environments.places(config)
    )
    found += resolution.diagnostics
    found += reach.outside(resolution.program, inputs)
    found += environments.unknown_sources(config, resolution.program, inputs.sources)
    found += unknown_environments(config, resolution.program)
    found += pipeline.reported(resolution.program, day)
    found = root_causes(found, inputs.sources, lost)
    # Last, because no `--allow` takes back what a policy says.
    found = list(raised(resolution.program, lowered(found, allow), day))
    return CheckResult(
        diagnostics=ordered(found),
        program=resolution.program,
        sources=inputs.sources,
        config=config,
    )


def _declared(files: Sequence[syntax.File], params: Mapping[str, str]) -> None:
    """Raises UsageError for the value of a param that no file declares."""
    names = [item.name.text for file in files for item in file.declarations if isinstance(item, syntax.Param)]
    known = {name.casefold() for name in names}
    for given in sorted(params):
        if given.casefold() not in known:
            near = nearest(given, names, 1)
            hint = f"; did you mean `{near[0]}`?" if near else ""
            raise UsageError(f"the project has no param `{given}`{hint}")


def check_text(
    text: str,
    project: str | Path | None = None,
    *,
    path: str = "spec.gate",
    trusted: bool = False,
    params: Mapping[str, str] | None = None,
    allow: Sequence[str] = (),
    run_date: date | None = None,
) -> CheckResult:
    """Check one text: as a project of its own, or as a submission to a project.

    A submission may not declare sources, functions, params, policies or waivers, unless `trusted`.
    Raises NoProjectError where `project` is none, UsageError for a name in `allow` that cannot be allowed.
    """
    names = allowed_names(allow)
    if project is None:
        return check(Inputs(Path(), {path: SourceFile(path, text)}), params, names, run_date or today())
    inputs, _ = submit(read_inputs(Path(project)), path, text, trusted=trusted)
    return check(inputs, params, names, run_date or today())
