"""Functions of numbers: rounding half away from zero, through decimals where doubles would show their binary digits."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery.arithmetic import in_range
from lockgate.codegen.sql.bigquery.nans import may_be_nan
from lockgate.codegen.sql.bigquery.once import Make, error, once
from lockgate.codegen.sql.bigquery.types import bare, is_wide
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.entries import same
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call
from lockgate.ir.types import BIGINT, DOUBLE, INT, STRING, Decimal, Type

_LEAST_TENS = -6
"""Doubles beyond all decimals are whole multiples of this power of ten."""


def _digits(call: Call) -> int:
    return (integer_literal(call.args[1]) or 0) if len(call.args) > 1 else 0


def _rounded(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        kind, digits = low.type(call.args[0]), _digits(call)
        value = low.firm(call.args[0])
        if isinstance(kind, Decimal):
            return _exact(low, name, value, kind, digits, low.type(call))
        if kind in (INT, BIGINT):
            return value if digits >= 0 else _whole_digits(low, name, value, digits, kind)
        if digits == 0:
            return nodes.call(name, value)
        return _double(low, name, value, digits)

    return lower


def _whole_digits(low: Lowering, name: str, value: Node, digits: int, kind: Type) -> Node:
    """BigQuery would round an integer as a double."""
    exact = nodes.cast(value, bare(wide=False))
    made = low.cast_to(nodes.call(name, exact, nodes.number(digits)), BIGINT)
    return in_range(low, made, kind)


def _exact(low: Lowering, name: str, value: Node, kind: Decimal, digits: int, result: Type) -> Node:
    made = value
    if digits < kind.scale:
        made = nodes.call(name, value, nodes.number(digits)) if digits else nodes.call(name, value)
    assert isinstance(result, Decimal)
    cut = result.precision == 38 and digits < kind.scale
    return made if is_wide(kind) == is_wide(result) and not cut else low.cast_to(made, result)


def _double(low: Lowering, name: str, value: Node, digits: int) -> Node:
    """By way of the text, whose digits are those that were meant: 1.005 is 1.01, and 0.29 has two digits.

    What no decimal holds (huge, NaN, infinite) has no such digits.
    """

    def use(again: Make) -> Node:
        exact = nodes.cast(low.cast_to(again(), STRING), bare(wide=True), safe=True)
        made = nodes.call(name, exact, nodes.number(digits))
        rest = again() if digits >= _LEAST_TENS else nodes.call(name, again(), nodes.number(digits))
        return nodes.call("COALESCE", low.cast_to(made, DOUBLE), rest)

    return once(low, value, use)


def _whole(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        kind, result = low.type(call.args[0]), low.type(call)
        value = low.firm(call.args[0])
        if kind in (INT, BIGINT):
            return value
        made = nodes.call(name, value)
        if isinstance(kind, Decimal) and isinstance(result, Decimal) and is_wide(kind) != is_wide(result):
            return low.cast_to(made, result)
        return made

    return lower


def _abs(low: Lowering, call: Call) -> Node:
    return in_range(low, low.function("ABS", *call.args), low.type(call))


def _sign(low: Lowering, call: Call) -> Node:
    kind, made = low.type(call), low.function("SIGN", *call.args)
    no_room = isinstance(kind, Decimal) and kind.precision == kind.scale
    return low.cast_to(made, kind) if no_room else made


def _logarithm(name: str) -> Scalar:
    """An error of zero and less; of the least infinity BigQuery makes a NaN."""

    def lower(low: Lowering, call: Call) -> Node:
        if not may_be_nan(low, call.args[0]):
            return low.function(name, *call.args)
        return once(
            low,
            low.firm(call.args[0]),
            lambda value: nodes.case(
                [(nodes.binary(exp.LTE, value(), nodes.number(0)), error("logarithm of zero or less"))],
                nodes.call(name, value()),
            ),
        )

    return lower


TABLE: dict[str, Scalar] = {
    "abs": _abs,
    "sign": _sign,
    "round": _rounded("ROUND"),
    "trunc": _rounded("TRUNC"),
    "ceil": _whole("CEIL"),
    "floor": _whole("FLOOR"),
    "sqrt": same("SQRT"),
    "power": same("POWER"),
    "exp": same("EXP"),
    "ln": _logarithm("LN"),
    "log10": _logarithm("LOG10"),
}
