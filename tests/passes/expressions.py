"""Random well-typed expressions over a schema: NULLs, constants and errors at run time among them."""

from __future__ import annotations

import datetime
from decimal import Decimal as Exact

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from lockgate.ir.expr import Call, Case, Cast, Column, Expr, Interval, Literal
from lockgate.ir.types import BIGINT, BOOLEAN, DATE, DOUBLE, INT, INTERVAL, STRING, Decimal, Schema, Type

MONEY = Decimal(10, 2)
AMOUNTS = (Exact("0.00"), Exact("1.50"), Exact("99999999.99"))
TYPES: tuple[Type, ...] = (BIGINT, STRING, DATE, BOOLEAN, DOUBLE, MONEY)

_COMPARISONS = ("=", "<>", "<", "<=", ">", ">=")


def literal(draw: DrawFn, kind: Type) -> Expr:
    """A constant of a type; sometimes NULL, sometimes a negative number."""
    if draw(st.integers(0, 7)) == 0:
        return Literal(None, kind)
    if kind == BIGINT:
        value = draw(st.sampled_from((0, 1, 2, 3, 7, 2**63 - 1)))
        return _negative(draw, Literal(value, BIGINT))
    if kind == INT:
        return Literal(draw(st.integers(0, 3)), INT)
    if kind == DOUBLE:
        return _negative(draw, Literal(draw(st.sampled_from((0.0, 0.1, 1.5, 3.0, 1e300))), DOUBLE))
    if kind == MONEY:
        return _negative(draw, Literal(draw(st.sampled_from(AMOUNTS)), MONEY))
    if kind == STRING:
        return Literal(
            draw(st.sampled_from(("", "a", "b", "Z", "é", "12", "-3", "2026-02-30", "2026-01-31"))), STRING
        )
    if kind == DATE:
        return Literal(draw(st.sampled_from((datetime.date(2026, 1, 31), datetime.date(2024, 2, 29)))), DATE)
    return Literal(draw(st.booleans()), BOOLEAN)


def _negative(draw: DrawFn, expr: Literal) -> Expr:
    return Call("neg", (expr,)) if expr.value and draw(st.integers(0, 3)) == 0 else expr


def expression(draw: DrawFn, schema: Schema, kind: Type, depth: int = 3) -> Expr:
    """An expression of the type over the columns of the schema."""
    columns = [item.name for item in schema if item.type == kind]
    if depth <= 0 or draw(st.integers(0, 3)) == 0:
        if columns and draw(st.booleans()):
            return Column(draw(st.sampled_from(columns)))
        return literal(draw, kind)
    made = _special(draw, schema, kind, depth - 1)
    return made if made is not None else _choice(draw, schema, kind, depth - 1)


def _choice(draw: DrawFn, schema: Schema, kind: Type, depth: int) -> Expr:
    def part(wanted: Type = kind) -> Expr:
        return expression(draw, schema, wanted, depth)

    match draw(st.integers(0, 3)):
        case 0:
            return Case(
                ((part(BOOLEAN), part()), (part(BOOLEAN), part())), draw(st.sampled_from((None, part())))
            )
        case 1:
            return Call("coalesce", (part(), part()))
        case 2:
            return Call("if", (part(BOOLEAN), part(), part()))
        case _:
            return Call("nullif", (part(), part())) if kind != BOOLEAN else Call("not", (part(),))


def _special(draw: DrawFn, schema: Schema, kind: Type, depth: int) -> Expr | None:
    def part(wanted: Type = kind) -> Expr:
        return expression(draw, schema, wanted, depth)

    pick = draw(st.integers(0, 7))
    if kind == BOOLEAN:
        return _condition(draw, schema, depth, pick)
    if kind == BIGINT:
        if pick < 4:
            return Call(draw(st.sampled_from(("+", "-", "*", "//", "%"))), (part(), part()))
        if pick == 4:
            return Cast(part(STRING), BIGINT)
        if pick == 5:
            return Call("length", (part(STRING),))
        return Cast(part(MONEY), BIGINT) if pick == 6 else Call("-", (part(DATE), part(DATE)))
    if kind == DOUBLE:
        if pick < 4:
            return Call(draw(st.sampled_from(("+", "-", "*", "/"))), (part(), part()))
        return Cast(part(BIGINT), DOUBLE, implicit=True) if pick == 4 else None
    if kind == MONEY:
        return Cast(Call(draw(st.sampled_from(("+", "-"))), (part(), part())), MONEY) if pick < 3 else None
    if kind == STRING:
        return Call("||", (part(), part())) if pick < 3 else Cast(part(BIGINT), STRING) if pick == 3 else None
    if kind == DATE and pick < 3:
        unit = draw(st.sampled_from(("day", "week", "month", "quarter", "year")))
        return Call(draw(st.sampled_from(("+", "-"))), (part(), Literal(Interval(pick, unit), INTERVAL)))
    return Cast(part(STRING), DATE, safe=draw(st.booleans())) if kind == DATE and pick == 3 else None


def _condition(draw: DrawFn, schema: Schema, depth: int, pick: int) -> Expr:
    def part(wanted: Type) -> Expr:
        return expression(draw, schema, wanted, depth)

    if pick < 2:
        return Call(draw(st.sampled_from(("and", "or"))), (part(BOOLEAN), part(BOOLEAN)))
    kind = draw(st.sampled_from((BIGINT, BIGINT, STRING, DATE, DOUBLE, MONEY)))
    if pick < 5:
        return Call(draw(st.sampled_from(_COMPARISONS)), (part(kind), part(kind)))
    if pick == 5:
        return Call(draw(st.sampled_from(("in", "between"))), (part(kind), part(kind), part(kind)))
    if pick == 6:
        return Call("is_null", (part(kind),))
    return Call("is_not_distinct", (part(kind), part(kind)))
