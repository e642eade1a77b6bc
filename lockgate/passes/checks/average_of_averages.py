"""Averages and ratios of groups must not be averaged or added up as if all groups were of one size."""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.analysis.additivity import Again, averaged_again
from lockgate.diagnostics import AverageOfAverages, Diagnostic, Edit, Fix, Related
from lockgate.ir.expr import Cast, Column, Expr
from lockgate.ir.program import Program
from lockgate.passes.checks.spelling import named, spelled
from lockgate.passes.checks.words import listed
from lockgate.passes.compiler_pass import compiler_pass


@compiler_pass("average-of-averages", kind="check")
def average_of_averages(program: Program) -> Sequence[Diagnostic]:
    """Report means and sums over values that are averages or ratios of groups already."""
    return [_report(item) for item in averaged_again(program) if item.call.span is not None]


def _report(item: Again) -> Diagnostic:
    assert item.call.span is not None
    name = item.call.function
    is_ratio = item.measure.kind == "ratio"
    what = "a ratio of totals" if is_ratio else f"{_article(item.measure.call.function)} already"
    names = listed(named(item.columns, item.below))
    effect = (
        "each group counts the same, however many rows it has"
        if name == "avg"
        else "such values do not add up"
    )
    weighted = _weighted(item)
    if is_ratio:
        help = "keep what is divided, add up each by itself, and divide the sums"
    elif weighted:
        help = f"weight it by the number of rows: `{weighted}`; or aggregate the rows themselves"
    else:
        help = "aggregate the rows themselves, or keep their number and weight each average by it"
    fixes: tuple[Fix, ...] = ()
    if weighted and name == "avg":
        fixes = (Fix("weight it by the number of rows", (Edit(item.call.span, f"({weighted})"),)),)
    made = item.measure.call.span
    return AverageOfAverages(
        span=item.call.span,
        message=f"`{name}` of {names}, which is {what}: {effect}",
        help=help,
        related=(Related("it is made here", made),) if made is not None else (),
        fixes=fixes,
    )


def _article(function: str) -> str:
    return {"avg": "an average", "median": "a median"}.get(function, f"a {function}")


def _weighted(item: Again) -> str:
    """The average weighted by the count, where the value is a column and the count is there."""
    value: Expr = item.call.args[0]
    while isinstance(value, Cast):
        value = value.operand
    if (
        item.weight is None
        or not isinstance(value, Column)
        or item.measure.kind != "average"
        or item.call.filter
    ):
        return ""
    if item.measure.call.function != "avg" or item.call.distinct:
        return ""
    mean, count = spelled(value.name, item.below), spelled(item.weight, item.below)
    return f"sum({mean} * {count}) / sum({count})" if mean and count else ""
