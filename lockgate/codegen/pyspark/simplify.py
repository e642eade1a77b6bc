"""Makes one projection of two where the upper one only picks, names and orders the lower one's columns."""

from __future__ import annotations

from attrs import evolve

from lockgate.ir.expr import Column, Expr
from lockgate.ir.rel import Project, Rel
from lockgate.ir.traverse import children, transform, walk


def simplified(rel: Rel) -> Rel:
    """The same relation with fewer projections."""
    uses: dict[int, int] = {}
    for item in walk(rel):
        for child in children(item):
            uses[id(child)] = uses.get(id(child), 0) + 1
    shared = {id(item) for item in walk(rel) if uses.get(id(item), 0) > 1}
    return transform(rel, lambda item: _merged(item, shared))


def _merged(rel: Rel, shared: set[int]) -> Rel:
    if not isinstance(rel, Project):
        return rel
    inner = rel.input
    if all(_same(*item) for item in rel.columns) and rel.schema.names == inner.schema.names:
        return inner
    if not isinstance(inner, Project) or id(inner) in shared:
        return rel
    known = {name.casefold(): expr for name, expr in inner.columns}
    picked: list[str] = []
    columns: list[tuple[str, Expr]] = []
    for name, expr in rel.columns:
        if not isinstance(expr, Column):
            return rel
        found = known[expr.name.casefold()]
        if not isinstance(found, Column):
            if expr.name.casefold() in picked:
                return rel
            picked.append(expr.name.casefold())
        columns.append((name, found))
    return evolve(rel, input=inner.input, columns=tuple(columns), hint=rel.hint or inner.hint)


def _same(name: str, expr: Expr) -> bool:
    return isinstance(expr, Column) and expr.name == name
