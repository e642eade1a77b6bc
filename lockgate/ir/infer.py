"""Types and nullability, derived from expressions, and the schemas of relations from those of their inputs."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from lockgate.ir.coerce import common_type
from lockgate.ir.expr import (
    AggregateCall,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Frame,
    Literal,
    Parameter,
    WindowCall,
)
from lockgate.ir.functions import Mismatch, Typed, lookup
from lockgate.ir.nonnull import required
from lockgate.ir.traverse_expr import walk_expr
from lockgate.ir.types import NULL, STRING, UNKNOWN, Array, Field, Schema, Type

Fact = tuple[Type, bool]
NOTHING: Fact = (UNKNOWN, True)
Named = tuple[str, Expr]


def infer(expr: Expr, schema: Schema) -> Fact:
    """The type of an expression over columns of the schema, and whether it may be NULL."""
    if isinstance(expr, Column):
        return _column(expr, schema)
    if isinstance(expr, Literal):
        return expr.type, expr.value is None
    return infer_all(expr, schema)[id(expr)]


def infer_all(expr: Expr, schema: Schema) -> dict[int, Fact]:
    """Type and nullability of the expression and of all inside it, by identity."""
    facts: dict[int, Fact] = {}
    for item in walk_expr(expr):
        facts[id(item)] = _step(item, schema, facts)
    return facts


def _column(expr: Column, schema: Schema) -> Fact:
    found = schema.get(expr.name)
    return NOTHING if found is None else (found.type, found.nullable)


def _step(expr: Expr, schema: Schema, facts: dict[int, Fact]) -> Fact:
    match expr:
        case Column():
            return _column(expr, schema)
        case Literal():
            return expr.type, expr.value is None
        case Parameter():
            return expr.type, False
        case Cast():
            return expr.type, expr.safe or facts[id(expr.operand)][1]
        case Case():
            return _case(expr, facts)
        case Call():
            return _bound(expr.function, expr.args, facts)
        case AggregateCall():
            return _aggregate(expr, facts)
        case WindowCall():
            kind, nullable = facts[id(expr.function)]
            return kind, nullable or (_uses_frame(expr.function) and may_be_empty(expr.frame))


def _bound(name: str, args: tuple[Expr, ...], facts: dict[int, Fact]) -> Fact:
    function = lookup(name)
    if function is None:
        return NOTHING
    binding = function.bind([Typed(arg, *facts[id(arg)]) for arg in args])
    return NOTHING if isinstance(binding, Mismatch) else (binding.result, binding.nullable)


def _aggregate(expr: AggregateCall, facts: dict[int, Fact]) -> Fact:
    kind, nullable = _bound(expr.function, expr.args, facts)
    return kind, nullable or (expr.filter is not None and not _never_null(expr.function))


def _never_null(name: str) -> bool:
    function = lookup(name)
    return function is not None and function.nulls == "never"


def _case(expr: Case, facts: dict[int, Fact]) -> Fact:
    values = [facts[id(then)] for _, then in expr.branches]
    if expr.default is not None:
        values.append(facts[id(expr.default)])
    kind: Type | None = NULL
    for value, _ in values:
        kind = common_type(kind, value) if kind is not None else None
    nullable = expr.default is None or any(value[1] for value in values)
    return (UNKNOWN if kind is None else kind), nullable


def _uses_frame(function: Call | AggregateCall) -> bool:
    if isinstance(function, AggregateCall):
        return not _never_null(function.function)
    return function.function in ("first_value", "last_value")


def may_be_empty(frame: Frame | None) -> bool:
    """Whether a frame may hold no row: it does not reach the current one."""
    if frame is None:
        return False
    starts = frame.start.kind in ("unbounded_preceding", "preceding", "current_row")
    ends = frame.end.kind in ("current_row", "following", "unbounded_following")
    return not (starts and ends)


# -- schemas of relations


def values_schema(names: Sequence[str], rows: Sequence[Sequence[Expr]]) -> Schema:
    """Literal rows: a column may be NULL where one of its values may."""
    empty = Schema(())
    fields: list[Field] = []
    for position, name in enumerate(names):
        kind: Type | None = NULL
        nullable = not rows
        for row in rows:
            value, may_be_null = infer(row[position], empty)
            kind = common_type(kind, value) if kind is not None else None
            nullable = nullable or may_be_null
        fields.append(Field(name, UNKNOWN if kind is None or not rows else kind, nullable))
    return Schema(tuple(fields))


def filtered(schema: Schema, predicate: Expr) -> Schema:
    """Columns that must have a value for the predicate to be true are not NULL behind it."""
    names = required(predicate)
    if not any(item.nullable and item.name.casefold() in names for item in schema.fields):
        return schema
    fields = tuple(
        evolve(item, nullable=False) if item.nullable and item.name.casefold() in names else item
        for item in schema.fields
    )
    return Schema(fields, schema.open)


def project_schema(schema: Schema, columns: Sequence[Named]) -> Schema:
    """One column for each named expression."""
    known = schema.by_name
    fields: list[Field] = []
    for name, expr in columns:
        if isinstance(expr, Column):
            found = known.get(expr.name.casefold())
            if found is not None:
                fields.append(found if found.name == name else Field(name, found.type, found.nullable))
                continue
        fields.append(Field(name, *infer(expr, schema)))
    return Schema(tuple(fields), schema.open)


def _nullable(fields: tuple[Field, ...]) -> tuple[Field, ...]:
    return tuple(item if item.nullable else Field(item.name, item.type, True) for item in fields)


def join_schema(kind: str, left: Schema, right: Schema, predicate: Expr | None) -> Schema:
    """Both sides' columns; a side that may be missing may be NULL."""
    if kind == "anti":
        return left
    if kind == "semi":
        return left if predicate is None else filtered(left, predicate)
    first = _nullable(left.fields) if kind in ("right", "full") else left.fields
    second = _nullable(right.fields) if kind in ("left", "full") else right.fields
    joined = Schema(first + second, left.open or right.open)
    return filtered(joined, predicate) if kind == "inner" and predicate is not None else joined


