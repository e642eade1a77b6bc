"""Grows pipelines step by step over tables that are made as they are read.

A step stays only if the interpreter has an answer for it. Where it fails instead, it may be the last step: what an
engine does after an error is nothing that can be compared. No other step fails on rows that are left out, because an
engine may come to them.
"""

from __future__ import annotations

from typing import Any

from attrs import evolve

from lockgate.ir.rel import Rel, Scan, Values
from lockgate.ir.types import Schema
from tests.engine_fuzz import combining, datasets, steps
from tests.engine_fuzz.case import Case
from tests.engine_fuzz.choices import Choices
from tests.engine_fuzz.expressions import Maker
from tests.engine_fuzz.loosened import Loosener, fails_last, has_failing_constant, may_fail
from tests.interpreter import Failure, Interpreter, Unspecified
from tests.interpreter.ordering import ties_are_fine
from tests.interpreter.values import Row

MOST_STEPS = 12
MOST_ROWS = 60
MOST_LOOSE_ROWS = 400
MOST_COLUMNS = 32
MOST_LAST = 10
"""Columns that a last step adds: what they compute is seen by nothing else, and so not lost."""
MOST_INPUTS = 4


class Growth:
    """One pipeline while it grows."""

    def __init__(self, choices: Choices) -> None:
        self.choices = choices
        self.tables: dict[str, tuple[Any, list[Row]]] = {}
        self.right = Interpreter(self.tables)
        self.loose = Interpreter(self.tables)
        self.loosener = Loosener()
        self.inputs = 0
        self.failed = False

    def source(self) -> Rel:
        """A table, or literal rows."""
        self.inputs += 1
        if self.choices.rarely(8):
            return self._values()
        name = self.choices.one(list(datasets.SCHEMAS))
        schema = datasets.SCHEMAS[name]
        if name not in self.tables:
            self.tables[name] = (schema, datasets.rows(self.choices, schema))
        return Scan(name, schema, hint=self.choices.one((None, "o")))

    def _values(self) -> Rel:
        kinds = [self.choices.one(list(datasets.PLAIN)) for _ in range(self.choices.number(1, 3))]
        maker = Maker(self.choices, Schema(()))
        rows = tuple(tuple(maker.literal(kind) for kind in kinds) for _ in range(self.choices.number(1, 3)))
        return Values(tuple(f"c{index}" for index in range(len(kinds))), rows)

    def grown(self, rel: Rel, count: int, *, last: bool) -> Rel:
        """The relation with so many steps more."""
        for number in range(count):
            made = self._step(rel, last and number == count - 1)
            if made is None or not 0 < len(made.schema) <= MOST_COLUMNS:
                continue
            if self._stays(rel, made, number == count - 1, last):
                rel = made
            if self.failed:
                break
        return rel

    def _step(self, rel: Rel, last: bool) -> Rel | None:
        if last and self.choices.flag():
            return steps.extend(self.choices, rel, MOST_LAST)
        shape = self.choices.number(0, len(steps.STEPS) + 4)
        if shape < len(steps.STEPS):
            return steps.STEPS[shape](self.choices, rel)
        if shape == len(steps.STEPS):
            return combining.bound(self.choices, rel)
        if self.inputs >= MOST_INPUTS:
            return None
        other = self.grown(self.source(), self.choices.number(0, 2), last=False)
        if shape == len(steps.STEPS) + 1:
            return combining.set_operation(self.choices, rel, other)
        return combining.joined(self.choices, rel, other)

    def _stays(self, before: Rel, rel: Rel, last: bool, outermost: bool) -> bool:
        """Whether the interpreter has an answer, also for the rows that are left out."""
        try:
            rows = self.right.table(rel).rows
        except Unspecified:
            return False
        except Failure:
            self.failed = outermost and fails_last(self.right, rel) and not self.choices.rarely(3)
            return self.failed
        if not rows and self.right.table(before).rows and not self.choices.rarely(8):
            return False
        return len(rows) <= MOST_ROWS and ((last and outermost) or self._holds_loosely(rel))

    def _holds_loosely(self, rel: Rel) -> bool:
        if has_failing_constant(rel):
            return False
        try:
            with ties_are_fine():
                return len(self.loose.table(self.loosener.loosened(rel)).rows) <= MOST_LOOSE_ROWS
        except (Failure, Unspecified):
            return False

    def case(self, rel: Rel) -> Case:
        """The grown pipeline."""
        made = Case(rel, dict(self.tables))
        return evolve(made, may_fail=may_fail(made))


def case_of(seed: int, most_steps: int = MOST_STEPS) -> Case:
    """The case of a seed: a pipeline of one to so many steps; many are shorter."""
    growth = Growth(Choices(seed))
    return growth.case(growth.grown(growth.source(), growth.choices.number(1, most_steps), last=True))
