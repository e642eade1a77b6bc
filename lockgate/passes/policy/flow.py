"""`deny flow pii to mart.*, export unless through sha256`: labelled data stays where it may be."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from lockgate.analysis.labelled import Cleaners, Labelled, labelled
from lockgate.diagnostics import Diagnostic, LabelLeak
from lockgate.ir.policy import LEVELS, FlowRule, Level, Policy
from lockgate.ir.program import Program
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.policy.arrivals import Arrival, Arrivals, Key
from lockgate.passes.policy.leaks import fixes, hops, sentence
from lockgate.passes.policy.report import NOWHERE
from lockgate.passes.policy.verdict import Verdict, day_of, rules, verdict

VERBS: dict[Level, str] = {
    "deny": "denies",
    "gate": "allows with an approval only",
    "warn": "warns of",
    "note": "takes note of",
}


@compiler_pass("policy-flow", kind="check")
def policy_flow(program: Program, *, run_date: str = "") -> Sequence[Diagnostic]:
    """Report labelled data that arrives where a policy keeps it from, with its path."""
    return tuple(_leak(*found) for found in leaks(program, day_of(run_date)))


def _strictness(pair: tuple[Policy, FlowRule]) -> tuple[int, bool]:
    """The strictest first; of equal ones those about values, which are worse."""
    return LEVELS.index(pair[1].level), pair[1].implicit


def leaks(program: Program, day: datetime.date | None) -> Iterator[tuple[Arrival, Verdict, FlowRule]]:
    """Every arrival that a rule is about and no stricter one has told of, with what it says of it."""
    known: dict[Cleaners, Labelled] = {}
    reported: dict[Key, Level] = {}
    for policy, rule in sorted(rules(program, FlowRule), key=_strictness):
        cleaners = Cleaners(frozenset(rule.through), frozenset(rule.bodies))
        if cleaners not in known:
            known[cleaners] = labelled(program, cleaners)
        arrivals = Arrivals(program, known[cleaners], rule)
        for arrival in arrivals:
            found = verdict(policy, rule, (arrival.model.name,), program, day)
            if found.waived:
                yield arrival, found, rule
                continue
            if arrival.export is None:
                arrivals.cut(arrival.path[-1])
            # Each rule has a graph of its own, so what a stricter one reported is known by name.
            if not _told(arrival, reported):
                reported[arrival.key] = rule.level
                yield arrival, found, rule


def said(arrival: Arrival, found: Verdict, rule: FlowRule) -> str:
    """The message of a leak."""
    level = rule.level if found.waived else found.level
    return found.says(f"{sentence(arrival)}, which the policy `{found.policy.name}` {VERBS[level]}")


def _told(arrival: Arrival, reported: dict[Key, Level]) -> bool:
    """Whether a stricter rule, or one about the value itself, said it already."""
    place, column, flow = arrival.key
    flows = ("value",) if flow == "value" else ("value", flow)
    return any((place, column, item) in reported for item in flows)


def _leak(arrival: Arrival, found: Verdict, rule: FlowRule) -> Diagnostic:
    export = arrival.export
    place = arrival.path[-1].span if export is None else export.span or export.to.span
    through = ", ".join(f"`{name}`" for name in rule.through)
    help = "leave it out" + (f", or pass it through {through}" if through else "")
    if arrival.flow != "value":
        help = "let nothing that bears the label decide here"
    return LabelLeak(
        span=place or arrival.model.span or NOWHERE,
        message=said(arrival, found, rule),
        help=found.help(help),
        related=(*hops(arrival), *found.related),
        fixes=() if found.waived else fixes(arrival, rule),
        level=found.severity,
    )
