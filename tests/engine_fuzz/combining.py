"""Operators on two relations: joins, set operations, and a binding used twice."""

from __future__ import annotations

from lockgate.ir.coerce import coerce, coercible, common_type
from lockgate.ir.expr import Call, Cast, Column, Expr, Literal
from lockgate.ir.rel import Bind, Filter, Join, Project, Rel, SetOperation
from lockgate.ir.types import Field, Schema, Type
from tests.engine_fuzz.choices import Choices
from tests.engine_fuzz.exactness import exact_fields, is_near, is_near_name
from tests.engine_fuzz.expressions import Maker, is_plain
from tests.engine_fuzz.steps import Named, has_equality

_KINDS = ("inner", "inner", "left", "right", "full", "semi", "anti", "cross")


def joined(choices: Choices, left: Rel, right: Rel) -> Rel | None:
    """A join; the right side's names give way."""
    right = _renamed(choices, left.schema, right)
    kind = choices.one(_KINDS)
    if kind == "cross":
        return Join(kind, left, right, None, many=True)
    pairs = [
        (a, b)
        for a in exact_fields(left.schema)
        for b in exact_fields(right.schema)
        if is_plain(a.type) and is_plain(b.type) and _meet(a.type, b.type)
    ]
    if not pairs:
        return None
    predicate = _equal(choices, *choices.one(pairs))
    if choices.rarely(4):
        predicate = Call("and", (predicate, _equal(choices, *choices.one(pairs))))
    if choices.rarely(4):
        both = Schema((*left.schema.fields, *right.schema.fields))
        predicate = Call("and", (predicate, Maker(choices, both).condition(1)))
    if is_near(predicate, Schema((*left.schema.fields, *right.schema.fields))) is not False:
        return None
    return Join(kind, left, right, predicate, many=True)


def _meet(a: Type, b: Type) -> bool:
    """Values of both fit the type in which they are compared; a key that does not may fail an engine at any time."""
    kind = common_type(a, b)
    return kind is not None and coercible(a, kind) and coercible(b, kind)


def _equal(choices: Choices, a: Field, b: Field) -> Expr:
    kind = common_type(a.type, b.type)
    assert kind is not None
    sides = tuple(coerce(Column(item.name), item.type, kind) for item in (a, b))
    return Call(choices.one(("=", "=", "is_not_distinct", "=", "<=")) if _ordered(kind) else "=", sides)


def _ordered(kind: object) -> bool:
    return str(kind) != "boolean"


def _renamed(choices: Choices, left: Schema, right: Rel) -> Rel:
    taken = {name.casefold() for name in left.names}
    columns: list[Named] = []
    for name in right.schema.names:
        new, number = name, 2
        while new.casefold() in taken:
            new, number = f"{name}_{number}", number + 1
        taken.add(new.casefold())
        columns.append((new, Column(name)))
    if all(new == name for (new, _), name in zip(columns, right.schema.names, strict=True)):
        return right
    return Project(right, tuple(columns), hint=choices.one((None, "r2")))


def set_operation(choices: Choices, rel: Rel, other: Rel) -> Rel | None:
    """Rows of both, of either or of one, by name."""
    kind = choices.one(("union_all", "union", "intersect", "except"))
    if kind != "union_all" and not has_equality(rel.schema):
        return None
    if choices.flag():
        # The same rows but for a condition: there is something in common.
        side: Rel = Filter(rel, Maker(choices, rel.schema).condition(1))
    else:
        side = _shaped(choices, other, rel.schema)
    inputs = (rel, side) if choices.flag() else (side, rel)
    return SetOperation(kind, (*inputs, rel) if choices.rarely(6) else inputs)


def _shaped(choices: Choices, rel: Rel, schema: Schema) -> Rel:
    """Another relation with the columns of a schema."""
    columns: list[Named] = []
    for item in schema:
        fitting = [
            own.name
            for own in rel.schema
            if own.type == item.type and is_near_name(own.name) == is_near_name(item.name)
        ]
        expr: Expr = (
            Column(choices.one(fitting)) if fitting else Maker(choices, rel.schema).literal(item.type)
        )
        if isinstance(expr, Literal) and not is_plain(item.type):
            expr = Cast(Literal(None, item.type), item.type)
        columns.append((item.name, expr))
    return Project(rel, tuple(columns))


def bound(choices: Choices, rel: Rel) -> Rel | None:
    """A binding, joined with itself at times."""
    made = Bind(choices.one(("base", "by day", "customers_joined")), rel)
    first = next((item for item in exact_fields(rel.schema) if is_plain(item.type)), None)
    if choices.flag() or first is None or len(rel.schema) > 8:
        return made
    again = Project(made, tuple((f"{name} 2", Column(name)) for name in rel.schema.names), hint="b")
    if any(name in rel.schema for name in again.schema.names):
        return made
    predicate = Call("=", (Column(first.name), Column(f"{first.name} 2")))
    return Join(choices.one(("left", "inner", "anti")), made, again, predicate, many=True)
