"""Branches: the largest parts of a query in which each row comes from one row of a source that tells of its changes.

`from shop.orders |> where … |> join shop.customers …` is a branch; an aggregate, a window, a `distinct` or a union
over it is not. In a branch each column is an expression of the source's columns, or comes from what was looked up.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

from attrs import frozen

from lockgate.analysis.facts.conditions import is_function_of_columns
from lockgate.ir.expr import Column, Expr, WindowCall
from lockgate.ir.rel import Bind, Filter, Join, Project, Rel, Scan, Sort, Unnest, Unpivot
from lockgate.ir.traverse import children, columns_of, size, substitute, walk, walk_expr

MOST = 200
"""Nodes of an expression of the source's columns that is kept."""


@frozen(eq=False)
class Branch:
    """A row-wise part of a query."""

    rel: Rel
    scan: Scan
    made: Mapping[str, Expr]
    """Its columns that are expressions of the scan's columns, with them."""


def branches(rel: Rel, driving: Collection[str]) -> dict[int, Branch]:
    """For each row-wise relation in which a driving source is scanned, by identity, what it is."""
    found: dict[int, Branch] = {}
    reads: set[int] = set()
    for item in walk(rel):
        if isinstance(item, Scan):
            if item.dataset in driving:
                reads.add(id(item))
                found[id(item)] = Branch(item, item, {name: Column(name) for name in item.schema.names})
            continue
        below = _single(item, found, reads)
        if below is None:
            continue
        reads.add(id(item))
        branch = found.get(id(below))
        if branch is None:
            continue
        made = _made(item, branch)
        if made is not None:
            found[id(item)] = Branch(item, branch.scan, made)
    return found


def _single(rel: Rel, found: Mapping[int, Branch], reads: set[int]) -> Rel | None:
    """The one input that reads a driving source; for several of them, the relation is marked and is no branch."""
    sides = [side for side in children(rel) if id(side) in reads]
    if len(sides) > 1:
        reads.add(id(rel))
        return None
    return sides[0] if sides else None


def _made(rel: Rel, below: Branch) -> dict[str, Expr] | None:
    """The columns in terms of the source, or None where a row does not come from one row."""
    match rel:
        case Filter() | Sort() | Bind():
            return dict(below.made)
        case Project():
            if any(isinstance(part, WindowCall) for _, expr in rel.columns for part in walk_expr(expr)):
                return None
            mapping = {name.casefold(): expr for name, expr in below.made.items()}
            made = {}
            for name, expr in rel.columns:
                if all(used.casefold() in mapping for used in columns_of(expr)) and is_function_of_columns(
                    expr
                ):
                    whole = substitute(expr, mapping)
                    if size(whole) <= MOST:
                        made[name] = whole
            return made
        case Join():
            left = rel.left is below.rel
            kinds = ("inner", "left", "cross", "semi", "anti") if left else ("inner", "right", "cross")
            return dict(below.made) if rel.kind in kinds else None
        case Unpivot():
            gone = {*rel.columns, rel.name, rel.value}
            return {name: expr for name, expr in below.made.items() if name not in gone}
        case Unnest():
            return {name: expr for name, expr in below.made.items() if name != rel.name}
        case _:
            return None
