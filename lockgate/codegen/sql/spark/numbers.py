"""Functions of numbers: rounding half away from zero, roots and logarithms that stop outside their domain."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark.decimals import absolute, is_below_zero
from lockgate.codegen.sql.spark.once import Make, error, once
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call
from lockgate.ir.types import BIGINT, DOUBLE, INT, Decimal, Type

WHOLE = "4503599627370496e0"
"""From here on a double has nothing behind the point; it is less than NaN and the infinities too."""
_WIDE = Decimal(38, 20)
"""Holds the digits behind the point of the doubles that have any, from 0.001 up."""
_MOST = 30
"""More digits behind the point than a double shows."""


def _digits(call: Call) -> int:
    return (integer_literal(call.args[1]) or 0) if len(call.args) > 1 else 0


def _round(low: Lowering, call: Call) -> Node:
    """Spark rounds a double by the digits that it is written with, half away from zero."""
    kind, digits, value = low.type(call.args[0]), _digits(call), low.firm(call.args[0])
    if isinstance(kind, Decimal):
        if digits >= kind.scale:
            return _as(low, value, kind, low.type(call))
        return _as(low, _to(value, digits), _rounded(kind, digits), low.type(call))
    return value if kind in (INT, BIGINT) and digits >= 0 else _to(value, digits)


def _to(value: Node, digits: int) -> Node:
    return nodes.call("ROUND", value, *([nodes.number(digits)] if digits else []))


def _rounded(kind: Decimal, digits: int) -> Decimal:
    """The type that Spark gives to a rounded decimal."""
    whole = kind.precision - kind.scale + 1
    if digits < 0:
        return Decimal(min(max(whole, 1 - digits), 38), 0)
    return Decimal(min(whole + digits, 38), digits)


def _as(low: Lowering, node: Node, native: Type, result: Type) -> Node:
    return node if native == result else low.cast_to(node, result)


def _trunc(low: Lowering, call: Call) -> Node:
    kind, digits, value = low.type(call.args[0]), _digits(call), low.firm(call.args[0])
    if isinstance(kind, Decimal):
        if digits >= kind.scale:
            return _as(low, value, kind, low.type(call))
        return low.cast_to(_cut(low, value, digits), low.type(call))
    if kind in (INT, BIGINT):
        if digits >= 0:
            return value
        return low.cast_to(_cut(low, low.cast_to(value, Decimal(19, 0)), digits), kind)
    if digits == 0:
        return once(low, value, lambda again: _unless_whole(again, low.cast_to(again(), BIGINT), low))
    return once(low, value, lambda again: _cut_double(low, again, digits))


def _cut(low: Lowering, value: Node, digits: int) -> Node:
    """A decimal without the digits behind a place."""
    places = [nodes.number(digits)] if digits else []

    def use(again: Make) -> Node:
        return nodes.case(
            [(is_below_zero(again()), nodes.call("CEIL", again(), *places))],
            nodes.call("FLOOR", again(), *(p.copy() for p in places)),
        )

    return once(low, value, use)


def _cut_double(low: Lowering, again: Make, digits: int) -> Node:
    """By the digits that it is written with; what no such decimal holds (huge, NaN, infinite) has none there."""
    made = low.cast_to(_cut(low, low.cast_to(again(), _WIDE, safe=True), digits), DOUBLE)
    return nodes.call("COALESCE", made, again())


def _unless_whole(again: Make, made: Node, low: Lowering) -> Node:
    """A bigint as a double; a double beyond all fractions stays itself, for it may not fit."""
    small = nodes.binary(exp.LT, nodes.call("ABS", again()), nodes.number(WHOLE))
    return nodes.case([(small, low.cast_to(made, DOUBLE))], again())


def _whole(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        kind, value = low.type(call.args[0]), low.firm(call.args[0])
        if kind in (INT, BIGINT):
            return value
        if isinstance(kind, Decimal):
            native = Decimal(min(kind.precision - kind.scale + 1, 38), 0)
            return _as(low, nodes.call(name, value), native, low.type(call))
        return once(low, value, lambda again: _unless_whole(again, nodes.call(name, again()), low))

    return lower


def _same(name: str) -> Scalar:
    return lambda low, call: low.function(name, *call.args)


def _guarded(name: str, kind: type[Any], message: str) -> Scalar:
    """An error where the argument is outside the domain; NULL passes through."""

    def lower(low: Lowering, call: Call) -> Node:
        return once(
            low,
            low.firm(call.args[0]),
            lambda again: nodes.case(
                [(nodes.binary(kind, again(), nodes.number("0e0")), error(message))],
                nodes.call(name, again()),
            ),
        )

    return lower


def _sign(low: Lowering, call: Call) -> Node:
    return _as(low, low.function("SIGN", *call.args), DOUBLE, low.type(call))


TABLE: dict[str, Scalar] = {
    "abs": absolute,
    "sign": _sign,
    "round": _round,
    "trunc": _trunc,
    "ceil": _whole("CEIL"),
    "floor": _whole("FLOOR"),
    "sqrt": _guarded("SQRT", exp.LT, "square root of a negative number"),
    "power": _same("POWER"),
    "exp": _same("EXP"),
    "ln": _guarded("LN", exp.LTE, "logarithm of zero or less"),
    "log10": _guarded("LOG10", exp.LTE, "logarithm of zero or less"),
}
