"""Constants as values: a literal, or the negation of one."""

from __future__ import annotations

import decimal
import math

from attrs import frozen

from lockgate.ir.coerce import fits, is_number
from lockgate.ir.expr import Call, Expr, Literal, Value
from lockgate.ir.types import BOOLEAN, DOUBLE, Decimal, Type

EXACT = decimal.Context(prec=200)
TRUE = Literal(True, BOOLEAN)
FALSE = Literal(False, BOOLEAN)


@frozen(slots=True)
class Constant:
    """A value of a type; the value None is NULL."""

    value: Value
    type: Type


def constant_of(expr: Expr) -> Constant | None:
    """The value of an expression that is written as one, or None."""
    if isinstance(expr, Literal):
        return Constant(expr.value, expr.type)
    if isinstance(expr, Call) and expr.function == "neg" and isinstance(expr.args[0], Literal):
        literal = expr.args[0]
        if isinstance(literal.value, (int, float, decimal.Decimal)) and is_number(literal.type):
            return Constant(negated(literal.value), literal.type)
    return None


def negated(value: int | float | decimal.Decimal) -> int | float | decimal.Decimal:
    """The opposite number, exactly: the minus sign of a decimal would round it."""
    return value.copy_negate() if isinstance(value, decimal.Decimal) else -value


def size_of(value: int | float | decimal.Decimal) -> int | float | decimal.Decimal:
    """The number without its sign, exactly."""
    return negated(value) if value < 0 else value


def is_null(expr: Expr) -> bool:
    """It is a literal NULL."""
    return isinstance(expr, Literal) and expr.value is None


def boolean_of(expr: Expr) -> bool | None:
    """True or false where the expression is that literal."""
    return expr.value if isinstance(expr, Literal) and isinstance(expr.value, bool) else None


def number(value: int | float | decimal.Decimal, kind: Type) -> Expr | None:
    """A number as a constant of the type, or None where the type does not hold it exactly."""
    if kind == DOUBLE:
        if not isinstance(value, float) or not math.isfinite(value):
            return None
        negative_zero = value == 0 and math.copysign(1, value) < 0
        return None if negative_zero else Literal(value, kind)
    if isinstance(value, float) or not fits(value, kind):
        return None
    if isinstance(kind, Decimal):
        unit = decimal.Decimal(1).scaleb(-kind.scale)
        return Literal(decimal.Decimal(value).quantize(unit, context=EXACT), kind)
    return Literal(int(value), kind)
