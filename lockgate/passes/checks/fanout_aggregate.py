"""A sum or mean must not count a value as often as a join has repeated its row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from lockgate.analysis.facts import Facts, facts
from lockgate.analysis.used import used
from lockgate.diagnostics import Diagnostic, FanoutAggregate, Related
from lockgate.ir.expr import AggregateCall, Case, Column, Expr, Literal, WindowCall
from lockgate.ir.program import Program
from lockgate.ir.rel import Aggregate, Join, Project, Rel, Scan
from lockgate.ir.traverse import walk, walk_expr
from lockgate.passes.checks.words import called, listed
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.relations import written

ADDING = frozenset({"sum", "sum_if"})
AVERAGING = frozenset({"avg", "stddev", "stddev_pop", "variance", "variance_pop", "median", "percentile"})


@compiler_pass("fanout-aggregate", kind="check")
def fanout_aggregate(program: Program) -> Sequence[Diagnostic]:
    """Report sums over values that a join repeated, and means over those that `join many` repeated."""
    known = facts(program)
    found: list[Diagnostic] = []
    seen: set[int] = set()
    for _, root in written(program):
        for rel in walk(root):
            if id(rel) in seen:
                continue
            seen.add(id(rel))
            for call, within in _calls(rel):
                report = _report(call, within, known.of(_input(rel)))
                if report is not None:
                    found.append(report)
    return found


def _input(rel: Rel) -> Rel:
    assert isinstance(rel, (Aggregate, Project))
    return rel.input


def _calls(rel: Rel) -> Iterator[tuple[AggregateCall, tuple[str, ...]]]:
    """The aggregates of a relation, those over windows too, each with the columns that its rows agree on."""
    if isinstance(rel, Aggregate):
        within = tuple(expr.name for _, expr in rel.groups if isinstance(expr, Column)) if rel.sets is None else ()
        for _, expr in rel.aggregates:
            if isinstance(expr, AggregateCall):
                yield expr, within
    elif isinstance(rel, Project):
        for _, expr in rel.columns:
            if isinstance(expr, Column):
                continue
            for item in walk_expr(expr):
                if isinstance(item, WindowCall) and isinstance(item.function, AggregateCall):
                    yield item.function, tuple(key.name for key in item.partition if isinstance(key, Column))


def _report(call: AggregateCall, within: tuple[str, ...], below: Facts) -> Diagnostic | None:
    if call.distinct or call.span is None or not call.args or call.function not in ADDING | AVERAGING:
        return None
    columns = _added(call.args[0])
    repeat = below.repeats(columns, within)
    if repeat is None:
        return None
    cause, looked_up = repeat.rel, below.is_lookup(repeat)
    if call.function in AVERAGING and looked_up and not (isinstance(cause, Join) and cause.many):
        return None  # a mean weighted by how often a value was looked up is often what is meant
    what = "adds" if call.function in ADDING else "counts"
    if isinstance(cause, Join):
        other = called(cause.left if repeat.by is not None else cause.right)
        reason = f"it is looked up for each row of {other}" if looked_up else f"the join with {other} repeats its row"
    elif isinstance(cause, Scan):
        reason = f"`{cause.dataset}` holds its row several times"
    else:
        reason = "its row was repeated before"
    place = cause.span
    return FanoutAggregate(
        span=call.span,
        message=f"`{call.function}` {what} {listed(columns)} more than once: {reason}",
        help="sum it where it comes from, before the join; or over rows that are distinct"
        if looked_up
        else "aggregate before the join, each side by itself, and join the results",
        related=(Related("the rows are repeated here", place),) if place is not None else (),
        level="warning" if looked_up else "error",
    )


def _added(expr: Expr) -> tuple[str, ...]:
    """The columns whose values are added; those that only decide which constant is added are not among them."""
    if isinstance(expr, Case):
        values = [value for _, value in expr.branches]
        values += [expr.default] if expr.default is not None else []
        if all(isinstance(value, Literal) for value in values):
            return ()
    return used(expr)[0]
