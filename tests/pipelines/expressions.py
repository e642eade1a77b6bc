"""Expressions that raise no error and are exact on every engine."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from lockgate.ir import functions
from lockgate.ir.coerce import coerce
from lockgate.ir.expr import (
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Literal,
    SortKey,
)
from lockgate.ir.functions import Binding, Typed
from lockgate.ir.infer import infer
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    STRING,
    TIMESTAMP,
    Decimal,
    Field,
    Schema,
    Type,
)
from tests.pipelines.tables import CONSTANTS, MONEY, D

Draw = Callable[[Any], Any]

ORDERABLE = (BIGINT, INT, STRING, DOUBLE, DATE, TIMESTAMP)


def apply(name: str, args: list[Expr], schema: Schema) -> Call | None:
    """A call with its arguments coerced, or None where the function does not take them."""
    function = functions.lookup(name)
    assert function is not None, name
    typed = [Typed(arg, *infer(arg, schema)) for arg in args]
    bound = function.bind(typed)
    if not isinstance(bound, Binding):
        return None
    return Call(
        name, tuple(coerce(arg.expr, arg.type, kind) for arg, kind in zip(typed, bound.args, strict=True))
    )


def literal(draw: Draw, kind: Type) -> Expr:
    """A constant of a type, sometimes NULL."""
    if draw(st.integers(0, 9)) == 0:
        return Literal(None, kind)
    if isinstance(kind, Decimal):
        value = draw(st.sampled_from(CONSTANTS[MONEY]))
        if kind.scale == 2 and kind.precision >= 6:
            return Literal(value, kind)
        return Cast(Literal(D(0), Decimal(1, 0)), kind)
    return Literal(draw(st.sampled_from(CONSTANTS[kind])), kind)


def of_type(schema: Schema, wanted: Callable[[Type], bool]) -> list[Field]:
    return [item for item in schema if wanted(item.type)]


def simple(kind: Type) -> bool:
    """Types that the generator computes with."""
    return kind in CONSTANTS or isinstance(kind, Decimal)


def orderable(kind: Type) -> bool:
    return kind in ORDERABLE or isinstance(kind, Decimal)


def value(draw: Draw, schema: Schema, depth: int = 2) -> Expr:
    """An expression of any simple type."""
    columns = of_type(schema, simple)
    if depth == 0 or draw(st.booleans()):
        if columns and draw(st.integers(0, 4)):
            return Column(draw(st.sampled_from(columns)).name)
        return literal(draw, draw(st.sampled_from(list(CONSTANTS))))
    operand = value(draw, schema, depth - 1)
    made = draw(st.sampled_from(_SHAPES))(draw, schema, operand, infer(operand, schema)[0], depth - 1)
    return operand if made is None else made


def _arithmetic(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    if not (kind in (BIGINT, INT, DOUBLE) or isinstance(kind, Decimal)) or _digits(kind) > 30:
        return None
    sign = draw(st.sampled_from(("+", "-", "*", "/", "//", "%")))
    if sign in ("+", "-") and draw(st.booleans()):
        other: Expr = value(draw, schema, 0)
        if _digits(infer(other, schema)[0]) > 30 or infer(other, schema)[0] not in (kind, BIGINT, INT, MONEY):
            return None
        # Sums of columns stay far from the ends of their types: tables are small.
        return apply(sign, [operand, other], schema) if infer(other, schema)[0] != INT else None
    constant = draw(st.sampled_from((2, 3, -4)))
    wide: Expr = Cast(operand, BIGINT, implicit=True) if kind == INT else operand
    return apply(sign, [wide, Literal(constant, BIGINT)], schema)


def _digits(kind: Type) -> int:
    return kind.precision if isinstance(kind, Decimal) else 0


def _case(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    other = literal(draw, kind) if draw(st.booleans()) else None
    return Case(((condition(draw, schema, depth), operand),), other)


def _coalesce(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    name = draw(
        st.sampled_from(("coalesce", "greatest", "least", "nullif") if orderable(kind) else ("coalesce",))
    )
    return apply(name, [operand, literal(draw, kind)], schema)


def _text(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    if kind != STRING:
        if kind in (BIGINT, INT, DATE, BOOLEAN) or isinstance(kind, Decimal):
            return Cast(operand, STRING)
        return None
    name = draw(st.sampled_from(("upper", "length", "||", "substring", "left", "trim", "starts_with")))
    more: dict[str, list[Expr]] = {
        "||": [value(draw, Schema(tuple(of_type(schema, lambda item: item == STRING))), 0)],
        "substring": [Literal(2, BIGINT), Literal(3, BIGINT)],
        "left": [Literal(2, BIGINT)],
        "starts_with": [Literal("p", STRING)],
    }
    return apply(name, [operand, *more.get(name, [])], schema)


def _time(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    if kind not in (DATE, TIMESTAMP):
        return None
    name = draw(st.sampled_from(("date_trunc", "year", "day_of_week", "last_day", "date_diff")))
    unit = Literal(draw(st.sampled_from(("day", "week", "month", "quarter", "year"))), STRING)
    if name == "date_trunc":
        return apply(name, [unit, operand], schema)
    if name == "date_diff":
        return apply(name, [unit, operand, literal(draw, kind)], schema)
    return apply(name, [operand], schema)


def _round(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    if kind != DOUBLE and not isinstance(kind, Decimal):
        return None
    name = draw(st.sampled_from(("round", "ceil", "floor", "trunc", "abs", "sign", "neg")))
    return apply(name, [operand], schema)


def _condition(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    return condition(draw, schema, depth)


_SHAPES = (_arithmetic, _arithmetic, _case, _coalesce, _text, _time, _round, _condition)


def condition(draw: Draw, schema: Schema, depth: int = 1) -> Expr:
    """A boolean expression."""
    shape = draw(st.integers(0, 7))
    if depth > 0 and shape in (0, 1):
        name = ("and", "or")[shape]
        return Call(name, (condition(draw, schema, depth - 1), condition(draw, schema, depth - 1)))
    if depth > 0 and shape == 2:
        return Call("not", (condition(draw, schema, depth - 1),))
    left = value(draw, schema, min(depth, 1))
    kind = infer(left, schema)[0]
    if shape == 3:
        return Call("is_null", (left,))
    if shape == 4:
        return apply("in", [left, literal(draw, kind), literal(draw, kind)], schema) or Call(
            "is_null", (left,)
        )
    if shape == 5 and orderable(kind):
        made = apply("between", [left, literal(draw, kind), literal(draw, kind)], schema)
        return made or Call("is_null", (left,))
    if shape == 6 and kind == STRING:
        return Call("like", (left, Literal(draw(st.sampled_from(("%a%", "p_a%", "", "!%"))), STRING)))
    sign = draw(
        st.sampled_from(
            ("=", "<>", "<", "<=", ">", ">=") if orderable(kind) else ("=", "<>", "is_not_distinct")
        )
    )
    return apply(sign, [left, literal(draw, kind)], schema) or Call("is_null", (left,))


def all_keys(draw: Draw, schema: Schema, first: list[str] | None = None) -> tuple[SortKey, ...]:
    """A total order: by every column that has one."""
    fields = of_type(schema, orderable)
    names = [item.name for item in fields]
    if len(names) > 1 and draw(st.booleans()):
        names = draw(st.permutations(names))
    return tuple(
        SortKey(Column(name), draw(st.booleans()), draw(st.booleans())) for name in [*(first or []), *names]
    )


def has_total_order(schema: Schema) -> bool:
    return len(schema) > 0 and all(orderable(item.type) for item in schema)
