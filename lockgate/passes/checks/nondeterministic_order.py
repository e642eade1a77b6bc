"""An order must be total where it decides which rows, or which values, are kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from lockgate.analysis.demand import demanded, sorted_below
from lockgate.analysis.facts import Known, facts
from lockgate.analysis.numbering import Chosen, chosen_by_number
from lockgate.analysis.orders import Ties, is_repeatable, ties, window_ties
from lockgate.diagnostics import Diagnostic, Edit, Fix, NondeterministicOrder, Related, Severity
from lockgate.ir.program import Model, Program
from lockgate.ir.rel import DistinctOn, Limit, Rel
from lockgate.ir.traverse import walk
from lockgate.passes.checks.spelling import named, spelled
from lockgate.passes.checks.words import listed
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.relations import written
from lockgate.source import Span

MOST_KEYS = 3
"""Columns that a fix appends where no unique set is known: more would be no order that anybody reads."""


@compiler_pass("nondeterministic-order", kind="check")
def nondeterministic_order(program: Program) -> Sequence[Diagnostic]:
    """Report orders in which rows may tie that differ in what is kept of them."""
    known = facts(program)
    found: list[Diagnostic] = []
    seen: set[int] = set()
    checks: list[Rel] = []
    for owner, root in written(program):
        if not (isinstance(owner, Model) and root is owner.query):
            checks.append(root)
        relevant = [rel for rel in walk(root) if isinstance(rel, (DistinctOn, Limit)) and id(rel) not in seen]
        if relevant:
            needs = demanded(root)
            for rel in relevant:
                seen.add(id(rel))
                found += (
                    _distinct_on(rel, known, needs)
                    if isinstance(rel, DistinctOn)
                    else _limit(rel, known, needs)
                )
    for chosen in chosen_by_number(program, checks):
        found += _numbered(chosen, known)
    return found


def _distinct_on(rel: DistinctOn, known: Known, needs: Mapping[int, frozenset[str]]) -> Iterator[Diagnostic]:
    if rel.span is None or not is_repeatable(key.expr for key in rel.order):
        return
    found = ties(known.of(rel.input), rel.input.schema, rel.keys, rel.order, needs[id(rel)])
    if found is not None:
        at = Span(rel.span.file, rel.span.end, rel.span.end)
        yield _report(rel.span, at, "which of them is kept is left to chance", found, rel.input)


def _limit(rel: Limit, known: Known, needs: Mapping[int, frozenset[str]]) -> Iterator[Diagnostic]:
    sort = sorted_below(rel)
    if sort is None or sort.span is None or rel.count == 0:
        return
    if not is_repeatable(key.expr for key in sort.keys):
        return
    found = ties(known.of(sort.input), sort.input.schema, (), sort.keys, needs[id(sort)])
    if found is not None:
        at = Span(sort.span.file, sort.span.end, sort.span.end)
        text = "which of them the limit keeps is left to chance"
        yield _report(sort.span, at, text, found, sort.input, level="note")


def _numbered(chosen: Chosen, known: Known) -> Iterator[Diagnostic]:
    item = chosen.numbering
    below = item.project.input
    window = item.window
    if window.span is None or not is_repeatable(key.expr for key in window.order):
        return
    kept = [
        (name, expr) for name, expr in item.project.columns if name in item.demanded and name != item.column
    ]
    found = window_ties(known.of(below), below.schema, window, kept)
    if found is None:
        return
    is_number = window.function.function == "row_number"
    at = Span(window.span.file, window.span.end - 1, window.span.end - 1)
    yield _report(
        window.span,
        at,
        "which of them comes first is left to chance"
        if is_number
        else "which bucket they are in is left to chance",
        found,
        below,
        level="warning" if is_number else "note",
        related=(Related("rows are chosen by it here", chosen.place),) if chosen.place is not None else (),
    )


def _report(
    place: Span,
    end: Span,
    effect: str,
    found: Ties,
    below: Rel,
    level: Severity | None = None,
    related: tuple[Related, ...] = (),
) -> Diagnostic:
    by = f"rows that agree on {listed(named(found.by, below))} tie" if found.by else "any two rows tie"
    wanted = found.missing or (found.loose if len(found.loose) <= MOST_KEYS else ())
    texts = [spelled(name, below) for name in wanted if name in below.schema]
    names = [text for text in texts if text is not None]
    whole = len(names) == len(wanted) > 0
    shown = listed(named(wanted, below))
    if found.missing:
        help = f"end the order with {shown}, which tells the rows apart"
        if len(wanted) > 1:
            help = f"end the order with {shown}, which together tell the rows apart"
    elif whole:
        help = f"end the order with {shown}, in which they may differ; or declare the key of what is read"
    else:
        help = "declare the key of what is read, and end the order with it"
    return NondeterministicOrder(
        span=place,
        message=f"{by}, and {effect}",
        help=help,
        related=related,
        fixes=(Fix(f"end the order with {shown}", (Edit(end, "".join(f", {name}" for name in names)),)),)
        if whole
        else (),
        level=level,
    )
