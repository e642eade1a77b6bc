"""`deny name unless like 'regex' on *`: what datasets may be called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockgate.diagnostics import Diagnostic
from lockgate.ir.policy import NameRule, matches
from lockgate.ir.program import Model, Program, Source
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.policy.patterns import compiled
from lockgate.passes.policy.report import violations
from lockgate.passes.policy.verdict import day_of, rules, verdict


@compiler_pass("policy-names", kind="check")
def policy_names(program: Program, *, run_date: str = "") -> Sequence[Diagnostic]:
    """Report datasets whose names a policy does not allow."""
    return tuple(_found(program, run_date))


def _found(program: Program, run_date: str) -> Iterator[Diagnostic]:
    wanted = list(rules(program, NameRule))
    if not wanted:
        return
    day = day_of(run_date)
    datasets: tuple[Source | Model, ...] = (*program.sources, *program.models)
    for item in datasets:
        broken = [
            (rule.pattern, verdict(policy, rule, (item.name,), program, day))
            for policy, rule in wanted
            if any(_about(target, item) for target in rule.targets)
            and compiled(rule.pattern).fullmatch(item.name) is None
        ]
        if broken:
            patterns = " and ".join(
                f"`{text}`" for text in dict.fromkeys(pattern for pattern, _ in broken)
            )
            sentence = f"has names like {patterns}, and `{item.name}` is not"
            yield from violations((found for _, found in broken), item.span, sentence, "give it another name")


def _about(target: str, item: Source | Model) -> bool:
    """A source has the name that it has outside, so only a pattern that says more than `*` is about it."""
    return matches(target, item.name) and (isinstance(item, Model) or target != "*")
