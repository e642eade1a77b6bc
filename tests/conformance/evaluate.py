"""Runs cases on an engine: those of one shape in one query, and alone the ones that make it fail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from lockgate.codegen.base import Unsupported
from tests.conformance import merge
from tests.conformance.case import Case, Constant
from tests.conformance.engine import Answers
from tests.engines.runners import Broken, EngineFailure
from tests.interpreter.failure import Failure as Stopped
from tests.interpreter.failure import Unspecified


@frozen
class Value:
    """What came out."""

    value: Any


@frozen
class Failure:
    """The engine stopped with an error while it computed."""

    message: str


@frozen
class Refusal:
    """The dialect says at compile time that it cannot keep the meaning."""

    reason: str


@frozen
class Breakage:
    """What was emitted is no query to the engine."""

    message: str


@frozen
class Open:
    """The language does not say what comes out (only the interpreter answers so)."""

    reason: str


Outcome = Value | Failure | Refusal | Breakage | Open
Outcomes = dict[tuple[str, str], Outcome]
"""By function and title."""
_PROBLEMS = (EngineFailure, Broken, Stopped, Unspecified, Unsupported, AssertionError)
MOST = 400
"""Cases of one query."""
MOST_CONSTANTS = 60
"""Calls with constants that are columns of one row."""


def key(case: Case) -> tuple[str, str]:
    """What a case is called in results."""
    return case.function, case.title


def evaluate(engine: Answers, cases: Sequence[Case], expected: Mapping[tuple[str, str], Outcome]) -> Outcomes:
    """What the engine makes of each case. Those that are expected to fail stand alone from the beginning."""
    shapes: dict[object, list[Case]] = {}
    made: Outcomes = {}
    alone: list[list[Case]] = []
    for case in cases:
        right = expected.get(key(case))
        if isinstance(right, Failure):
            alone.append([case])
        else:
            shapes.setdefault((type(case), case.shape, isinstance(right, Open)), []).append(case)
    parts = [part for group in shapes.values() for part in _parts(group)]
    # What is left open may fail, and would take a bundle with it.
    unsure = [group for group in parts if isinstance(expected.get(key(group[0])), Open)]
    sure = [group for group in parts if not isinstance(expected.get(key(group[0])), Open)]
    for bundle in (*merge.bundles(sure), *merge.bundles(unsure)):
        if len(bundle) == 1 or not _merged(engine, bundle, made):
            for group in bundle:
                _together(engine, group, made)
    for group in alone:
        _together(engine, group, made)
    return made


def _parts(group: list[Case]) -> list[list[Case]]:
    size = MOST_CONSTANTS if isinstance(group[0], Constant) else MOST
    return [group[start : start + size] for start in range(0, len(group), size)]


def _merged(engine: Answers, bundle: list[list[Case]], made: Outcomes) -> bool:
    """One query for several shapes; whether that went well."""
    try:
        found = merge.answers(bundle, engine.rows(merge.relation(bundle)))
    except _PROBLEMS:
        return False
    for group, values in zip(bundle, found, strict=True):
        made.update((key(case), Value(value)) for case, value in zip(group, values, strict=True))
    return True


def _together(engine: Answers, cases: list[Case], made: Outcomes) -> None:
    """One query for all; where it fails, one for each half."""
    pending = [cases]
    while pending:
        group = pending.pop()
        try:
            answers: list[Outcome] = [
                Value(value) for value in group[0].answers(group, engine.rows(group[0].relation(group)))
            ]
        except _PROBLEMS as problem:
            if len(group) > 1:
                middle = len(group) // 2
                pending += [group[middle:], group[:middle]]
                continue
            answers = [_problem(problem)]
        for case, answer in zip(group, answers, strict=True):
            made[key(case)] = answer


def _problem(problem: Exception) -> Outcome:
    match problem:
        case Unsupported():
            return Refusal(problem.reason)
        case EngineFailure() | Stopped():
            return Failure(str(problem))
        case Unspecified():
            return Open(str(problem))
        case _:
            return Breakage(str(problem))
