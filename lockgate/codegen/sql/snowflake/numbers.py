"""Functions of numbers: rounding half away from zero, through decimals where doubles would show their binary digits."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.entries import same
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.snowflake.once import Make, once
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call
from lockgate.ir.types import BIGINT, DOUBLE, INT, Decimal

_SCALE = 12
_MAX_SCALE = 22
"""Digits behind the point that are kept on the way; doubles that leave no room for them have none there."""


def _digits(call: Call) -> int:
    return (integer_literal(call.args[1]) or 0) if len(call.args) > 1 else 0


def _rounded(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        kind, digits, result = low.type(call.args[0]), _digits(call), low.type(call)
        value = low.firm(call.args[0])
        if kind == DOUBLE and digits:
            return _double(low, name, value, digits)
        if kind == DOUBLE:
            return nodes.call(name, value)
        if digits >= (kind.scale if isinstance(kind, Decimal) else 0):
            return value if kind == result else low.cast_to(value, result)
        return low.cast_to(nodes.call(name, value, nodes.number(digits)), result)

    return lower


def _double(low: Lowering, name: str, value: Node, digits: int) -> Node:
    wide = Decimal(38, max(_SCALE, min(digits, _MAX_SCALE)))

    def use(again: Make) -> Node:
        limit = nodes.number(f"1e{wide.precision - wide.scale - 1}")
        small = nodes.binary(exp.LT, nodes.call("ABS", again()), limit)
        made = nodes.call(name, low.cast_to(again(), wide), nodes.number(digits))
        rest = again() if digits > 0 else nodes.call(name, again(), nodes.number(digits))
        return nodes.case([(small, low.cast_to(made, DOUBLE))], rest)

    return once(low, value, use)


def _whole(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        kind, value = low.type(call.args[0]), low.firm(call.args[0])
        if kind in (INT, BIGINT):
            return value
        made = nodes.call(name, value)
        return made if kind == DOUBLE else low.cast_to(made, low.type(call))

    return lower


def _typed(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        made = low.function(name, *call.args)
        return made if low.type(call) == DOUBLE and name == "ABS" else low.cast_to(made, low.type(call))

    return lower


def _log10(low: Lowering, call: Call) -> Node:
    return nodes.call("LOG", nodes.number(10), low.firm(call.args[0]))


TABLE: dict[str, Scalar] = {
    "abs": _typed("ABS"),
    "sign": _typed("SIGN"),
    "round": _rounded("ROUND"),
    "trunc": _rounded("TRUNC"),
    "ceil": _whole("CEIL"),
    "floor": _whole("FLOOR"),
    "sqrt": same("SQRT"),
    "power": same("POWER"),
    "exp": same("EXP"),
    "ln": same("LN"),
    "log10": _log10,
}
