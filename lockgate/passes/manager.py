"""Runs a pipeline over a program and holds each pass to the rules of its kind.

After a pass that changed something the verifier runs; what it finds, a rule broken or an exception is a
`BrokenPass`: a bug, never a user's mistake. There is no clock in here: the caller may pass one in.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import get_args

from attrs import frozen

from lockgate.diagnostics import Diagnostic
from lockgate.ir.program import Model, Program, Source
from lockgate.ir.rel import Rel
from lockgate.passes import guards
from lockgate.passes.broken import BrokenPass, Failure
from lockgate.passes.compiler_pass import Reported
from lockgate.passes.pipeline import Pipeline, Step
from lockgate.passes.relations import map_relations, relations
from lockgate.passes.trace import Entry, Trace

Timer = Callable[[], float]
_RELS: tuple[type, ...] = get_args(Rel)


@frozen(slots=True)
class Result:
    """The program after the last pass, what the passes reported, and how it went."""

    program: Program
    diagnostics: tuple[Diagnostic, ...]
    trace: Trace


def run(program: Program, pipeline: Pipeline, *, timer: Timer | None = None, strict: bool = False) -> Result:
    """Run the passes in order. Raises BrokenPass.

    `strict` also compares the whole text around each check pass, which finds one that changes nodes in place.
    The optimising passes of plugins may fail: their result is dropped, and the trace says so.
    """
    clock = timer if timer is not None else _no_clock
    entries: list[Entry] = []
    found: list[Diagnostic] = []
    for index, step in enumerate(pipeline.steps):
        start = clock()
        attempt = _attempt(program, step, strict)
        seconds = clock() - start
        failure = ""
        if attempt.problems:
            broken = _failure(attempt, program, step, Pipeline(pipeline.steps[: index + 1]))
            if step.item.origin == "lockgate" or step.item.kind != "optimise":
                raise BrokenPass(broken) from attempt.error
            failure = broken.report()
            attempt = _Attempt(program)
        entries.append(Entry(step, seconds, attempt.diagnostics, program, attempt.program, failure))
        found += attempt.diagnostics
        program = attempt.program
    return Result(program, tuple(found), Trace(tuple(entries)))


def _no_clock() -> float:
    return 0.0


@frozen(slots=True)
class _Attempt:
    """What a pass made of a program, and what was wrong with it, each with the dataset that it is about."""

    program: Program
    diagnostics: tuple[Diagnostic, ...] = ()
    problems: tuple[tuple[str, str], ...] = ()
    error: Exception | None = None


class _BadResult(Exception):
    """A pass returned something that its kind does not return."""


def _attempt(program: Program, step: Step, strict: bool) -> _Attempt:
    text = _text(program) if strict and step.item.kind == "check" else ""
    try:
        made, diagnostics = _apply(program, step)
    except _BadResult as error:
        return _Attempt(program, problems=(("", str(error)),))
    except Exception as error:
        return _Attempt(program, problems=(("", f"it raised {type(error).__name__}: {error}"),), error=error)
    if text and _text(program) != text:
        return _Attempt(program, problems=(("", "a check pass changed the program in place"),))
    if made is program:
        return _Attempt(program, diagnostics)
    try:
        problems = [("", item) for item in guards.unsound(program, made)]
        if step.item.kind == "optimise" and not problems:
            problems = list(guards.interface_changes(program, made))
    except Exception as error:
        what = f"what it made cannot be verified: {type(error).__name__}: {error}"
        return _Attempt(made, diagnostics, (("", what),), error)
    return _Attempt(made, diagnostics, tuple(problems))


def _apply(program: Program, step: Step) -> tuple[Program, tuple[Diagnostic, ...]]:
    found: list[Diagnostic] = []
    options = dict(step.options)
    item = step.item

    def call(subject: Program | Rel, wanted: tuple[type, ...]) -> Program | Rel:
        result = item.function(subject, **options)
        if isinstance(result, Reported) and item.kind in ("lower", "enforce"):
            found.extend(result.diagnostics)
            result = result.result
        problem = guards.result_problem(item.kind, wanted, result)
        if problem:
            raise _BadResult(problem)
        if item.kind == "check":
            found.extend(result)
            return subject
        made: Program | Rel = result
        return made

    if item.subject == "program":
        made = call(program, (Program,))
        assert isinstance(made, Program)
        return made, tuple(found)
    if item.kind == "check":
        for rel in relations(program):
            call(rel, _RELS)
        return program, tuple(found)
    return map_relations(program, lambda rel: call(rel, _RELS)), tuple(found)  # type: ignore[arg-type, return-value]


def _failure(attempt: _Attempt, before: Program, step: Step, pipeline: Pipeline) -> Failure:
    problems = tuple(problem for _, problem in attempt.problems)
    names = [name for name, _ in attempt.problems if name] or guards.changed(before, attempt.program)
    return Failure(step, pipeline, problems, _shown(before, names[:1]), _shown(attempt.program, names[:1]))


def _shown(program: Program, names: Sequence[str]) -> str:
    """The canonical text of some datasets; what a broken pass has made may not print."""
    from lockgate.ir.printer import declaration_text

    try:
        datasets: list[Source | Model] = [*program.sources, *program.models]
        return "\n".join(declaration_text(item) for item in datasets if item.name in names)
    except Exception as error:
        return f"(it does not print: {type(error).__name__}: {error})"


def _text(program: Program) -> str:
    from lockgate.ir.printer import program_text

    return program_text(program)
