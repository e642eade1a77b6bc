"""Full joins for engines that take no condition but equalities: a left join, and the right's rows without a match."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.codegen.sql import sizes
from lockgate.codegen.sql.blocks import Block
from lockgate.ir.expr import Call, Cast, Column, Expr, Literal
from lockgate.ir.rel import Join, Project, SetOperation
from lockgate.ir.types import NULL, UNKNOWN, Schema

if TYPE_CHECKING:
    from lockgate.codegen.sql.relations import Builder


def hashable(rel: Join) -> bool:
    """One of the conditions is an equality of something of the left with something of the right."""
    left, right = rel.left.schema, rel.right.schema
    stack = [] if rel.predicate is None else [rel.predicate]
    while stack:
        item = stack.pop()
        if not isinstance(item, Call):
            continue
        if item.function == "and":
            stack.extend(item.args)
        elif item.function == "=":
            a, b = item.args
            if (_only(a, left) and _only(b, right)) or (_only(a, right) and _only(b, left)):
                return True
    return False


def _only(expr: Expr, schema: Schema) -> bool:
    """The expression is made of columns of these, and of at least one."""
    used = [item.name for item in sizes.walk(expr) if isinstance(item, Column)]
    return bool(used) and all(name in schema for name in used)


def full_join(build: Builder, rel: Join) -> Block:
    """The same rows from a left join and an anti join."""
    left, right = build.apart(rel.left), build.apart(rel.right)
    matched = build.put(Join("left", left, right, rel.predicate, rel.many))
    alone = build.put(Join("anti", right, left, rel.predicate, rel.many))
    nulls: list[tuple[str, Expr]] = [
        (
            item.name,
            Literal(None, item.type)
            if item.type in (NULL, UNKNOWN)
            else Cast(Literal(None, NULL), item.type),
        )
        for item in left.schema
    ]
    columns = [(name, Column(name)) for name in right.schema.names]
    rest = build.put(Project(alone, (*nulls, *columns)))
    block = build.step(SetOperation("union_all", (matched, rest), hint=rel.hint))
    block.alias = rel.hint
    return block
