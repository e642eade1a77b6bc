"""Arithmetic signs: decimals in the IR's types, division as a double, dates that stay dates."""

from __future__ import annotations

import math
from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.literals import double, string
from lockgate.codegen.sql.postgres.once import Make, once, steady
from lockgate.ir.coerce import MAX_PRECISION, is_integer
from lockgate.ir.expr import Call, Cast, Expr, Literal
from lockgate.ir.types import (
    BIGINT,
    DATE,
    DOUBLE,
    INTERVAL,
    TIMESTAMP,
    TIMESTAMPTZ,
    Decimal,
    Type,
)

_TIMES = (DATE, TIMESTAMP, TIMESTAMPTZ, INTERVAL)
_DECIMAL: dict[str, type[Any]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}

_LEAST = (-(2**31), -(2**63))
"""Integers that have no opposite."""


def value(low: Lowering, expr: Expr) -> Node:
    """An operand of which only the value counts: a decimal has its scale, and as many digits as it needs."""
    if isinstance(expr, Cast) and expr.implicit and _is_whole(low, expr):
        return low.firm(expr.operand)
    result = low.type(expr)
    if not (isinstance(expr, Call) and expr.function in _DECIMAL and isinstance(result, Decimal)):
        return low.loose(expr)
    left, right = _operands(low, expr)
    made = nodes.binary(_DECIMAL[expr.function], left, right)
    return low.cast_to(made, result) if _may_grow(low, expr) else made


def _is_whole(low: Lowering, expr: Cast) -> bool:
    """An integer as a decimal without a fraction, which PostgreSQL makes of it where it meets one."""
    return isinstance(expr.type, Decimal) and expr.type.scale == 0 and is_integer(low.type(expr.operand))


def _operands(low: Lowering, call: Call) -> tuple[Node, Node]:
    """Two values of which one is surely a decimal."""
    left, right = (value(low, arg) for arg in call.args)
    if all(_is_bare(low, arg) for arg in call.args):
        left = low.firm(call.args[0])
    return left, steady(low, call, right)


def _is_bare(low: Lowering, expr: Expr) -> bool:
    """Written as an integer, though it is a decimal, or as a NULL of no type."""
    if isinstance(expr, Literal):
        return expr.value is None or (isinstance(expr.type, Decimal) and expr.type.scale == 0)
    return isinstance(expr, Cast) and expr.implicit and _is_whole(low, expr)


def _may_grow(low: Lowering, call: Call) -> bool:
    """The exact result may have more digits than any decimal."""
    a, b = (low.type(arg) for arg in call.args)
    assert isinstance(a, Decimal)
    assert isinstance(b, Decimal)
    if call.function == "*":
        return a.precision + b.precision > MAX_PRECISION
    whole = max(a.precision - a.scale, b.precision - b.scale) + 1
    return whole + max(a.scale, b.scale) > MAX_PRECISION


def _arithmetic(kind: type[Any]) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        left, right = call.args
        result = low.type(call)
        if isinstance(result, Decimal):
            made = value(low, call)
            return made if _may_grow(low, call) else low.cast_to(made, result)
        if low.type(left) in _TIMES or low.type(right) in _TIMES:
            return _times(low, kind, call, result)
        return integers(low, kind, call)

    return lower


def _times(low: Lowering, kind: type[Any], call: Call, result: Type) -> Node:
    left, right = (low.firm(arg) for arg in call.args)
    if result == TIMESTAMPTZ:
        # Days and months are those of UTC, whatever the session's zone is.
        first, second = (
            utc(node) if low.type(arg) == result else node for node, arg in _both(call, left, right)
        )
        return utc(nodes.binary(kind, first, second))
    made = nodes.binary(kind, left, right)
    return low.cast_to(made, result) if result in (DATE, BIGINT) else made


def _both(call: Call, left: Node, right: Node) -> tuple[tuple[Node, Expr], tuple[Node, Expr]]:
    return (left, call.args[0]), (right, call.args[1])


def utc(node: Node) -> Node:
    """An instant as its timestamp in UTC, or the other way round."""
    return nodes.call("TIMEZONE", string("UTC"), node)


def integers(low: Lowering, kind: type[Any], call: Call) -> Node:
    """An operator on integers or doubles: literals are written short where the other side decides the type."""
    left, right = call.args
    write = low.loose if low.type(call) in (low.native(left), low.native(right)) else low.firm
    return nodes.binary(kind, write(left), steady(low, call, write(right)))


def _divide(low: Lowering, call: Call) -> Node:
    left, right = call.args
    if not _may_be_nan(low, left) or is_nonzero(right):
        return nodes.binary(exp.Div, low.firm(left), steady(low, call, low.loose(right)))
    divisor = steady(low, call, low.firm(right))
    return once(low, low.firm(left), lambda value: once(low, divisor, lambda zero: _stopping(value, zero)))


def _may_be_nan(low: Lowering, expr: Expr) -> bool:
    """A double that was one before."""
    if isinstance(expr, Cast) and expr.implicit:
        return low.type(expr.operand) == DOUBLE
    return not isinstance(expr, Literal) or (isinstance(expr.value, float) and math.isnan(expr.value))


def is_nonzero(expr: Expr) -> bool:
    """A constant other than zero."""
    return isinstance(expr, Literal) and expr.value is not None and expr.value != 0


def _stopping(value: Make, divisor: Make) -> Node:
    """PostgreSQL divides NaN by zero, and nothing else."""
    odd = [
        nodes.binary(exp.EQ, value(), double("NaN")),
        nodes.binary(exp.EQ, divisor(), nodes.number(0)),
    ]
    dividend = nodes.case([(nodes.connect(exp.And, odd), double("0"))], value())
    return nodes.binary(exp.Div, dividend, divisor())


def _safe_divide(low: Lowering, call: Call) -> Node:
    left, right = call.args
    divisor = nodes.call("NULLIF", low.firm(right), nodes.number(0))
    return nodes.binary(exp.Div, low.firm(left), steady(low, call, divisor))


def _remainder(low: Lowering, call: Call) -> Node:
    result = low.type(call)
    if not isinstance(result, Decimal):
        return integers(low, exp.Mod, call)
    return low.cast_to(nodes.binary(exp.Mod, *_operands(low, call)), result)


def _negative(low: Lowering, call: Call) -> Node:
    operand = low.firm(call.args[0])
    if not isinstance(call.args[0], Literal) or call.args[0].value in _LEAST:
        operand = steady(low, call, operand)
    made = exp.Neg(this=nodes.operand(operand, 8))
    result = low.type(call)
    return low.cast_to(made, result) if isinstance(result, Decimal) else made


TABLE: dict[str, Scalar] = {
    "+": _arithmetic(exp.Add),
    "-": _arithmetic(exp.Sub),
    "*": _arithmetic(exp.Mul),
    "/": _divide,
    "//": lambda low, call: integers(low, exp.Div, call),
    "%": _remainder,
    "mod": _remainder,
    "neg": _negative,
    "safe_divide": _safe_divide,
}
