"""Which types agree, and how an expression becomes another type.

Only numbers widen by themselves: int → bigint → decimal → double. Dates meet timestamps in
comparisons. A number literal takes the type that it meets, so that `amount > 0` casts no column.
"""

from __future__ import annotations

import datetime
import decimal

from attrs import evolve

from lockgate.ir.expr import Call, Cast, Expr, Literal
from lockgate.ir.types import (
    BIGINT,
    DATE,
    DOUBLE,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    UNKNOWN,
    Array,
    Decimal,
    Struct,
    Type,
)

MAX_PRECISION = 38
INTEGER_DIGITS = {INT: 10, BIGINT: 19}
RANGES = {INT: (-(2**31), 2**31 - 1), BIGINT: (-(2**63), 2**63 - 1)}
_EXACT = decimal.Context(prec=200)


def is_integer(kind: Type) -> bool:
    """int or bigint."""
    return kind in (INT, BIGINT)


def is_number(kind: Type) -> bool:
    """int, bigint, decimal or double."""
    return isinstance(kind, Decimal) or kind in (INT, BIGINT, DOUBLE)


def is_time(kind: Type) -> bool:
    """date, timestamp or timestamptz."""
    return kind in (DATE, TIMESTAMP, TIMESTAMPTZ)


def is_orderable(kind: Type) -> bool:
    """Values of the type have an order: numbers, strings and points in time."""
    return is_number(kind) or is_time(kind) or kind == STRING


def as_decimal(kind: Type) -> Decimal:
    """The decimal that holds every value of an integer or decimal type."""
    return kind if isinstance(kind, Decimal) else Decimal(INTEGER_DIGITS[kind], 0)  # type: ignore[index]


def capped(whole: int, scale: int) -> Decimal:
    """A decimal of `whole` digits before the point and `scale` behind, within 38 digits in all, keeping the scale."""
    return Decimal(max(1, min(MAX_PRECISION, whole + scale)), scale)


def common_type(a: Type, b: Type) -> Type | None:
    """The smallest type that values of both widen to, or None. `unknown` absorbs, `null` gives way."""
    if a == b:
        return a
    if UNKNOWN in (a, b):
        return UNKNOWN
    if a == NULL:
        return b
    if b == NULL:
        return a
    if is_number(a) and is_number(b):
        return _common_number(a, b)
    if isinstance(a, Array) and isinstance(b, Array):
        element = common_type(a.element, b.element)
        return None if element is None else Array(element)
    if isinstance(a, Struct) and isinstance(b, Struct):
        return _common_struct(a, b)
    return None


def _common_number(a: Type, b: Type) -> Type:
    if DOUBLE in (a, b):
        return DOUBLE
    if is_integer(a) and is_integer(b):
        return BIGINT
    x, y = as_decimal(a), as_decimal(b)
    return capped(max(x.precision - x.scale, y.precision - y.scale), max(x.scale, y.scale))


def _common_struct(a: Struct, b: Struct) -> Struct | None:
    if [name for name, _ in a.fields] != [name for name, _ in b.fields]:
        return None
    fields: list[tuple[str, Type]] = []
    for (name, left), (_, right) in zip(a.fields, b.fields, strict=True):
        kind = common_type(left, right)
        if kind is None:
            return None
        fields.append((name, kind))
    return Struct(tuple(fields))


def comparable_type(a: Type, b: Type) -> Type | None:
    """The type in which two values are compared: the common type, and timestamp for a date with a timestamp."""
    if {a, b} == {DATE, TIMESTAMP}:
        return TIMESTAMP
    return common_type(a, b)


def coercible(source: Type, target: Type) -> bool:
    """Whether a value becomes the target type by itself, without a cast being written."""
    if source in (target, NULL) or UNKNOWN in (source, target):
        return True
    if isinstance(target, Decimal) and (is_integer(source) or isinstance(source, Decimal)):
        given = as_decimal(source)
        return given.scale <= target.scale and given.precision - given.scale <= target.precision - target.scale
    return common_type(source, target) == target


def integer_literal(expr: Expr) -> int | None:
    """The value of an integer literal, signed or not, else None."""
    if isinstance(expr, Call) and expr.function == "neg" and len(expr.args) == 1:
        inner = integer_literal(expr.args[0]) if isinstance(expr.args[0], Literal) else None
        return None if inner is None else -inner
    if isinstance(expr, Literal) and is_integer(expr.type) and isinstance(expr.value, int):
        return int(expr.value)
    return None


def met(expr: Expr, kind: Type, other: Type) -> Type:
    """The type that an expression takes where it meets `other`: an integer literal gives way."""
    value = integer_literal(expr)
    if value is None:
        return kind
    if other == INT:
        return INT if fits(value, INT) else BIGINT
    if isinstance(other, Decimal):
        return Decimal(len(str(abs(value))), 0)
    return DOUBLE if other == DOUBLE else kind


def fits(value: int | decimal.Decimal, target: Type) -> bool:
    """Whether the number is one of the target's values, exactly (a double takes any number)."""
    if target == DOUBLE:
        return True
    exact = decimal.Decimal(value)
    if not exact.is_finite():
        return False
    if isinstance(target, Decimal):
        shifted = exact.scaleb(target.scale, _EXACT)
        return shifted == shifted.to_integral_value() and abs(shifted) < 10**target.precision
    if is_integer(target):
        low, high = RANGES[target]  # type: ignore[index]
        return exact == exact.to_integral_value() and low <= exact <= high
    return False


def retyped(literal: Literal, target: Type) -> Literal | None:
    """The same value as a literal of another type, or None where a cast must do it at run time."""
    value = literal.value
    if value is None:
        return evolve(literal, type=target)
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, decimal.Decimal)) and is_number(literal.type) and is_number(target):
        if not fits(value, target):
            return None
        if target == DOUBLE:
            return evolve(literal, value=float(value), type=target)
        if isinstance(target, Decimal):
            exact = decimal.Decimal(value).quantize(decimal.Decimal(1).scaleb(-target.scale), context=_EXACT)
            return evolve(literal, value=exact, type=target)
        return evolve(literal, value=int(value), type=target)
    if isinstance(value, datetime.date) and literal.type == DATE and target == TIMESTAMP:
        return evolve(literal, value=datetime.datetime(value.year, value.month, value.day), type=target)
    return None


def coerce(expr: Expr, source: Type, target: Type) -> Expr:
    """The expression as the target type: the same object, a retyped literal, or an implicit cast around it."""
    if source == target or UNKNOWN in (source, target) or target == NULL:
        return expr
    if isinstance(expr, Literal):
        literal = retyped(expr, target)
        if literal is not None:
            return literal
    if isinstance(expr, Call) and integer_literal(expr) is not None:
        inner = coerce(expr.args[0], source, target)
        if isinstance(inner, Literal):
            return evolve(expr, args=(inner,))
    return Cast(expr, target, implicit=True, span=expr.span)
