"""`deny export unless to 'out/'`: where exports may go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from posixpath import normpath

from lockgate.diagnostics import Diagnostic
from lockgate.ir.policy import ExportRule, matches
from lockgate.ir.program import Location, Program
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.policy.report import violations
from lockgate.passes.policy.verdict import day_of, rules, verdict


@compiler_pass("policy-exports", kind="check")
def policy_exports(program: Program, *, run_date: str = "") -> Sequence[Diagnostic]:
    """Report exports to where no policy allows them."""
    return tuple(_found(program, run_date))


def _found(program: Program, run_date: str) -> Iterator[Diagnostic]:
    wanted = list(rules(program, ExportRule))
    day = day_of(run_date)
    for item in program.exports if wanted else ():
        broken = [
            (rule, verdict(policy, rule, (item.model,), program, day))
            for policy, rule in wanted
            if any(matches(target, item.model) for target in rule.targets)
            and not any(below(item.to, prefix) for prefix in rule.prefixes)
        ]
        if not broken:
            continue
        allowed = list(dict.fromkeys(prefix for rule, _ in broken for prefix in rule.prefixes))
        where = " or ".join(f"'{prefix}'" for prefix in allowed)
        sentence = f"allows exports to {where} only" if allowed else "allows no export"
        yield from violations(
            (found for _, found in broken),
            item.to.span or item.span,
            f"{sentence}, and `{item.model}` goes to '{item.to.location}'",
            f"export it below {where}" if allowed else "leave it where it is built",
        )


def below(place: Location, prefix: str) -> bool:
    """Whether a location lies in a folder, or for a table whether its name begins so."""
    if place.format in ("table", "postgres"):
        return place.location.startswith(prefix)
    folder, path = _plain(prefix), _plain(place.location)
    return folder == "." or path == folder or path.startswith(folder + "/")


def _plain(path: str) -> str:
    return normpath(path.replace("\\", "/"))
