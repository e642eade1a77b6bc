"""A clock or a random value in a stored model: refused, unless rules of `nondeterminism` set another level."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence

from attrs import evolve

from lockgate.diagnostics import Diagnostic, Nondeterminism
from lockgate.ir import functions
from lockgate.ir.expr import Call
from lockgate.ir.policy import NondeterminismRule, matches
from lockgate.ir.program import Model, Program
from lockgate.ir.traverse import expressions, walk, walk_expr
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.policy.report import NOWHERE
from lockgate.passes.policy.verdict import Verdict, day_of, rules, strictest, verdict


@compiler_pass("nondeterminism", kind="check")
def nondeterminism(program: Program, *, run_date: str = "") -> Sequence[Diagnostic]:
    """Report clocks and random values in models, at the level that the policies give them."""
    day = day_of(run_date)
    found: list[Diagnostic] = []
    for model in program.models:
        calls = _calls(model)
        if calls:
            verdicts = strictest(verdicts_on(model.name, program, day)) or (None,)
            found += [_report(call, model, item) for call in calls for item in verdicts]
    return found


def verdicts_on(model: str, program: Program, day: datetime.date | None) -> list[Verdict]:
    """What the rules of `nondeterminism` say of a model."""
    return [
        verdict(policy, rule, (model,), program, day)
        for policy, rule in rules(program, NondeterminismRule)
        if any(matches(target, model) for target in rule.targets)
    ]


def _calls(model: Model) -> list[Call]:
    return [
        call
        for node in walk(model.query)
        for root in expressions(node)
        for call in _volatile(walk_expr(root))
    ]


def _volatile(exprs: Iterator[object]) -> Iterator[Call]:
    for expr in exprs:
        if isinstance(expr, Call):
            function = functions.lookup(expr.function)
            if function is not None and not function.deterministic:
                yield expr


def _report(call: Call, model: Model, found: Verdict | None) -> Diagnostic:
    help = "derive the value from the row, for instance with `md5(key)`"
    if call.function in ("now", "today"):
        help = "use `run_date` or `run_started_at`, which the run records"
    made = Nondeterminism(
        span=call.span or model.span or NOWHERE,
        message=f"`{call.function}()` gives another value on each run",
        help=help,
    )
    if found is None:
        return made
    said = f"{made.message}; the policy `{found.policy.name}` has the say in `{model.name}`"
    return evolve(
        made,
        message=found.says(said),
        help=found.help(help),
        related=found.related,
        level=found.severity,
    )