def aggregate_schema(
    schema: Schema,
    groups: Sequence[Named],
    aggregates: Sequence[Named],
    sets: tuple[tuple[int, ...], ...] | None,
) -> Schema:
    """The groups, which may be NULL where a grouping set leaves them out, and then the aggregates."""
    fields: list[Field] = []
    for position, (name, expr) in enumerate(groups):
        kind, nullable = infer(expr, schema)
        left_out = sets is not None and any(position not in chosen for chosen in sets)
        fields.append(Field(name, kind, nullable or left_out))
    may_have_no_row = not groups if sets is None else any(not chosen for chosen in sets)
    for name, expr in aggregates:
        kind, nullable = infer(expr, schema)
        empty = may_have_no_row and not (isinstance(expr, AggregateCall) and _never_null(expr.function))
        fields.append(Field(name, kind, nullable or empty))
    return Schema(tuple(fields), schema.open)


def set_schema(kind: str, inputs: Sequence[Schema]) -> Schema:
    """The first input's names; what may be NULL depends on which rows can come through."""
    first, rest = inputs[0], inputs[1:]
    is_open = any(item.open for item in inputs)
    fields: list[Field] = []
    for position, item in enumerate(first.fields):
        others = [other.fields[position] for other in rest if position < len(other.fields)]
        kinds: Type | None = item.type
        for other in others:
            kinds = common_type(kinds, other.type) if kinds is not None else None
        nullable = item.nullable
        if kind in ("union_all", "union"):
            nullable = nullable or any(other.nullable for other in others)
        elif kind == "intersect":
            nullable = nullable and all(other.nullable for other in others)
        fields.append(Field(item.name, UNKNOWN if kinds is None else kinds, nullable))
    return Schema(tuple(fields), is_open)


def unpivot_schema(schema: Schema, value: str, name: str, columns: Sequence[str]) -> Schema:
    """The columns that stay, then which column it was, then its value."""
    turned = {item.casefold() for item in columns}
    kept = tuple(item for item in schema.fields if item.name.casefold() not in turned)
    kind: Type | None = NULL
    nullable = False
    for column in columns:
        found = schema.get(column)
        kind = UNKNOWN if found is None else common_type(kind, found.type) if kind is not None else None
        nullable = nullable or found is None or found.nullable
    made = (Field(name, STRING, False), Field(value, UNKNOWN if kind is None else kind, nullable))
    return Schema(kept + made, schema.open)


def unnest_schema(schema: Schema, expr: Expr, name: str) -> Schema:
    """The columns and then the element, which may be NULL."""
    kind, _ = infer(expr, schema)
    element = kind.element if isinstance(kind, Array) else UNKNOWN
    return Schema((*filtered_by_value(schema, expr).fields, Field(name, element, True)), schema.open)


def filtered_by_value(schema: Schema, expr: Expr) -> Schema:
    """The schema where the expression has a value: a NULL array gives no row."""
    if isinstance(expr, Column):
        found = schema.get(expr.name)
        if found is not None and found.nullable:
            fields = tuple(evolve(item, nullable=False) if item is found else item for item in schema.fields)
            return Schema(fields, schema.open)
    return schema
