"""Arithmetic signs: exact decimals in the IR's types, division that stops at zero, dates that stay dates."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.duckdb.once import Make, error, once
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Cast, Expr, Literal
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


_DECIMAL: dict[str, tuple[type[Any], Callable[[Decimal, Decimal], Decimal]]] = {
    "+": (exp.Add, sum_type),
    "-": (exp.Sub, sum_type),
    "*": (exp.Mul, product_type),
}


def exact(low: Lowering, expr: Expr) -> tuple[Node, Type]:
    """A number and its type in DuckDB: a decimal has the IR's scale and at least the digits of the IR's type."""
    result = low.type(expr)
    if not (isinstance(expr, Call) and expr.function in _DECIMAL and isinstance(result, Decimal)):
        return low.loose(expr), low.native(expr)
    kind, rule = _DECIMAL[expr.function]
    (left, given), (right, other) = (exact(low, arg) for arg in expr.args)
    a, b = _digits(given), _digits(other)
    whole = not isinstance(given, Decimal) and not isinstance(other, Decimal)
    if a is None or b is None or whole or rule(a, b).scale != result.scale:
        # Literals written short are integers, or have lost digits that count.
        left, right = (low.firm(arg) for arg in expr.args)
        a, b = (_digits(low.type(arg)) or result for arg in expr.args)
    if rule(a, b).precision < result.precision:
        # DuckDB multiplies and adds in 64 bits if both operands are no wider, and would overflow there.
        a = Decimal(max(a.precision, _INT64_DIGITS + 1), a.scale)
        left = low.cast_to(left, a)
    return nodes.binary(kind, left, right), rule(a, b)


def _arithmetic(kind: type[Any]) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        left, right = call.args
        result = low.type(call)
        if isinstance(result, Decimal):
            made, native = exact(low, call)
            return made if native == result else low.cast_to(made, result)
        if low.type(left) in _TIMES or low.type(right) in _TIMES:
            made = nodes.binary(kind, low.firm(left), low.firm(right))
            return low.cast_to(made, DATE) if result == DATE else made
        return integers(low, kind, left, right, result)

    return lower


def integers(low: Lowering, kind: type[Any], left: Expr, right: Expr, result: Type) -> Node:
    """An operator on integers or doubles: literals are written short where the other side decides the type."""
    natives = (low.native(left), low.native(right))
    if result in natives and not (result == INT and BIGINT in natives):  # the least int is a bigint to DuckDB
        return nodes.binary(kind, low.loose(left), low.loose(right))
    return nodes.binary(kind, low.firm(left), low.firm(right))


def is_nonzero(expr: Expr) -> bool:
    """A constant other than zero."""
    return isinstance(expr, Literal) and expr.value is not None and expr.value != 0


def _operands(call: Call) -> tuple[Expr, Expr]:
    """Dividend and divisor as they were: DuckDB's own division makes doubles of integers and decimals."""
    left, right = (arg.operand if isinstance(arg, Cast) and arg.implicit else arg for arg in call.args)
    return left, right


def _divide(low: Lowering, call: Call) -> Node:
    left, right = _operands(call)
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
    left, right = _operands(call)
    return nodes.binary(exp.Div, low.firm(left), nodes.call("NULLIF", low.firm(right), nodes.number(0)))


def _whole(kind: type[Any]) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        left, right = call.args
        return integers(low, kind, left, right, low.type(call))

    return lower


def _negative(low: Lowering, call: Call) -> Node:
    made = exp.Neg(this=nodes.operand(low.firm(call.args[0]), 8))
    # Without its sign the least constant is of the next wider type.
    return low.cast_to(made, low.type(call)) if isinstance(call.args[0], Literal) else made


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
