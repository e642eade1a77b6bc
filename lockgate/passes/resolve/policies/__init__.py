"""Policies and waivers of the trusted files, as what they mean."""

from __future__ import annotations

import datetime
from collections.abc import Sequence

from lockgate.diagnostics import InvalidLiteral, UnknownName
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.ir.policy import Policy, Rule, Waiver
from lockgate.passes.resolve import literals, statements
from lockgate.passes.resolve.context import Context, use_instead
from lockgate.passes.resolve.policies.rules import rule
from lockgate.passes.resolve.policies.targets import Project, known_pattern
from lockgate.passes.resolve.policies.words import NotUnderstood

__all__ = ["Project", "policies", "waivers"]


def policies(blocks: Sequence[syntax.Block], project: Project) -> tuple[Policy, ...]:
    """The policies by name. A rule that means nothing is reported, and the others hold."""
    made = [_policy(block, project) for block in blocks]
    return tuple(sorted(made, key=lambda item: (item.name.casefold(), item.name)))


def _policy(block: syntax.Block, project: Project) -> Policy:
    rules: list[Rule] = []
    for node in statements.every(block.statements, syntax.Rule):
        try:
            rules.append(rule(node, project))
        except NotUnderstood as problem:
            project.context.report(problem.diagnostic)
    return Policy(block.name.text, tuple(rules), **statements.common(block))


def waivers(
    nodes: Sequence[syntax.Waive], blocks: Sequence[syntax.Block], project: Project
) -> tuple[Waiver, ...]:
    """The waivers by policy and target; `blocks` are all policies that are declared."""
    made = [item for node in nodes if (item := _waiver(node, blocks, project)) is not None]
    return tuple(sorted(made, key=lambda item: (item.policy.casefold(), item.target.casefold(), item.until)))


def _waiver(node: syntax.Waive, blocks: Sequence[syntax.Block], project: Project) -> Waiver | None:
    context = project.context
    known = {block.name.text.casefold(): block.name.text for block in blocks}
    name = known.get(node.policy.text.casefold())
    if name is None:
        close = nearest(node.policy.text, known.values())
        context.report(
            UnknownName(
                span=node.policy.span,
                message=f"no policy `{node.policy.text}`",
                help=f"did you mean `{close[0]}`?" if close else "the project declares none of that name",
                expected=close or tuple(sorted(known.values())),
                fixes=use_instead(node.policy.span, close),
            )
        )
        return None
    names = (*project.datasets, *project.jobs, *project.schedules)
    if not known_pattern(node.target, node.policy.span.to(node.until.span), project, names):
        return None
    until = _day(node.until, context)
    if until is None:
        return None
    return Waiver(name, node.target, until, node.by.text, node.reason.text, span=node.span)


def _day(text: syntax.Text, context: Context) -> datetime.date | None:
    try:
        return literals.date(text.text)
    except literals.Bad as bad:
        context.report(InvalidLiteral(span=text.span, message="this is no date", help=str(bad)))
        return None
