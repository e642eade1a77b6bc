"""The diagnostics of rules that something breaks."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from lockgate.diagnostics import Diagnostic, Fix, PolicyViolation, Related
from lockgate.passes.policy.verdict import Verdict, strictest
from lockgate.source import Span

NOWHERE = Span("", 0, 0)


def violations(
    verdicts: Iterable[Verdict],
    span: Span | None,
    sentence: str,
    help: str,
    *,
    related: tuple[Related, ...] = (),
    fixes: tuple[Fix, ...] = (),
) -> Iterator[Diagnostic]:
    """A policy-violation of the strictest verdict: the policy is what the sentence is about."""
    for item in strictest(verdicts):
        yield PolicyViolation(
            span=span or NOWHERE,
            message=item.says(f"the policy `{item.policy.name}` {sentence}"),
            help=item.help(help),
            related=(*related, *item.related),
            fixes=() if item.waived else fixes,
            level=item.severity,
        )
