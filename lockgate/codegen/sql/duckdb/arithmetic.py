"""Arithmetic signs: exact decimals in the IR's types, division that stops at zero, dates that stay dates."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.duckdb.once import Make, error, once
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.types import BIGINT, DATE, INT, INTERVAL, TIMESTAMP, TIMESTAMPTZ, Decimal, Type

_INT64_DIGITS = 18
_MAX_DIGITS = 38
_INTEGER_DIGITS: dict[Type, int] = {INT: 10, BIGINT: 19}
_TIMES = (DATE, TIMESTAMP, TIMESTAMPTZ, INTERVAL)


def _digits(kind: Type) -> Decimal | None:
    if isinstance(kind, Decimal):
        return kind
    digits = _INTEGER_DIGITS.get(kind)
    return None if digits is None else Decimal(digits, 0)


def sum_type(a: Decimal, b: Decimal) -> Decimal:
    """The type DuckDB gives to a sum: it stays in 64 bits, and may overflow there, if both operands are."""
    scale = max(a.scale, b.scale)
    width = max(a.precision - a.scale, b.precision - b.scale) + scale + 1
    return Decimal(_capped(width, a, b), scale)


def product_type(a: Decimal, b: Decimal) -> Decimal:
    """The type DuckDB gives to a product, with the same trap."""
    return Decimal(_capped(a.precision + b.precision, a, b), a.scale + b.scale)


def _capped(width: int, a: Decimal, b: Decimal) -> int:
    small = a.precision <= _INT64_DIGITS and b.precision <= _INT64_DIGITS
    return min(width, _INT64_DIGITS if small else _MAX_DIGITS)


def _decimal(low: Lowering, kind: type[Any], call: Call, result: Decimal) -> Node:
    """Decimal arithmetic; the left operand is widened where DuckDB would overflow before the IR's type does."""
    left, right = call.args
    rule = product_type if kind is exp.Mul else sum_type
    a, b = _digits(low.native(left)), _digits(low.native(right))
    if a is not None and b is not None and rule(a, b) == result:
        return nodes.binary(kind, low.loose(left), low.loose(right))
    a, b = _digits(low.type(left)), _digits(low.type(right))
    if a is None or b is None:
        return low.cast_to(nodes.binary(kind, low.firm(left), low.firm(right)), result)
    if rule(a, b) == result:
        return nodes.binary(kind, low.firm(left), low.firm(right))
    if result.precision > _INT64_DIGITS and max(a.precision, b.precision) <= _INT64_DIGITS:
        a = Decimal(_INT64_DIGITS + 1, a.scale)
    made = nodes.binary(kind, low.cast_to(low.loose(left), a), low.firm(right))
    return made if rule(a, b) == result else low.cast_to(made, result)


def _arithmetic(kind: type[Any]) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        left, right = call.args
        result = low.type(call)
        if isinstance(result, Decimal):
            return _decimal(low, kind, call, result)
        if low.type(left) in _TIMES or low.type(right) in _TIMES:
            made = nodes.binary(kind, low.firm(left), low.firm(right))
            return low.cast_to(made, DATE) if result == DATE else made
        return integers(low, kind, left, right, result)

    return lower


def integers(low: Lowering, kind: type[Any], left: Expr, right: Expr, result: Type) -> Node:
    """An operator on integers or doubles: literals are written short where the other side decides the type."""
    if result in (low.native(left), low.native(right)):
        return nodes.binary(kind, low.loose(left), low.loose(right))
    return nodes.binary(kind, low.firm(left), low.firm(right))


def is_nonzero(expr: Expr) -> bool:
    """A constant other than zero."""
    return isinstance(expr, Literal) and expr.value is not None and expr.value != 0


def _divide(low: Lowering, call: Call) -> Node:
    left, right = call.args
    if is_nonzero(right):
        return nodes.binary(exp.Div, low.firm(left), low.firm(right))
    if not low.nullable(left):
        return once(
            low, low.firm(right), lambda divisor: _checked(lambda: low.firm(left), divisor, [divisor()])
        )
    # NULL over zero is NULL: the check comes after the question whether there is anything to divide.
    return once(
        low,
        low.firm(left),
        lambda value: once(
            low,
            low.firm(right),
            lambda divisor: _checked(value, divisor, [divisor(), nodes.is_not_null(value())]),
        ),
    )


def _checked(value: Make, divisor: Make, tested: list[Node]) -> Node:
    zero = [nodes.binary(exp.EQ, tested[0], nodes.number(0)), *tested[1:]]
    return nodes.case(
        [(nodes.connect(exp.And, zero), error("division by zero"))], nodes.binary(exp.Div, value(), divisor())
    )


def _safe_divide(low: Lowering, call: Call) -> Node:
    left, right = call.args
    return nodes.binary(exp.Div, low.firm(left), nodes.call("NULLIF", low.firm(right), nodes.number(0)))


def _whole(kind: type[Any]) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        left, right = call.args
        return integers(low, kind, left, right, low.type(call))

    return lower


def _negative(low: Lowering, call: Call) -> Node:
    return exp.Neg(this=nodes.operand(low.firm(call.args[0]), 8))


TABLE: dict[str, Scalar] = {
    "+": _arithmetic(exp.Add),
    "-": _arithmetic(exp.Sub),
    "*": _arithmetic(exp.Mul),
    "/": _divide,
    "//": _whole(exp.IntDiv),
    "%": _whole(exp.Mod),
    "mod": _whole(exp.Mod),
    "neg": _negative,
    "safe_divide": _safe_divide,
}
