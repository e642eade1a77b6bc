"""What is right: the reference interpreter's answers."""

from __future__ import annotations

from functools import cache

from lockgate.ir.rel import Rel
from tests import interpreter
from tests.conformance.case import Case
from tests.conformance.cases import all as cases
from tests.conformance.evaluate import Open, Outcomes, Value, evaluate, key
from tests.engines.runners import Row


class Interpreter:
    """The interpreter over no tables: every case brings its rows."""

    def rows(self, rel: Rel) -> list[Row]:
        return interpreter.rows(rel)


ALIKE = 2
"""Errors of one shape that are tried: each takes a query of its own, and a few of those alike stand for all.
So it is with cases that the language leaves open, which only have to run."""


@cache
def _all() -> Outcomes:
    return evaluate(Interpreter(), cases.cases(), {})


@cache
def tried() -> tuple[Case, ...]:
    """The cases of the suite: all that give a value, and some of those that do not."""
    others: dict[object, list[Case]] = {}
    for case in cases.cases():
        right = _all()[key(case)]
        if not isinstance(right, Value):
            why = right.reason if isinstance(right, Open) else "an error"
            others.setdefault((type(case), case.function, case.shape, why), []).append(case)
    left_out = {key(case) for alike in others.values() for case in _left_out(alike)}
    return tuple(case for case in cases.cases() if key(case) not in left_out)


def _left_out(alike: list[Case]) -> list[Case]:
    """All but a few that lie far from each other."""
    step = -(-len(alike) // ALIKE)
    return [case for at, case in enumerate(alike) if at % step]


@cache
def expected() -> Outcomes:
    """What is right in each case."""
    return {key(case): _all()[key(case)] for case in tried()}
