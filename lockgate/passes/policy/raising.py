"""Raises what other passes report to the level that a policy has for it.

`deny nondeterminism on *` makes an error of a note about an order that is not total; `deny fanout on mart.*`
one of a warning about a sum over repeated rows.
"""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Sequence

from attrs import evolve

from lockgate.diagnostics import Diagnostic, Severity
from lockgate.ir.policy import JoinRule, NondeterminismRule, matches
from lockgate.ir.program import Program
from lockgate.passes.policy.verdict import Verdict, rules, strictest, verdict

RULES: dict[str, type[NondeterminismRule] | type[JoinRule]] = {
    "nondeterminism": NondeterminismRule,
    "nondeterministic-order": NondeterminismRule,
    "fanout-join": JoinRule,
    "fanout-aggregate": JoinRule,
}
"""The kind of rule that is about each diagnostic."""
WORSE: tuple[Severity, ...] = ("note", "warning", "error")


def raised(
    program: Program, found: Iterable[Diagnostic], day: datetime.date | None = None
) -> tuple[Diagnostic, ...]:
    """The diagnostics, each at least as bad as the policies have it."""
    if not any(
        isinstance(rule, (NondeterminismRule, JoinRule)) for item in program.policies for rule in item.rules
    ):
        return tuple(found)
    owners = _Owners(program)
    return tuple(_raised(item, owners, program, day) for item in found)


def _raised(item: Diagnostic, owners: _Owners, program: Program, day: datetime.date | None) -> Diagnostic:
    kind = RULES.get(item.name)
    owner = owners.of(item) if kind is not None else None
    if kind is None or owner is None:
        return item
    verdicts = [
        verdict(policy, rule, (owner,), program, day)
        for policy, rule in rules(program, kind)
        if any(matches(target, owner) for target in rule.targets)
        and (not isinstance(rule, JoinRule) or "fanout" in rule.kinds)
    ]
    for found in strictest(verdicts)[:1]:
        if WORSE.index(found.severity) > WORSE.index(item.severity) or found.waived:
            return _with(item, found)
    return item


def _with(item: Diagnostic, found: Verdict) -> Diagnostic:
    level = item.severity if found.waived else found.severity
    said = f"{item.message}; the policy `{found.policy.name}` makes this count"
    return evolve(
        item,
        message=found.says(item.message) if found.waived else said,
        help=found.help(item.help),
        related=(*item.related, *found.related),
        level=level,
    )


class _Owners:
    """Which model a place is in: blocks do not nest, so it is the last one that begins before it."""

    def __init__(self, program: Program) -> None:
        self._starts: dict[str, list[tuple[int, int, str]]] = {}
        for model in program.models:
            block = model.block_span
            if block is not None:
                self._starts.setdefault(block.file, []).append((block.start, block.end, model.name))
        for found in self._starts.values():
            found.sort()

    def of(self, item: Diagnostic) -> str | None:
        starts: Sequence[tuple[int, int, str]] = self._starts.get(item.span.file, ())
        place = bisect_right(starts, (item.span.start, 1 << 60, ""))
        if not place or starts[place - 1][1] < item.span.end:
            return None
        return starts[place - 1][2]
