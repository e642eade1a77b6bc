"""Exact decimals: what Spark gives to a sum or product, and another way where that would lose digits.

Spark's sums and products of more than 38 digits give up digits behind the point, down to six of them, without a word.
Decimals without such digits lose none: there too large is an error. So a sum or product that would lose any is
computed of whole numbers, with the point moved to the right before and back to the left afterwards.
"""

from __future__ import annotations

import decimal
from collections.abc import Callable
from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.types import STRING, Decimal, Type

MAX_DIGITS = 38
_SIGNED = 34
"""Digits of a decimal that Spark can change the sign of; of more it loses some."""
_LEAST_SCALE = 6
"""Digits behind the point that Spark keeps in any case."""


def sum_type(a: Decimal, b: Decimal) -> Decimal:
    """The type that Spark gives to a sum or difference."""
    scale = max(a.scale, b.scale)
    return _adjusted(max(a.precision - a.scale, b.precision - b.scale) + scale + 1, scale)


def product_type(a: Decimal, b: Decimal) -> Decimal:
    """The type that Spark gives to a product."""
    return _adjusted(a.precision + b.precision + 1, a.scale + b.scale)


def remainder_type(a: Decimal, b: Decimal) -> Decimal:
    """The type that Spark gives to a remainder: all its digits always fit."""
    scale = max(a.scale, b.scale)
    return Decimal(min(a.precision - a.scale, b.precision - b.scale) + scale, scale)


def _adjusted(precision: int, scale: int) -> Decimal:
    if precision <= MAX_DIGITS:
        return Decimal(precision, scale)
    return Decimal(MAX_DIGITS, max(MAX_DIGITS - (precision - scale), min(scale, _LEAST_SCALE)))


_RULES: dict[str, tuple[type[Any], Callable[[Decimal, Decimal], Decimal]]] = {
    "+": (exp.Add, sum_type),
    "-": (exp.Sub, sum_type),
    "*": (exp.Mul, product_type),
}


def exact(low: Lowering, expr: Expr) -> tuple[Node, Type]:
    """A number and its type in Spark: a decimal has the scale of the IR's type and at least its digits."""
    result = low.type(expr)
    if not (isinstance(expr, Call) and expr.function in _RULES and isinstance(result, Decimal)):
        return low.loose(expr), low.native(expr)
    kind, rule = _RULES[expr.function]
    left, right = (exact(low, arg) for arg in expr.args)
    made = _plain(kind, rule, left, right, result)
    if made is None:
        # What was computed on the way may have got more digits than it can fill.
        left, right = ((low.firm(arg), low.type(arg)) for arg in expr.args)
        made = _plain(kind, rule, left, right, result)
    return made or (_shifted(low, kind, left, right, result), result)


Typed = tuple[Node, Type]


def _plain(
    kind: type[Any],
    rule: Callable[[Decimal, Decimal], Decimal],
    left: Typed,
    right: Typed,
    result: Decimal,
) -> Typed | None:
    """Spark's own sum or product, if it keeps all digits behind the point."""
    a, b = left[1], right[1]
    if not isinstance(a, Decimal) or not isinstance(b, Decimal) or rule(a, b).scale != result.scale:
        return None
    return nodes.binary(kind, left[0], right[0]), rule(a, b)


def _shifted(low: Lowering, kind: type[Any], left: Typed, right: Typed, result: Decimal) -> Node:
    """Computed of whole numbers: a cast from text reads `12e-3`."""
    whole: list[Node] = []
    for node, given in (left, right):
        assert isinstance(given, Decimal)
        scale, digits = (given.scale, given.precision) if kind is exp.Mul else (result.scale, MAX_DIGITS)
        whole.append(low.cast_to(_moved(low, node, scale), Decimal(digits, 0)))
    return low.cast_to(_moved(low, nodes.binary(kind, *whole), -result.scale), result)


def _moved(low: Lowering, node: Node, places: int) -> Node:
    """The text of a number with its point moved to the right."""
    return nodes.call("CONCAT", low.cast_to(node, STRING), nodes.raw_string(f"e{places}"))


def negative(low: Lowering, expr: Expr) -> Node:
    """The opposite number."""
    kind = low.type(expr)
    if isinstance(kind, Decimal) and kind.precision > _SIGNED:
        made, _ = exact(low, Call("-", (Literal(decimal.Decimal(0), Decimal(1, 0)), expr)))
        return low.cast_to(made, kind)
    return exp.Neg(this=nodes.operand(low.firm(expr), 8))


def absolute(low: Lowering, call: Call) -> Node:
    """The value without its sign."""
    value = call.args[0]
    kind = low.type(value)
    if not (isinstance(kind, Decimal) and kind.precision > _SIGNED):
        return nodes.call("ABS", low.firm(value))
    return nodes.case([(is_below_zero(low.firm(value)), negative(low, value))], low.firm(value))


def is_below_zero(node: Node) -> Node:
    """Whether a decimal is: compared with a zero of its own it could be rounded to it."""
    return nodes.binary(exp.LT, nodes.call("SIGN", node), nodes.number(0))


def equal(low: Lowering, left: Expr, right: Expr) -> tuple[Node, Node]:
    """Two decimals as ones that Spark may compare: of types that have too many digits in all it rounds one.

    The one with fewer digits behind the point is cast to the type of the other; if it does not fit, they differ.
    """
    a, b = low.type(left), low.type(right)
    if not isinstance(a, Decimal) or not isinstance(b, Decimal):
        return low.firm(left), low.loose(right)
    if max(a.precision - a.scale, b.precision - b.scale) + max(a.scale, b.scale) <= MAX_DIGITS:
        return low.firm(left), low.loose(right)
    if a.scale <= b.scale:
        return low.cast_to(low.firm(left), b, safe=True), low.firm(right)
    return low.firm(left), low.cast_to(low.firm(right), a, safe=True)
