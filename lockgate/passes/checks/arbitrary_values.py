"""Values that are picked or put together by an order, such as `max_by` and `array_agg`, need one without ties too."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lockgate.analysis.demand import demanded
from lockgate.analysis.facts import Known, facts
from lockgate.analysis.orders import Ties, is_repeatable, ties, told, window_ties
from lockgate.diagnostics import Diagnostic, Edit, Fix, NondeterministicOrder
from lockgate.ir.expr import AggregateCall, Call, Expr, SortKey, WindowCall
from lockgate.ir.program import Program
from lockgate.ir.rel import Aggregate, Project, Rel
from lockgate.ir.traverse import columns_of, walk, walk_expr
from lockgate.passes.checks.spelling import named, spelled
from lockgate.passes.checks.words import listed
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.relations import written
from lockgate.source import Span

PICKING = frozenset({"min_by", "max_by"})
GATHERING = frozenset({"array_agg", "string_agg"})
NEIGHBOURS = frozenset({"first_value", "last_value", "lag", "lead"})


@compiler_pass("arbitrary-values", kind="check")
def arbitrary_values(program: Program) -> Sequence[Diagnostic]:
    """Note aggregates and windows whose value depends on which of several equal rows comes first."""
    known = facts(program)
    found: list[Diagnostic] = []
    seen: set[int] = set()
    for _, root in written(program):
        needs: Mapping[int, frozenset[str]] | None = None
        for rel in walk(root):
            if id(rel) in seen or not isinstance(rel, (Aggregate, Project)):
                continue
            seen.add(id(rel))
            calls = list(_aggregates(rel) if isinstance(rel, Aggregate) else _windows(rel))
            if not calls:
                continue
            needs = needs if needs is not None else demanded(root)
            for name, call in calls:
                if name in needs[id(rel)]:
                    found += _report(call, rel, known)
    return found


def _aggregates(rel: Aggregate) -> Iterator[tuple[str, Expr]]:
    for name, expr in rel.aggregates:
        if isinstance(expr, AggregateCall) and expr.function in PICKING | GATHERING:
            yield name, expr


def _windows(rel: Project) -> Iterator[tuple[str, Expr]]:
    for name, expr in rel.columns:
        for item in walk_expr(expr) if columns_of(expr) else ():
            if (
                isinstance(item, WindowCall)
                and isinstance(item.function, Call)
                and item.function.function in NEIGHBOURS
            ):
                yield name, item


def _report(call: Expr, rel: Aggregate | Project, known: Known) -> Iterator[Diagnostic]:
    below = known.of(rel.input)
    schema = rel.input.schema
    if isinstance(call, WindowCall):
        assert isinstance(call.function, Call)
        if call.span is None or not is_repeatable(key.expr for key in call.order):
            return
        found = window_ties(below, schema, call, [("", call.function.args[0])])
        if found is not None:
            loose = columns_of(call.function.args[0])
            yield _note(
                call.span,
                call.function.function,
                found,
                loose,
                rel.input,
                _appended(call.span, found, rel.input),
            )
        return
    assert isinstance(call, AggregateCall) and isinstance(rel, Aggregate)
    if call.span is None:
        return
    order = (SortKey(call.args[1]),) if call.function in PICKING else call.order
    if not is_repeatable(key.expr for key in order):
        return
    groups = told((expr for _, expr in rel.groups), schema) if rel.sets is None else frozenset[str]()
    kept = columns_of(call.args[0])
    found = ties(below, schema, groups, order, kept)
    if found is None:
        return
    fixes: tuple[Fix, ...] = ()
    if call.function in GATHERING and call.filter is None:
        fixes = _appended(call.span, found, rel.input, started=bool(order))
    yield _note(call.span, call.function, found, kept, rel.input, fixes)


def _appended(place: Span, found: Ties, below: Rel, started: bool = True) -> tuple[Fix, ...]:
    """The order within a call, ended with the columns in which the rows may differ."""
    names = [spelled(name, below) for name in found.loose if name in below.schema]
    if not names or None in names:
        return ()
    text = ", ".join(name for name in names if name is not None)
    at = Span(place.file, place.end - 1, place.end - 1)
    lead = ", " if started else " order by "
    return (Fix(f"end the order with {listed(named(found.loose, below))}", (Edit(at, f"{lead}{text}"),)),)


def _note(
    place: Span, function: str, found: Ties, loose: Sequence[str], below: Rel, fixes: tuple[Fix, ...]
) -> Diagnostic:
    names = listed(named(loose, below))
    rows = (
        f"rows that agree on {listed(named(found.by, below))} tie" if found.by else "the rows are in no order"
    )
    what = "how they are put together" if function in GATHERING else "whose it takes"
    return NondeterministicOrder(
        span=place,
        message=f"`{function}` of {names}: {rows}, and {what} is left to chance",
        help="give it an order that tells the rows apart"
        if function in GATHERING
        else "order by more columns, or take the row with `distinct on` and a total order",
        fixes=fixes,
        level="note",
    )
