"""Schedules that wait for models: on ones that no schedule builds, for each other, or for what they do themselves."""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.analysis.producers import Producers, producers
from lockgate.diagnostics import Cycle, Diagnostic, ImpossibleSchedule, Related
from lockgate.ir.program import Program, Schedule
from lockgate.passes.checks.words import listed
from lockgate.passes.compiler_pass import compiler_pass


@compiler_pass("schedules-start", kind="check")
def schedules_start(program: Program) -> Sequence[Diagnostic]:
    """Report schedules that nothing starts, and those that start themselves again."""
    waiting = [item for item in program.schedules if item.on and item.cron is None]
    if not waiting:
        return []
    known = producers(program)
    live = _live(program, known)
    found: list[Diagnostic] = []
    for schedule in waiting:
        if schedule.span is None:
            continue
        if schedule.name not in live:
            found.append(_never(schedule, known))
        elif (path := _again(schedule, waiting)) is not None:
            found.append(
                Cycle(
                    span=schedule.span,
                    message=f"the schedule starts itself again, without end: {' → '.join(path)}",
                    help="run other models than the one that it waits for",
                )
            )
    return found


def _starters(schedule: Schedule, known: Producers) -> list[str]:
    """Models whose update starts it; a view is updated when what it reads is."""
    names = [name.casefold() for name in schedule.on]
    return [*names, *(item for name in names if known.is_view(name) for item in known.reads(name))]


def _live(program: Program, known: Producers) -> set[str]:
    """Schedules that a clock starts, or the update of a source under a view, and those that such ones start."""
    live = {item.name for item in program.schedules if item.cron is not None or not item.on}
    for _ in program.schedules:
        for item in program.schedules:
            for name in _starters(item, known):
                if name in known.sources or any(maker.name in live for maker in known.runs.get(name, ())):
                    live.add(item.name)
    return live


def _never(schedule: Schedule, known: Producers) -> Diagnostic:
    assert schedule.span is not None
    makers = [maker for name in _starters(schedule, known) for maker in known.runs.get(name, ())]
    others = sorted({maker.name for maker in makers if maker.name != schedule.name})
    if makers:
        circle = (
            f"it and {listed(others)} wait for each other" if others else "only it runs what it waits for"
        )
        return ImpossibleSchedule(
            span=schedule.span,
            message=f"this schedule never fires: {circle}",
            help="start one of them by `cron`",
            related=tuple(Related(f"`{m.name}` is here", m.span) for m in makers if m.name != schedule.name)[
                :4
            ],
        )
    return ImpossibleSchedule(
        span=schedule.span,
        message=f"no schedule runs {listed(schedule.on)}, so this one fires only after a run by hand",
        help="let a schedule run what it waits for",
        level="note",
    )


def _again(schedule: Schedule, waiting: Sequence[Schedule]) -> list[str] | None:
    """The way from a schedule back to itself, through models that alone start the next one."""
    start = schedule.name
    ways: list[tuple[Schedule, list[str]]] = [(schedule, [start])]
    seen: set[str] = set()
    while ways:
        item, path = ways.pop()
        for name in item.run:
            for after in waiting:
                if len(after.on) != 1 or after.on[0].casefold() != name.casefold():
                    continue
                if after.name == start:
                    return [*path, name, start]
                if after.name not in seen:
                    seen.add(after.name)
                    ways.append((after, [*path, name, after.name]))
    return None
