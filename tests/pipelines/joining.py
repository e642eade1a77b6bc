"""Operators on two relations: joins, set operations, and bindings that are used twice."""

from __future__ import annotations

from hypothesis import strategies as st

from lockgate.ir import types
from lockgate.ir.expr import (
    Call,
    Column,
    Expr,
)
from lockgate.ir.rel import (
    Bind,
    Join,
    Project,
    Rel,
    Scan,
    SetOperation,
)
from lockgate.ir.types import (
    Schema,
)
from tests.pipelines.aggregating import aggregate
from tests.pipelines.expressions import (
    Draw,
    condition,
    of_type,
    simple,
)
from tests.pipelines.rows import distinct, extend, limit, select, where
from tests.pipelines.tables import SCHEMAS


def join(draw: Draw, rel: Rel) -> Rel | None:
    if len(rel.schema) > 20:
        return None
    right: Rel = Scan(*(lambda name: (name, SCHEMAS[name]))(draw(st.sampled_from(list(SCHEMAS)))), hint="r")
    for step in draw(st.lists(st.sampled_from((where, select, aggregate, limit, extend)), max_size=2)):
        right = step(draw, right) or right
    renamed: list[tuple[str, Expr]] = []
    taken = {name.casefold() for name in rel.schema.names}
    for name in right.schema.names:
        new, number = name, 2
        while new.casefold() in taken:
            new, number = f"{name}_{number}", number + 1
        taken.add(new.casefold())
        renamed.append((new, Column(name)))
    if any(new != name for (new, _), name in zip(renamed, right.schema.names, strict=True)):
        right = Project(right, tuple(renamed), hint=draw(st.sampled_from((None, "r2"))))
    kind = draw(st.sampled_from(("inner", "left", "right", "full", "semi", "anti", "cross")))
    if kind == "cross":
        return Join(kind, rel, right, None, many=True)
    pairs = [
        (a.name, b.name)
        for a in of_type(rel.schema, simple)
        for b in of_type(right.schema, simple)
        if a.type == b.type
    ]
    if not pairs:
        return None
    a, b = draw(st.sampled_from(pairs))
    name = draw(st.sampled_from(("=", "=", "is_not_distinct")))
    predicate: Expr = Call(name, (Column(a), Column(b)))
    if draw(st.integers(0, 3)) == 0:
        extra = condition(draw, Schema((*rel.schema.fields, *right.schema.fields)), 0)
        predicate = Call("and", (predicate, extra))
    return Join(kind, rel, right, predicate, many=True)


def set_operation(draw: Draw, rel: Rel) -> Rel | None:
    if any(isinstance(item.type, (types.Array, types.Struct)) for item in rel.schema):
        return None
    other = draw(st.sampled_from((where, limit, distinct)))(draw, rel) or rel
    kind = draw(st.sampled_from(("union_all", "union", "intersect", "except")))
    return SetOperation(kind, (rel, other) if draw(st.booleans()) else (other, rel))


def bind(draw: Draw, rel: Rel) -> Rel | None:
    bound = Bind(draw(st.sampled_from(("base", "by_day", "customers_joined"))), rel)
    if len(rel.schema) > 8 or draw(st.booleans()):
        return bound
    renamed = Project(bound, tuple((f"{name} 2", Column(name)) for name in rel.schema.names), hint="b")
    if any(f"{name} 2" in rel.schema for name in rel.schema.names):
        return bound
    first = rel.schema.names[0]
    if not simple(rel.schema[first].type):
        return bound
    return Join("left", bound, renamed, Call("=", (Column(first), Column(f"{first} 2"))), many=True)
