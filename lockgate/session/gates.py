"""Gates name environments, which the settings know and the compiler does not."""

from __future__ import annotations

from lockgate.diagnostics import Diagnostic, UnknownName
from lockgate.diagnostics.suggest import nearest
from lockgate.ir.policy import ChangeRule
from lockgate.ir.program import Program
from lockgate.project import Config


def unknown_environments(config: Config, program: Program) -> list[Diagnostic]:
    """Rules about an environment that the settings do not have, while they have others: they would never hold."""
    names = [item.name for item in config.environments]
    found: list[Diagnostic] = []
    for policy in program.policies:
        for rule in policy.rules:
            if not names or not isinstance(rule, ChangeRule) or rule.span is None:
                continue
            if rule.environment is None or rule.environment in names:
                continue
            near = nearest(rule.environment, names)
            found.append(
                UnknownName(
                    span=rule.span,
                    message=f"no environment `{rule.environment}`",
                    help=f"did you mean `{near[0]}`?" if near else f"there are {', '.join(sorted(names))}",
                    expected=near or tuple(sorted(names)),
                    level=None if near else "warning",
                )
            )
    return found
