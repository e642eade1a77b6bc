"""Joins by common names: `join(planes, "tailnum")` for `on f.tailnum = p.tailnum`.

The right side's key then has no column of its own, so this is for joins behind which nobody asks for it.
"""

from __future__ import annotations

from attrs import evolve

from lockgate.ir.expr import Call, Column, Expr
from lockgate.ir.rel import Aggregate, Join, Project, Rel
from lockgate.ir.traverse import children, walk
from lockgate.passes.optimise.needs import Names, at_least_one, input_needs

KINDS = ("inner", "left", "semi", "anti")


def needs(rel: Rel) -> dict[int, Names]:
    """The columns, case-folded, that are asked for of each relation."""
    found: dict[int, Names] = {id(rel): frozenset(rel.schema.by_name)}
    order = list(walk(rel))
    for item in reversed(order):
        # What a projection or an aggregate gives is written whole, whoever asks for it.
        whole = isinstance(item, (Project, Aggregate))
        asked = frozenset(item.schema.by_name) if whole else found[id(item)]
        for child, names in zip(children(item), input_needs(item, asked), strict=True):
            found[id(child)] = found.get(id(child), frozenset()) | names
    return {id(item): at_least_one(found[id(item)], item.schema) for item in order}


def common_names(rel: Join, needed: Names) -> tuple[tuple[str, ...], Project] | None:
    """The names to join by and the right side with its keys under those names."""
    right = rel.right
    if rel.kind not in KINDS or rel.predicate is None or not isinstance(right, Project):
        return None
    own = {name.casefold(): expr for name, expr in right.columns}
    keys: dict[str, str] = {}
    for part in _conjuncts(rel.predicate):
        pair = _pair(part, rel)
        if pair is None:
            return None
        ours, theirs = pair
        base = own[theirs.casefold()]
        if not isinstance(base, Column) or base.name != ours or theirs in keys:
            return None
        if rel.kind in ("inner", "left") and theirs.casefold() in needed:
            return None
        keys[theirs] = ours
    if len(set(keys.values())) != len(keys):
        return None
    columns = tuple((keys.get(name, name), expr) for name, expr in right.columns)
    if len({name.casefold() for name, _ in columns}) != len(columns):
        return None
    return tuple(keys.values()), evolve(right, columns=columns)


def _conjuncts(predicate: Expr) -> list[Expr]:
    made: list[Expr] = []
    stack = [predicate]
    while stack:
        item = stack.pop()
        if isinstance(item, Call) and item.function == "and":
            stack.extend(reversed(item.args))
        else:
            made.append(item)
    return made


def _pair(part: Expr, rel: Join) -> tuple[str, str] | None:
    """The left's and the right's column of an equality, as each side spells it."""
    if not (isinstance(part, Call) and part.function == "="):
        return None
    first, second = part.args
    if not (isinstance(first, Column) and isinstance(second, Column)):
        return None
    if first.name in rel.right.schema:
        first, second = second, first
    ours, theirs = rel.left.schema.get(first.name), rel.right.schema.get(second.name)
    if ours is None or theirs is None or ours.type != theirs.type:
        return None
    return ours.name, theirs.name
