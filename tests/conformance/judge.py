"""Whether what an engine made of a case is what the interpreter says, and if not, whether that is explained."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from attrs import frozen

from tests.conformance.case import Case, Query
from tests.conformance.evaluate import Breakage, Failure, Open, Outcome, Refusal, Value, key
from tests.conformance.values import same, sort_key

NEAR = 1e-13
"""How far doubles may be apart whose last digits depend on a library or on the order of a sum."""
_NEAR = frozenset(
    (
        "exp", "ln", "log10", "power", "stddev", "stddev_pop", "variance", "variance_pop", "avg", "percentile",
        "median",
    )
)  # fmt: skip


@frozen
class Explained:
    """A difference that is known and stays: on which engine, in which cases, and why."""

    engine: str
    function: str
    reason: str
    matches: Callable[[str, Outcome, Outcome], bool] = lambda title, expected, found: True
    """Takes the title, what is right and what was found."""


@frozen
class Verdict:
    """`equal`, `open`, `explained`, `refused` or `different`, with the reason of the middle three."""

    kind: str
    reason: str = ""


EQUAL, DIFFERENT = Verdict("equal"), Verdict("different")


def agrees(case: Case, expected: Outcome, found: Outcome) -> bool:
    """Equal by value, or by error."""
    if isinstance(expected, Failure) and isinstance(found, Failure):
        return True
    if not (isinstance(expected, Value) and isinstance(found, Value)):
        return False
    near = NEAR if case.function in _NEAR else 0.0
    a, b = expected.value, found.value
    if case.function == "approx_count_distinct":
        return isinstance(b, int) and abs(a - b) <= max(1, a // 20)
    if isinstance(case, Query) and not case.ordered:
        a, b = sorted(a, key=sort_key), sorted(b, key=sort_key)
    return same(a, b, near=near)


def judged(case: Case, engine: str, expected: Outcome, found: Outcome, known: Sequence[Explained]) -> Verdict:
    """The verdict on one case."""
    if isinstance(found, Refusal):
        return Verdict("refused", found.reason)
    if agrees(case, expected, found):
        return EQUAL
    if isinstance(expected, Open) and not isinstance(found, Breakage):
        return Verdict("open", expected.reason)
    for item in known:
        if item.engine in (engine, "*") and item.function in (case.function, "*"):
            if item.matches(case.title, expected, found):
                return Verdict("explained", item.reason)
    return DIFFERENT


def verdicts(
    cases: Sequence[Case],
    engine: str,
    expected: Mapping[tuple[str, str], Outcome],
    found: Mapping[tuple[str, str], Outcome],
    known: Sequence[Explained],
) -> dict[tuple[str, str], Verdict]:
    """The verdict on each case that was tried."""
    return {
        key(case): judged(case, engine, expected[key(case)], found[key(case)], known)
        for case in cases
        if key(case) in found
    }


def shown(outcome: Outcome) -> str:
    """An outcome on one line."""
    match outcome:
        case Value(value=value):
            return repr(value)
        case Failure(message=message) | Breakage(message=message):
            lines: list[Any] = message.strip().splitlines()
            return f"{type(outcome).__name__.lower()}: {lines[0] if lines else ''}"
        case Refusal(reason=reason):
            return f"unsupported: {reason}"
        case Open(reason=reason):
            return f"open: {reason}"
