"""Which columns of a relation carry labelled data, so that no report shows their values.

A column is masked when anything labelled went into it, unless a function that gives only a count or
the like stood between. This errs on the side of masking.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lockgate.ir import functions
from lockgate.ir.expr import AggregateCall, Call, Column, Expr
from lockgate.ir.program import Program, Source
from lockgate.ir.rel import Aggregate, Project, Rel, Scan, SetOperation, Unnest, Unpivot, Values
from lockgate.ir.traverse import children, expr_children, walk

Labelled = Mapping[str, frozenset[str]]
"""Case-folded dataset to the case-folded names of its labelled columns."""


def labelled_columns(program: Program, order: Iterable[str]) -> Labelled:
    """For every source, and for every model in `order`, which must have inputs before what reads them."""
    found: dict[str, frozenset[str]] = {
        source.name.casefold(): frozenset(item.name.casefold() for item in source.columns if item.labels)
        for source in program.sources
    }
    for name in order:
        dataset = program.datasets.get(name.casefold())
        if dataset is None or isinstance(dataset, Source):
            continue
        stated = {column.casefold() for column, _ in dataset.labels}
        found[name.casefold()] = masked(dataset.query, found) | stated
    return found


def masked(rel: Rel, labelled: Labelled) -> frozenset[str]:
    """The case-folded names of the columns of `rel` that carry labelled data."""
    known: dict[int, frozenset[str]] = {}
    for item in walk(rel):
        below = frozenset[str]().union(*(known[id(child)] for child in children(item)))
        known[id(item)] = _own(item, below, labelled, known)
    return known[id(rel)]


def _own(
    rel: Rel, below: frozenset[str], labelled: Labelled, known: Mapping[int, frozenset[str]]
) -> frozenset[str]:
    match rel:
        case Scan():
            return labelled.get(rel.dataset.casefold(), frozenset())
        case Project():
            return frozenset(name.casefold() for name, expr in rel.columns if carries(expr, below))
        case Aggregate():
            named = (*rel.groups, *rel.aggregates)
            return frozenset(name.casefold() for name, expr in named if carries(expr, below))
        case SetOperation():
            # Inputs have the same names, so the union of what is below is by name.
            return below
        case Unpivot():
            hit = any(name.casefold() in below for name in rel.columns)
            return below | {rel.value.casefold()} if hit else below
        case Unnest():
            return below | {rel.name.casefold()} if carries(rel.expr, below) else below
        case Values():
            return frozenset()
        case _:
            return below


def carries(expr: Expr, labelled: frozenset[str]) -> bool:
    """Some labelled column reaches the value of the expression."""
    waiting = [expr]
    while waiting:
        item = waiting.pop()
        if isinstance(item, Column):
            if item.name.casefold() in labelled:
                return True
            continue
        if isinstance(item, Call | AggregateCall):
            function = functions.lookup(item.function)
            if function is not None and function.labels == "drop":
                continue
        waiting.extend(expr_children(item))
    return False
