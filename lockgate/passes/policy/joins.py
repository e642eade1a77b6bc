"""`deny fanout, cross join on mart.*`: joins that multiply rows, also where the author said `many`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockgate.analysis.facts import Known, facts
from lockgate.diagnostics import Diagnostic
from lockgate.ir.policy import JoinRule, matches
from lockgate.ir.program import Program
from lockgate.ir.rel import Join
from lockgate.ir.traverse import walk
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.policy.report import violations
from lockgate.passes.policy.verdict import day_of, rules, verdict

HELP = {
    "fanout": "join on a key of the right side, or aggregate it first",
    "cross join": "join on a condition",
}


@compiler_pass("policy-joins", kind="check")
def policy_joins(program: Program, *, run_date: str = "") -> Sequence[Diagnostic]:
    """Report joins that multiply rows where a policy does not allow it."""
    return tuple(_found(program, run_date))


def _found(program: Program, run_date: str) -> Iterator[Diagnostic]:
    wanted = list(rules(program, JoinRule))
    day = day_of(run_date)
    for model in program.models if wanted else ():
        held = [pair for pair in wanted if any(matches(target, model.name) for target in pair[1].targets)]
        for rel in walk(model.query) if held else ():
            kinds = _kinds(rel, facts(program)) if isinstance(rel, Join) else ()
            broken = [(kind, pair) for pair in held for kind in kinds if kind in pair[1].kinds]
            if broken:
                kind = broken[0][0]
                what = "cross joins" if kind == "cross join" else "joins that multiply rows"
                yield from violations(
                    (verdict(policy, rule, (model.name,), program, day) for _, (policy, rule) in broken),
                    rel.span or model.span,
                    f"does not allow {what}, and `{model.name}` has one",
                    HELP[kind],
                )


def _kinds(join: Join, known: Known) -> tuple[str, ...]:
    """What a rule calls a join that may multiply rows; nothing where it cannot.

    Without `many` it is an error already. With at most one row on a side a cross join is how a single value is
    brought in, and multiplies nothing.
    """
    if join.kind in ("semi", "anti") or not join.many:
        return ()
    if join.kind == "cross":
        left, right = known.sides(join)
        return () if left.at_most_one or right.at_most_one else ("cross join", "fanout")
    return () if known.meeting(join).right_single else ("fanout",)
