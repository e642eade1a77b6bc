"""`deny schedule under '15 minutes'`: nothing runs more often than that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from attrs import evolve

from lockgate.analysis.cron import BadCron, parse
from lockgate.diagnostics import Diagnostic
from lockgate.ir.policy import ScheduleRule
from lockgate.ir.program import Program, Schedule
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.policy.report import violations
from lockgate.passes.policy.verdict import day_of, milder, rules, verdict


@compiler_pass("policy-schedules", kind="check")
def policy_schedules(program: Program, *, run_date: str = "") -> Sequence[Diagnostic]:
    """Report schedules that fire more often than a policy allows, or of which that is not known."""
    return tuple(_found(program, run_date))


def _found(program: Program, run_date: str) -> Iterator[Diagnostic]:
    wanted = list(rules(program, ScheduleRule))
    day = day_of(run_date)
    for item in program.schedules if wanted else ():
        gap = _gap(item, program)
        broken = [(rule, verdict(policy, rule, (item.name,), program, day)) for policy, rule in wanted]
        if gap is None:
            # It cannot be decided, and so needs an approval.
            broken = [(rule, evolve(found, level=milder(found.level))) for rule, found in broken]
        else:
            broken = [(rule, found) for rule, found in broken if gap < rule.seconds]
        if not broken:
            continue
        least = max(broken, key=lambda pair: pair[0].seconds)[0].text
        how = f"can fire after {_said(gap)}" if gap is not None else "fires whenever other models are updated"
        yield from violations(
            (found for _, found in broken),
            item.span,
            f"allows schedules from '{least}' on only, and `{item.name}` {how}",
            f"let it fire every '{least}' or less often",
        )


def _gap(item: Schedule, program: Program) -> int | None:
    """The fewest seconds between two firings. What follows models fires as often as the schedules that run them."""
    if item.cron is not None:
        return shortest(item.cron)
    gaps: list[int] = []
    for model in item.on:
        runs = [other for other in program.schedules if model in other.run]
        known = [shortest(other.cron) if other.cron is not None else None for other in runs]
        sure = [gap for gap in known if gap is not None]
        if not runs or len(sure) < len(known):
            return None
        gaps += sure
    # Several models may be updated one right after the other.
    return gaps[0] if len(gaps) == 1 else None


def shortest(cron: str) -> int | None:
    """The fewest seconds between two firings; None for what cannot be read, which has its diagnostic."""
    try:
        return parse(cron).shortest * 60
    except BadCron:
        return None


def _said(seconds: int) -> str:
    for size, unit in ((86400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        if seconds % size == 0:
            count = seconds // size
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return f"{seconds} seconds"
