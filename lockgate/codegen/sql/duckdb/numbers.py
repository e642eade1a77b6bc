"""Functions of numbers: rounding half away from zero, roots and logarithms that stop outside their domain."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.duckdb.once import error, once
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call
from lockgate.ir.types import BIGINT, DOUBLE, INT, STRING, Decimal, Type

_WIDE_SCALE = 20
"""Digits behind the point that are kept where a double is cut off: all that those from 0.001 up have."""
_SCALE_OF_TENS = 15
"""The same where tens, hundreds or more are left."""
_LEAST_TENS = -6
"""Doubles beyond such a decimal are whole multiples of this power of ten."""
_MAX_SCALE = 30


def _digits(call: Call) -> int:
    return (integer_literal(call.args[1]) or 0) if len(call.args) > 1 else 0


def _rounded(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        kind, digits = low.type(call.args[0]), _digits(call)
        value = low.firm(call.args[0])
        if isinstance(kind, Decimal):
            return _exact(low, name, value, kind, digits, low.type(call))
        if kind in (INT, BIGINT):
            return value if digits >= 0 else nodes.call(name, value, nodes.number(digits))
        if digits == 0:
            return nodes.call(name, value)
        return _double(low, name, value, digits)

    return lower


def _exact(low: Lowering, name: str, value: Node, kind: Decimal, digits: int, result: Type) -> Node:
    if digits >= kind.scale:
        return value if kind == result else low.cast_to(value, result)
    made = nodes.call(name, value, nodes.number(digits)) if digits else nodes.call(name, value)
    native = Decimal(kind.precision, max(digits, 0))
    return made if native == result else low.cast_to(made, result)


def _double(low: Lowering, name: str, value: Node, digits: int) -> Node:
    """By way of the text, whose digits are those that were meant: 1.005 is 1.01, and 0.29 has two digits.

    What no decimal holds (huge, NaN, infinite) has no such digits.
    """
    scale = _SCALE_OF_TENS if digits < 0 else digits if name == "ROUND" and digits <= _MAX_SCALE else _WIDE_SCALE

    def use(again: Callable[[], Node]) -> Node:
        made = low.cast_to(low.cast_to(again(), STRING), Decimal(38, scale), safe=True)
        if scale != digits:
            made = nodes.call(name, made, nodes.number(digits))
        rest = again() if digits >= _LEAST_TENS else nodes.call(name, again(), nodes.number(digits))
        return nodes.call("COALESCE", low.cast_to(made, DOUBLE), rest)

    return once(low, value, use)


def _same(name: str) -> Scalar:
    return lambda low, call: low.function(name, *call.args)


def _whole(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        kind = low.type(call.args[0])
        value = low.firm(call.args[0])
        if kind in (INT, BIGINT):
            return value
        made = nodes.call(name, value)
        native = Decimal(kind.precision, 0) if isinstance(kind, Decimal) else kind
        result = low.type(call)
        return made if native == result else low.cast_to(made, result)

    return lower


def _guarded(name: str, kind: type[Any], message: str) -> Scalar:
    """An error where the argument is outside the domain; NULL passes through."""

    def lower(low: Lowering, call: Call) -> Node:
        return once(
            low,
            low.firm(call.args[0]),
            lambda value: nodes.case(
                [(nodes.binary(kind, value(), nodes.number(0)), error(message))], nodes.call(name, value())
            ),
        )

    return lower


def _sign(low: Lowering, call: Call) -> Node:
    return low.cast_to(low.function("SIGN", *call.args), low.type(call))


TABLE: dict[str, Scalar] = {
    "abs": _same("ABS"),
    "sign": _sign,
    "round": _rounded("ROUND"),
    "trunc": _rounded("TRUNC"),
    "ceil": _whole("CEIL"),
    "floor": _whole("FLOOR"),
    "sqrt": _guarded("SQRT", exp.LT, "square root of a negative number"),
    "power": _same("POWER"),
    "exp": _same("EXP"),
    "ln": _guarded("LN", exp.LTE, "logarithm of zero or less"),
    "log10": _guarded("LOG10", exp.LTE, "logarithm of zero or less"),
}
