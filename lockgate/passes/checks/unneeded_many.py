"""`many` belongs only to joins that may multiply rows."""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.analysis.facts import facts
from lockgate.diagnostics import Diagnostic, Edit, Fix, UnneededMany
from lockgate.ir.program import Program
from lockgate.ir.rel import Join
from lockgate.passes.checks.fanout_join import joins
from lockgate.passes.checks.words import called
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.relations import written
from lockgate.source import Span

WORDS = {
    "inner": "join",
    "left": "left join",
    "right": "right join",
    "full": "full join",
    "cross": "cross join",
}


@compiler_pass("unneeded-many", kind="check")
def unneeded_many(program: Program) -> Sequence[Diagnostic]:
    """Report `many` where each row is proven to meet at most one row."""
    known = facts(program)
    seen: set[int] = set()
    return [
        _report(join)
        for _, root in written(program)
        for join in joins(root, seen)
        if join.many and join.kind in WORDS and known.meeting(join).right_single
    ]


def _report(join: Join) -> Diagnostic:
    assert join.span is not None
    word = WORDS[join.kind]
    fixes: tuple[Fix, ...] = ()
    if join.right_span is not None:
        place = Span(join.span.file, join.span.start, join.right_span.start)
        fixes = (Fix("leave `many` out", (Edit(place, f"{word} "),), "safe"),)
    name = called(join.right)
    return UnneededMany(
        span=join.span,
        message=f"`many` is not needed: each row meets at most one row of {name}",
        help=f"write `{word}`; then it is an error if that should change",
        fixes=fixes,
    )
