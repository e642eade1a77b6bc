"""What one engine makes of all cases: by function, how many are equal, explained and unsupported."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache

from attrs import field, frozen

from lockgate.ir.functions import REGISTRY
from tests.conformance.case import Case
from tests.conformance.engine import Engine, engine
from tests.conformance.evaluate import Outcome, Outcomes, Refusal, Value, evaluate, key
from tests.conformance.explained import EXPLAINED
from tests.conformance.judge import Verdict, shown, verdicts
from tests.conformance.oracle import expected, tried
from tests.conformance.volatile import VOLATILE, answers


@frozen
class Count:
    """The cases of one function on one engine."""

    equal: int = 0
    explained: Counter[str] = field(factory=Counter)
    """By reason."""
    refused: Counter[str] = field(factory=Counter)
    different: int = 0

    @property
    def executed(self) -> int:
        """Cases that the engine ran."""
        return self.equal + sum(self.explained.values()) + self.different


@frozen
class Results:
    """The run of one engine."""

    name: str
    version: str
    counts: dict[str, Count]
    differences: list[str]
    """Cases that neither agree nor are explained, each on a few lines."""
    reasons: frozenset[str]
    """Explanations that explained something."""


def of_engine(running: Engine, cases: Sequence[Case]) -> Results:
    """The results of an engine that runs."""
    right = expected()
    found = evaluate(running, cases, right)
    judged = verdicts(cases, running.name, right, found, EXPLAINED)
    tables: dict[str, list[Verdict]] = {}
    for case in cases:
        tables.setdefault(case.function, []).append(judged[key(case)])
    for name in VOLATILE:
        tables[name] = [_volatile(answers(running, name), name)]
    differences = [
        _told(case, right[key(case)], found) for case in cases if judged[key(case)].kind == "different"
    ]
    differences += [
        f"{name}: not its type or range" for name in VOLATILE if tables[name][0].kind == "different"
    ]
    reasons = frozenset(verdict.reason for verdict in judged.values() if verdict.kind == "explained")
    counts = {name: _count(found_verdicts) for name, found_verdicts in tables.items()}
    return Results(running.name, running.version, counts, differences, reasons)


def _volatile(outcome: Outcome, name: str) -> Verdict:
    if isinstance(outcome, Refusal):
        return Verdict("refused", outcome.reason)
    right = isinstance(outcome, Value) and VOLATILE[name](outcome.value)
    return Verdict("equal" if right else "different")


def _told(case: Case, right: Outcome, found: Outcomes) -> str:
    return f"{case.function}: {case.title}\n  right: {shown(right)}\n  found: {shown(found[key(case)])}"


def _count(judged: list[Verdict]) -> Count:
    kinds = Counter(verdict.kind for verdict in judged)
    explained = Counter(verdict.reason for verdict in judged if verdict.kind == "explained")
    refused = Counter(verdict.reason for verdict in judged if verdict.kind == "refused")
    return Count(kinds["equal"], explained, refused, kinds["different"])


@cache
def results(name: str) -> Results:
    """The results of the engine of that name, which runs all cases at the first call."""
    with engine(name) as running:
        return of_engine(running, tried())


def uncovered() -> list[str]:
    """Entries of the function table without a case."""
    covered = {case.function for case in tried()} | set(VOLATILE)
    return [name for name in REGISTRY if name not in covered]
