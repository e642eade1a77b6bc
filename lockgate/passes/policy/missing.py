"""`deny missing owner, key on mart.*`: statements that a declaration must have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockgate.diagnostics import Diagnostic
from lockgate.ir.policy import MissingRule, matches
from lockgate.ir.program import Job, Model, Program, Schedule, Source
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.policy.report import violations
from lockgate.passes.policy.verdict import Verdict, day_of, rules, verdict

Declaration = Source | Model | Job | Schedule
PROMISED = frozenset(("not_null", "unique", "key", "domain", "between", "references", "fresh"))
"""Kinds of checks that nobody wrote as a `check`."""
EXAMPLES = {
    "owner": "owner 'shop-team'",
    "description": "description 'One row per order'",
    "tags": "tags (finance)",
    "key": "key (order_id)",
    "check": "check NAME: EXPRESSION",
    "test": "test NAME { … }",
    "columns": "columns (…)",
    "fresh": "fresh COLUMN within '24 hours'",
    "timeout": "timeout '1 hour'",
    "retries": "retries 3 every '10 minutes'",
    "notify": "notify 'ADDRESS'",
}


@compiler_pass("policy-missing", kind="check")
def policy_missing(program: Program, *, run_date: str = "") -> Sequence[Diagnostic]:
    """Report declarations without a statement that a policy wants them to have."""
    return tuple(_found(program, run_date))


def _found(program: Program, run_date: str) -> Iterator[Diagnostic]:
    wanted = list(rules(program, MissingRule))
    if not wanted:
        return
    day = day_of(run_date)
    every: tuple[Declaration, ...] = (*program.sources, *program.models, *program.jobs, *program.schedules)
    for item in every:
        lacking: dict[str, list[Verdict]] = {}
        for policy, rule in wanted:
            if not any(_about(target, item) for target in rule.targets):
                continue
            for statement in rule.statements:
                if _lacks(item, statement):
                    lacking.setdefault(statement, []).append(
                        verdict(policy, rule, (item.name,), program, day)
                    )
        for statement, verdicts in lacking.items():
            what = type(item).__name__.lower()
            sentence = f"wants {_article(statement)} on every {what} here, and `{item.name}` has none"
            yield from violations(verdicts, item.span, sentence, f"add `{EXAMPLES[statement]}`")


def _article(statement: str) -> str:
    return (
        f"`{statement}`"
        if statement in ("columns", "tags", "retries", "fresh")
        else (f"an `{statement}`" if statement[0] in "aeiou" else f"a `{statement}`")
    )


def _about(target: str, item: Declaration) -> bool:
    """A pattern is about datasets; jobs and schedules are named as such."""
    if isinstance(item, (Source, Model)):
        return target not in ("job", "schedule") and matches(target, item.name)
    return target == type(item).__name__.lower()


def _lacks(item: Declaration, statement: str) -> bool:
    match statement:
        case "check":
            return isinstance(item, (Source, Model)) and all(check.kind in PROMISED for check in item.checks)
        case "test":
            return isinstance(item, Model) and not item.tests
        case "columns":
            return isinstance(item, Model) and item.contract is None
        case _:
            missing = object()
            return getattr(item, statement, missing) in (None, "", ())
