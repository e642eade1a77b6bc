"""An inner join with a whole table, where no reference promises that each row finds a match."""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.analysis.facts import Known, facts
from lockgate.analysis.facts.joins import NO_ROW_LOST, NULLS_LOST, keeps_left
from lockgate.diagnostics import Diagnostic, Edit, Fix, RowLossJoin
from lockgate.ir.program import Program
from lockgate.ir.rel import Aggregate, Bind, Distinct, DistinctOn, Join, Project, Rel, Scan, Sort
from lockgate.passes.checks.fanout_join import joins
from lockgate.passes.checks.left_join_undone import searched
from lockgate.passes.checks.words import called, listed
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.relations import written
from lockgate.source import Span


@compiler_pass("row-loss-join", kind="check")
def row_loss_join(program: Program) -> Sequence[Diagnostic]:
    """Report inner joins that may leave rows of the left side out without meaning to."""
    known = facts(program)
    seen: set[int] = set()
    filtered = searched(program).filtered
    return [
        report
        for _, root in written(program)
        for join in joins(root, seen)
        if join.kind == "inner" and (report := _report(join, known, id(join) in filtered)) is not None
    ]


def _report(join: Join, known: Known, filtered: bool) -> Diagnostic | None:
    if join.span is None or not _stands_for_all(join.right):
        return None
    met = known.meeting(join)
    left, right = known.sides(join)
    if not met.pairs or not met.found.whole or not (join.many or met.right_single):
        return None
    kept = keeps_left(join, left, right, met, known.references)
    if kept == NO_ROW_LOST:
        return None
    name = called(join.right)
    by = [a for a, _ in met.pairs]
    if kept == NULLS_LOST:
        nullable = [a for a in by if join.left.schema[a].nullable]
        message = f"rows whose {listed(nullable)} is NULL are left out: they meet no row of {name}"
    else:
        message = f"rows without a match in {name} are left out, and nothing promises that each has one"
    return RowLossJoin(
        span=join.span,
        message=message,
        help="write `left join` to keep them; if each has a match, say so with `references` on the source",
        fixes=() if filtered else _left_join(join),  # a condition behind it would leave them out again
    )


def _stands_for_all(right: Rel) -> bool:
    """Whether the right side is a dataset or its groups: one that this query filters is meant to leave rows out."""
    while isinstance(right, (Project, Bind, Sort)):
        right = right.input
    return isinstance(right, (Scan, Aggregate, Distinct, DistinctOn))


def _left_join(join: Join) -> tuple[Fix, ...]:
    if join.right_span is None or join.span is None:
        return ()
    place = Span(join.span.file, join.span.start, join.right_span.start)
    text = "left join many " if join.many else "left join "
    # Shown only: that a join should keep all rows is for its author to say.
    return (Fix("keep the rows with a left join", (Edit(place, text),), "shown"),)
