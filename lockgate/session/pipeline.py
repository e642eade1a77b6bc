"""The passes between resolving and emitting: which there are, and what each makes of a program."""

from __future__ import annotations

import warnings
from datetime import date

from attrs import field, frozen

from lockgate import plugins
from lockgate.analysis.soundness import sound_part, unsound_part
from lockgate.diagnostics import Diagnostic
from lockgate.diagnostics.suggest import nearest
from lockgate.ir.program import Program
from lockgate.passes import manager
from lockgate.passes.compiler_pass import Kind, Pass
from lockgate.passes.pipeline import Pipeline, PipelineError, Step
from lockgate.passes.registry import FRONT, all_passes
from lockgate.passes.trace import Trace
from lockgate.session.errors import UsageError


class PluginWarning(UserWarning):
    """An optimising pass of a plugin broke its rules, and what it made was not taken."""


@frozen(slots=True)
class Between:
    """A program after some passes: its canonical text, and how the passes went."""

    pipeline: Pipeline
    text: str = field(repr=False)
    trace: Trace = field(repr=False)


REPORTING: tuple[Kind, ...] = ("lower", "check", "enforce")
CHANGING: tuple[Kind, ...] = ("lower", "enforce", "optimise")
"""What a program goes through on its way to a target: its checks have been reported before."""


def passes() -> tuple[Pass, ...]:
    """All passes, plugins' included."""
    plugins.load()
    return all_passes()


def reported(program: Program, day: date | None = None) -> tuple[Diagnostic, ...]:
    """What the passes that report say of the models without errors. Raises BrokenPass, which is a bug.

    `day` is what waivers are compared with; a pass that wants it has the option `run-date`.
    """
    plugins.load()
    found = manager.run(sound_part(program), _dated(Pipeline.default(REPORTING), day)).diagnostics
    return (*found, *_of_the_broken(program))


def _of_the_broken(program: Program) -> tuple[Diagnostic, ...]:
    """A value that cannot occur is one whatever else is wrong with the model."""
    if not any(model.broken for model in program.models):
        return ()
    return manager.run(unsound_part(program), Pipeline.parse("value-not-in-domain")).diagnostics


def _dated(pipeline: Pipeline, day: date | None) -> Pipeline:
    if day is None:
        return pipeline
    option = (("run_date", day.isoformat()),)
    return Pipeline(
        tuple(Step(step.item, option) if step.item.option("run-date") else step for step in pipeline.steps)
    )


def optimised(program: Program) -> Program:
    """The program after the default pipeline, checks left out. Raises BrokenPass, which is a bug."""
    plugins.load()
    result = manager.run(program, Pipeline.default(CHANGING))
    _warn(result.trace)
    return result.program


def between(program: Program, passes: str | None, after: str | None, timed: bool) -> Between:
    """Run a pipeline, up to and with the pass `after`. Raises UsageError for a pass that is not there."""
    from time import perf_counter

    from lockgate.ir.printer import program_text

    plugins.load()
    try:
        pipeline = Pipeline.default() if passes is None else Pipeline.parse(passes)
    except PipelineError as error:
        raise UsageError(f"--passes: {error}") from None
    if after is not None:
        pipeline = _until(pipeline, after)
    result = manager.run(program, pipeline, timer=perf_counter if timed else None)
    _warn(result.trace)
    return Between(pipeline, program_text(result.program), result.trace)


def _warn(trace: Trace) -> None:
    """Say which passes of plugins were left out because they broke a rule."""
    for entry in trace.entries:
        if entry.failure:
            warnings.warn(entry.failure, PluginWarning, stacklevel=3)


def _until(pipeline: Pipeline, after: str) -> Pipeline:
    if after == FRONT:
        return Pipeline()
    names = [step.item.name for step in pipeline.steps]
    if after not in names:
        near = nearest(after, [FRONT, *names], 1)
        hint = f"did you mean `{near[0]}`?" if near else f"there are: {', '.join([FRONT, *names])}"
        raise UsageError(f"the pass `{after}` does not run here; {hint}")
    last = len(names) - names[::-1].index(after)
    return Pipeline(pipeline.steps[:last])
