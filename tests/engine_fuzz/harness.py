"""Runs cases on engines and gathers what differs from the interpreter, made small."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

from attrs import define, evolve, field, frozen

from tests.engine_fuzz.agreement import Answer, answered, differs, expected
from tests.engine_fuzz.case import Case
from tests.engine_fuzz.growth import case_of
from tests.engine_fuzz.loosened import fails_last, may_fail
from tests.engine_fuzz.shrinking import shrunk
from tests.engines.runners import Runner
from tests.interpreter import Interpreter, Unspecified


@frozen
class Difference:
    """A case on which an engine answers otherwise."""

    engine: str
    case: Case
    message: str


@define
class Tally:
    """What was seen."""

    cases: int = 0
    outcomes: Counter[str] = field(factory=Counter)
    """Answers by engine and kind."""
    differences: list[Difference] = field(factory=list)


def problem(case: Case, runner: Runner) -> str | None:
    """What is wrong with the engine's answer to a case, if anything."""
    return _problem(case, runner, expected(case))[1]


def _problem(case: Case, runner: Runner, right: Answer) -> tuple[Answer, str | None]:
    runner.load(case.tables)
    made = answered(runner, case.rel)
    return made, differs(case, right, made)


def shows(case: Case, runner: Runner, kind: str) -> bool:
    """Whether the engine answers a smaller case as wrongly as the first."""
    try:
        right = expected(case)
    except Unspecified:
        return False
    if right.kind == "error" and not fails_last(Interpreter(case.tables), case.rel):
        return False
    found = _problem(evolve(case, may_fail=may_fail(case)), runner, right)[1]
    return found is not None and _kind(found) == kind


def _kind(message: str) -> str:
    """Whether there was no query, an error, or other rows."""
    return message.partition(":")[0] if message[0] not in "+-" else "rows"


def fuzz(
    runners: Sequence[tuple[Runner, int]],
    seeds: Iterable[int],
    *,
    most: int = 10,
    told: Callable[[str], None] = lambda text: None,
) -> Tally:
    """The cases of seeds, on each engine every n-th; the first differences made small."""
    tally = Tally()
    for number in seeds:
        case = case_of(number)
        right = expected(case)
        for runner, step in runners:
            if number % step == 0:
                made, message = _problem(case, runner, right)
                tally.outcomes[f"{runner.name}: {right.kind}, {made.kind}"] += 1
                if message is not None:
                    told(f"seed {number}")
                    _note(tally, case, runner, message, most, told)
        tally.cases += 1
    return tally


def _note(
    tally: Tally, case: Case, runner: Runner, message: str, most: int, told: Callable[[str], None]
) -> None:
    if len(tally.differences) < most:
        case = shrunk(case, lambda smaller: shows(smaller, runner, _kind(message)))
        case = evolve(case, may_fail=may_fail(case))
        message = problem(case, runner) or message
        told(f"{runner.name}\n{case.text()}\n{message}")
    tally.differences.append(Difference(runner.name, case, message))
