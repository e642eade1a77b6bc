"""Arithmetic signs: exact decimals in the IR's types; Spark's own division and remainder stop at zero."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark import intervals
from lockgate.codegen.sql.spark.decimals import exact, negative, remainder_type
from lockgate.ir.expr import Call, Cast, Expr
from lockgate.ir.types import BIGINT, DOUBLE, INT, INTERVAL, Decimal, Type


def _arithmetic(kind: type[Any]) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        left, right = call.args
        result = low.type(call)
        if isinstance(result, Decimal):
            made, native = exact(low, call)
            return made if native == result else low.cast_to(made, result)
        if result == INTERVAL:
            return intervals.product(low, call)
        if intervals.is_time(low.type(left)) or intervals.is_time(low.type(right)):
            return intervals.moved(low, call)
        return _numbers(low, kind, left, right, result)

    return lower


def _numbers(low: Lowering, kind: type[Any], left: Expr, right: Expr, result: Type) -> Node:
    """An operator on integers or doubles: literals are written short where the other side decides the type."""
    if result in (low.native(left), low.native(right)):
        return nodes.binary(kind, low.loose(left), low.loose(right))
    return nodes.binary(kind, low.firm(left), low.loose(right))


def _operands(low: Lowering, call: Call) -> tuple[Node, Node]:
    """Dividend and divisor: Spark's division makes doubles of integers, but decimals of decimals."""
    bare = [arg.operand if isinstance(arg, Cast) and arg.implicit else arg for arg in call.args]
    if all(low.type(arg) in (INT, BIGINT, DOUBLE) for arg in bare):
        return low.loose(bare[0]), low.loose(bare[1])
    return low.firm(call.args[0]), low.firm(call.args[1])


def _divide(low: Lowering, call: Call) -> Node:
    return nodes.binary(exp.Div, *_operands(low, call))


def _safe_divide(low: Lowering, call: Call) -> Node:
    return nodes.call("TRY_DIVIDE", *_operands(low, call))


def _quotient(low: Lowering, call: Call) -> Node:
    """Spark gives a bigint, of integers as well."""
    left, right = call.args
    made = nodes.binary(exp.IntDiv, low.loose(left), low.loose(right))
    result = low.type(call)
    return made if result == BIGINT else low.cast_to(made, result)


def _remainder(low: Lowering, call: Call) -> Node:
    left, right = call.args
    result = low.type(call)
    if not isinstance(result, Decimal):
        return _numbers(low, exp.Mod, left, right, result)
    made = nodes.binary(exp.Mod, low.firm(left), low.firm(right))
    a, b = low.type(left), low.type(right)
    exactly = isinstance(a, Decimal) and isinstance(b, Decimal) and remainder_type(a, b) == result
    return made if exactly else low.cast_to(made, result)


TABLE: dict[str, Scalar] = {
    "+": _arithmetic(exp.Add),
    "-": _arithmetic(exp.Sub),
    "*": _arithmetic(exp.Mul),
    "/": _divide,
    "//": _quotient,
    "%": _remainder,
    "mod": _remainder,
    "neg": lambda low, call: negative(low, call.args[0]),
    "safe_divide": _safe_divide,
}
