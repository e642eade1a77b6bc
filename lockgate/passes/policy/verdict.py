"""What a rule says of one thing: its level, as the waivers leave it on a day.

Of several rules the strictest wins. What cannot be decided, such as a waiver on a day that nobody gave, counts as
`gate`: never as fine.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator
from typing import TypeVar

from attrs import frozen

from lockgate.diagnostics import Related, Severity
from lockgate.ir.policy import LEVELS, Level, Policy, Rule, Waiver, matches
from lockgate.ir.program import Program

R = TypeVar("R", bound=Rule)

SEVERITIES: dict[Level, Severity] = {"deny": "error", "gate": "warning", "warn": "warning", "note": "note"}
APPROVED = "it needs an approval before it is applied"


@frozen(slots=True)
class Verdict:
    """A rule that something breaks, and how bad that is."""

    policy: Policy
    rule: Rule
    level: Level
    waiver: Waiver | None = None
    """It is waived, or may be, or was."""
    state: str = ""
    """Of the waiver: holds, expired or undecided."""

    @property
    def severity(self) -> Severity:
        return SEVERITIES[self.level]

    @property
    def waived(self) -> bool:
        return self.state == "holds"

    def says(self, sentence: str) -> str:
        """A message with what the waiver does to it in front."""
        return f"waived: {sentence}" if self.waived else sentence

    def help(self, text: str) -> str:
        """Help with the approval that it needs."""
        if self.state == "undecided":
            return f"{text}; whether the waiver holds depends on the day, give it with `--run-date`"
        return f"{text}, or have it approved: {APPROVED}" if self.level == "gate" else text

    @property
    def related(self) -> tuple[Related, ...]:
        """The rule, and the waiver."""
        found = (Related(f"the policy `{self.policy.name}` says so here", self.rule.span),)
        waiver = self.waiver
        if waiver is None:
            return found
        words = {"holds": "is waived", "expired": "was waived", "undecided": "may be waived"}[self.state]
        said = f"it {words} until {waiver.until} by {waiver.by}: {waiver.reason}"
        return (*found, Related(said, waiver.span))


def day_of(text: str) -> datetime.date | None:
    """The day that a pass was given as an option; None for none."""
    return datetime.date.fromisoformat(text) if text else None


def verdict(
    policy: Policy, rule: Rule, names: Iterable[str], program: Program, day: datetime.date | None
) -> Verdict:
    """The rule's verdict on what bears these names, with the waiver that does most for it."""
    given = tuple(names)
    found = Verdict(policy, rule, rule.level)
    for waiver in program.waivers:
        if waiver.policy != policy.name or not any(matches(waiver.target, name) for name in given):
            continue
        if day is not None and day <= waiver.until:
            return Verdict(policy, rule, "note", waiver, "holds")
        if day is None:
            found = Verdict(policy, rule, milder(rule.level), waiver, "undecided")
        elif found.waiver is None:
            found = Verdict(policy, rule, rule.level, waiver, "expired")
    return found


def milder(level: Level) -> Level:
    """What a level comes to where it cannot be decided whether it holds."""
    return "gate" if level == "deny" else level


def strictest(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """The one that wins, and those that are waived and would have been as strict; nothing where none is broken."""
    ranked = sorted(
        verdicts, key=lambda item: (item.waived, LEVELS.index(item.level), LEVELS.index(item.rule.level))
    )
    if not ranked:
        return ()
    first = ranked[0]
    return (first, *(item for item in ranked[1:] if item.waived and not first.waived))


def rules(program: Program, kind: type[R]) -> Iterator[tuple[Policy, R]]:
    """The rules of a kind, with their policies, in the order of names."""
    for policy in program.policies:
        for rule in policy.rules:
            if isinstance(rule, kind):
                yield policy, rule
