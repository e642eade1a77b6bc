"""Arithmetic signs: exact decimals in the IR's types, 32 bits where the IR has them, division that stops at zero."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery import intervals
from lockgate.codegen.sql.bigquery.literals import operand
from lockgate.codegen.sql.bigquery.once import Make, error, once
from lockgate.codegen.sql.bigquery.types import bare, is_wide
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Cast, Expr, Literal
from lockgate.ir.types import BIGINT, DATE, DOUBLE, INT, INTERVAL, TIMESTAMP, TIMESTAMPTZ, Decimal, Type

_KINDS: dict[str, type[Any]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_TIMES = (DATE, TIMESTAMP, TIMESTAMPTZ, INTERVAL)
_INTEGERS = (INT, BIGINT)
_INT_RANGE = (-(2**31), 2**31 - 1)
_MAX_DIGITS = 38


def widened(low: Lowering, expr: Expr) -> tuple[Node, Type]:
    """An operand and its type, without a cast that BigQuery does by itself."""
    if isinstance(expr, Cast) and expr.implicit and low.type(expr.operand) in _INTEGERS:
        return operand(low, expr.operand), BIGINT
    return operand(low, expr), low.native(expr)


def _arithmetic(sign: str) -> Scalar:
    kind = _KINDS[sign]

    def lower(low: Lowering, call: Call) -> Node:
        result = low.type(call)
        if any(low.type(arg) in _TIMES for arg in call.args):
            return intervals.added(low, sign, call, result)
        if isinstance(result, Decimal):
            return _exact(low, kind, call, result)
        if result == DOUBLE:
            return nodes.binary(kind, *_doubles(low, call.args))
        return in_range(low, nodes.binary(kind, *(operand(low, arg) for arg in call.args)), result)

    return lower


def _doubles(low: Lowering, args: tuple[Expr, ...], *, whole: bool = False) -> tuple[Node, Node]:
    """Two operands as doubles, without the casts that BigQuery does by itself; `whole` ones are so by the sign."""
    (left, a), (right, b) = (_uncast(low, arg) for arg in args)
    literal = any(isinstance(arg, Literal) for arg in args)
    exact = isinstance(a, Decimal) or isinstance(b, Decimal)
    # Beside a decimal BigQuery takes a literal such as 2.0 as a decimal too.
    if (DOUBLE in (a, b) and not (exact and literal)) or (whole and not exact):
        return left, right
    return low.firm(args[0]), low.firm(args[1])


def _uncast(low: Lowering, expr: Expr) -> tuple[Node, Type]:
    if isinstance(expr, Cast) and expr.implicit:
        return low.firm(expr.operand), low.type(expr.operand)
    return operand(low, expr), low.native(expr)


def in_range(low: Lowering, node: Node, kind: Type) -> Node:
    """An integer of 64 bits as one of the type: BigQuery has no others, and stops at its own limits alone."""
    if kind != INT:
        return node

    def use(value: Make) -> Node:
        outside = exp.Not(
            this=exp.Between(
                this=nodes.operand(value(), 5),
                low=nodes.number(_INT_RANGE[0]),
                high=nodes.number(_INT_RANGE[1]),
            )
        )
        return nodes.case([(outside, error("integer out of range"))], value())

    return once(low, node, use)


def _exact(low: Lowering, kind: type[Any], call: Call, result: Decimal) -> Node:
    """BIGNUMERIC where the result needs it, and checked where its digits were cut to 38."""
    (left, a), (right, b) = (widened(low, arg) for arg in call.args)
    found = [item for item in (a, b) if isinstance(item, Decimal)]
    if not found or (is_wide(result) and not any(map(is_wide, found))):
        left = nodes.cast(left, bare(wide=is_wide(result)))
    made = nodes.binary(kind, left, right)
    return low.cast_to(made, result) if _is_cut(low, call, result) else made


def _is_cut(low: Lowering, call: Call, result: Decimal) -> bool:
    """The type had to be cut to 38 digits, so that a value may not fit."""
    a, b = (low.type(arg) for arg in call.args)
    if not (isinstance(a, Decimal) and isinstance(b, Decimal)) or result.precision < _MAX_DIGITS:
        return False
    if call.function == "*":
        return a.precision + b.precision > _MAX_DIGITS
    return max(a.precision - a.scale, b.precision - b.scale) + 1 + result.scale > _MAX_DIGITS


def quotient(low: Lowering, call: Call) -> Node:
    """BigQuery divides integers and doubles as doubles, but decimals as decimals."""
    return nodes.binary(exp.Div, *_doubles(low, call.args, whole=True))


def _divide(low: Lowering, call: Call) -> Node:
    return quotient(low, call)


def _safe_divide(low: Lowering, call: Call) -> Node:
    made = quotient(low, call)
    divisor = made.expression
    inner = divisor.this if isinstance(divisor, exp.Paren) else divisor
    made.set("expression", nodes.call("NULLIF", inner, nodes.number(0)))
    return made


def _int_divide(low: Lowering, call: Call) -> Node:
    made = nodes.call("DIV", *(operand(low, arg) for arg in call.args))
    return in_range(low, made, low.type(call))


def _modulo(low: Lowering, call: Call) -> Node:
    result = low.type(call)
    if not isinstance(result, Decimal):
        return nodes.call("MOD", *(operand(low, arg) for arg in call.args))
    (left, a), (right, b) = (widened(low, arg) for arg in call.args)
    found = [item for item in (a, b) if isinstance(item, Decimal)]
    if not found or (is_wide(result) and not any(map(is_wide, found))):
        left = nodes.cast(left, bare(wide=is_wide(result)))
    return nodes.call("MOD", left, right)


def _negative(low: Lowering, call: Call) -> Node:
    made = exp.Neg(this=nodes.operand(low.firm(call.args[0]), 8))
    return in_range(low, made, low.type(call))


TABLE: dict[str, Scalar] = {
    **{sign: _arithmetic(sign) for sign in _KINDS},
    "/": _divide,
    "//": _int_divide,
    "%": _modulo,
    "mod": _modulo,
    "neg": _negative,
    "safe_divide": _safe_divide,
}
