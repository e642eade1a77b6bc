"""Constants of queries inside, for engines that carry them outwards and compute with them while they plan.

Such an engine would divide by a constant zero of a query inside although a guard outside never comes to it. A
constant that something that can fail may read is given by a subquery, whose value is not known before.
"""

from __future__ import annotations

from collections.abc import Iterable

from lockgate.codegen.sql import sizes
from lockgate.codegen.sql.blocks import Outputs
from lockgate.ir.expr import Call, Column, Expr, Literal
from lockgate.ir.rel import Project, Rel
from lockgate.ir.traverse import expressions
from lockgate.passes.optimise.facts import may_raise

HIDDEN = "hidden constant"
"""The scalar that a dialect has for this."""


def read_by_failing(rels: Iterable[Rel]) -> frozenset[str]:
    """The names of columns that an expression that can fail reads, in whatever relation, and of what they are made."""
    found: set[str] = set()
    sources: dict[str, set[str]] = {}
    for rel in rels:
        for expr in expressions(rel):
            for item in sizes.walk(expr):
                if may_raise(item):
                    found |= _columns(item)
        if isinstance(rel, Project):
            for name, expr in rel.columns:
                sources.setdefault(name.casefold(), set()).update(_columns(expr))
    waiting = list(found)
    while waiting:
        new = sources.get(waiting.pop(), set()) - found
        found |= new
        waiting.extend(new)
    return frozenset(found)


def _columns(expr: Expr) -> set[str]:
    return {item.name.casefold() for item in sizes.walk(expr) if isinstance(item, Column)}


def outputs(items: Outputs, names: frozenset[str]) -> Outputs:
    """The outputs with the constants of these names hidden."""
    return Outputs(tuple((name, constant(name, expr, names)) for name, expr in items.items))


def constant(name: str, expr: Expr, names: frozenset[str]) -> Expr:
    """The expression, hidden if it is a constant of one of these names."""
    known = isinstance(expr, Literal) and expr.value is not None
    return Call(HIDDEN, (expr,)) if known and name.casefold() in names else expr
