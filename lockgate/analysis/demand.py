"""Which columns of each relation of a query reach its output, by their values or by what they decide."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from lockgate.analysis.memo import memoised
from lockgate.ir import rel as relations
from lockgate.ir.expr import Expr
from lockgate.ir.rel import Filter, Project, Rel, Sort
from lockgate.ir.traverse import children, columns_of, expressions, walk

Names = frozenset[str]
NOTHING: Names = frozenset()


@memoised
def demanded(root: Rel) -> Mapping[int, Names]:
    """For each relation of a query (by identity) its columns that the output depends on; all of the output's are."""
    found: dict[int, Names] = {id(root): frozenset(root.schema.names)}
    ordering: set[int] = set()
    for rel in reversed(list(walk(root))):
        if isinstance(rel, relations.Limit):
            sort = sorted_below(rel)
            if sort is not None:
                ordering.add(id(sort))
        wanted = found.setdefault(id(rel), NOTHING)
        for child, names in zip(children(rel), _of_inputs(rel, wanted, id(rel) in ordering), strict=True):
            found[id(child)] = found.get(id(child), NOTHING) | names
    return found


def sorted_below(limit: relations.Limit) -> Sort | None:
    """The order by which a limit takes its rows, which filters and projections keep."""
    rel: Rel = limit.input
    while isinstance(rel, (Project, Filter)):
        rel = rel.input
    return rel if isinstance(rel, Sort) else None


def _of_inputs(rel: Rel, wanted: Names, ordering: bool) -> tuple[Names, ...]:
    match rel:
        case relations.Scan() | relations.Values():
            return ()
        case relations.Bind() | relations.Limit():
            return (wanted,)
        case relations.Sort():
            return (wanted | _used(expressions(rel)) if ordering else wanted,)
        case relations.Filter():
            return (wanted | _used(expressions(rel)),)
        case relations.DistinctOn():
            return (wanted | frozenset(rel.keys) | _used(expressions(rel)),)
        case relations.Project():
            return (_used(expr for name, expr in rel.columns if name in wanted),)
        case relations.Aggregate():
            kept = [expr for name, expr in rel.aggregates if name in wanted]
            return (_used((*(expr for _, expr in rel.groups), *kept)),)
        case relations.Join():
            every = wanted | _used(expressions(rel))
            return every & frozenset(rel.left.schema.names), every & frozenset(rel.right.schema.names)
        case relations.Distinct():
            return (frozenset(rel.schema.names),)
        case relations.SetOperation():
            every = wanted if rel.kind == "union_all" else frozenset(rel.schema.names)
            return tuple(every for _ in rel.inputs)
        case relations.Unpivot():
            return (wanted - {rel.name, rel.value} | frozenset(rel.columns),)
        case relations.Unnest():
            return (wanted - {rel.name} | _used(expressions(rel)),)
        case _:
            assert_never(rel)


def _used(exprs: Iterable[Expr]) -> Names:
    return frozenset(name for expr in exprs for name in columns_of(expr))
