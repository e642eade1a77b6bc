"""Arithmetic signs: division of doubles, exact division of integers, products within Snowflake's digits."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.snowflake import intervals
from lockgate.codegen.sql.snowflake.once import once
from lockgate.ir.expr import Call, Cast, Expr
from lockgate.ir.types import BIGINT, DATE, DOUBLE, INT, INTERVAL, TIMESTAMP, TIMESTAMPTZ, Decimal, Type

_KINDS: dict[str, type[Any]] = {"+": exp.Add, "-": exp.Sub, "*": exp.Mul}
_TIMES = (DATE, TIMESTAMP, TIMESTAMPTZ, INTERVAL)
_INTEGERS = (INT, BIGINT)
_MAX_DIGITS = 38
_PRODUCT_SCALE = 12
"""Digits behind the point that a product has at most, unless a factor has more."""


def number(low: Lowering, expr: Expr) -> Node:
    """A number, without the cast that Snowflake does by itself between numbers of decimal digits."""
    inner = expr.operand if isinstance(expr, Cast) and expr.implicit else expr
    exact = low.type(inner) in _INTEGERS or isinstance(low.type(inner), Decimal)
    return low.loose(inner if exact and low.type(expr) != DOUBLE else expr)


def _arithmetic(sign: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        result = low.type(call)
        if any(low.type(arg) in _TIMES for arg in call.args):
            return intervals.added(low, sign, call, result)
        if sign == "*" and isinstance(result, Decimal):
            _check_digits(low, call, result)
        made = nodes.binary(_KINDS[sign], *(number(low, arg) for arg in call.args))
        # Snowflake keeps all digits of decimals, up to 38; where that is not enough, the type is checked.
        fits = isinstance(result, Decimal) and result.precision < _MAX_DIGITS
        return made if result == DOUBLE or fits else low.cast_to(made, result)

    return lower


def _check_digits(low: Lowering, call: Call, result: Decimal) -> None:
    kinds = [low.type(arg) for arg in call.args]
    most = max([_PRODUCT_SCALE, *(kind.scale for kind in kinds if isinstance(kind, Decimal))])
    if result.scale > most:
        raise Unsupported(
            f"a product with {result.scale} digits behind the point",
            f"Snowflake rounds it to {most}; cast the factors to fewer",
        )


def _divide(low: Lowering, call: Call) -> Node:
    return nodes.binary(exp.Div, *(low.firm(arg) for arg in call.args))


def _safe_divide(low: Lowering, call: Call) -> Node:
    left, right = (low.firm(arg) for arg in call.args)
    return nodes.binary(exp.Div, left, nodes.call("NULLIF", right, nodes.number(0)))


def _int_divide(low: Lowering, call: Call) -> Node:
    """Without the remainder the quotient is whole, so that the few digits that Snowflake divides with are enough."""

    def use(low: Lowering, a: Any, b: Any) -> Node:
        whole = nodes.binary(exp.Sub, a(), nodes.call("MOD", a(), b()))
        return nodes.binary(exp.Div, exp.Paren(this=whole), b())

    left, right = (low.loose(arg) for arg in call.args)
    made = once(low, left, lambda a: once(low, right, lambda b: use(low, a, b)))
    return low.cast_to(made, low.type(call))


def _modulo(low: Lowering, call: Call) -> Node:
    made = nodes.call("MOD", *(number(low, arg) for arg in call.args))
    result: Type = low.type(call)
    return low.cast_to(made, result) if isinstance(result, Decimal) else made


def _negative(low: Lowering, call: Call) -> Node:
    made = exp.Neg(this=nodes.operand(low.firm(call.args[0]), 8))
    return low.cast_to(made, low.type(call)) if low.type(call) in _INTEGERS else made


TABLE: dict[str, Scalar] = {
    **{sign: _arithmetic(sign) for sign in _KINDS},
    "/": _divide,
    "//": _int_divide,
    "%": _modulo,
    "mod": _modulo,
    "neg": _negative,
    "safe_divide": _safe_divide,
}
