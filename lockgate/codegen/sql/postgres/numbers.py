"""Functions of numbers: rounding half away from zero. Outside their domain PostgreSQL's own functions stop."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.literals import double
from lockgate.codegen.sql.postgres.once import Make, once, steady
from lockgate.codegen.sql.postgres.types import numeric
from lockgate.ir.coerce import integer_literal, is_integer
from lockgate.ir.expr import Call
from lockgate.ir.types import DOUBLE, STRING, Decimal

_LEAST_EXPONENT = "-745.1332191019411"
_GREATEST_EXPONENT = "709.782712893384"
"""Between them `exp` neither vanishes nor leaves what a double holds."""


def exact(low: Lowering, node: Node) -> Node:
    """A double as the shortest decimal that reads as it; PostgreSQL's own cast keeps 15 digits only."""
    return nodes.cast(low.cast_to(node, STRING), numeric())


def _digits(call: Call) -> int:
    return (integer_literal(call.args[1]) or 0) if len(call.args) > 1 else 0


def _rounded(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        kind, digits = low.type(call.args[0]), _digits(call)
        value = low.firm(call.args[0])
        if kind == DOUBLE:
            return _of_double(low, name, value, digits)
        if digits >= (kind.scale if isinstance(kind, Decimal) else 0):
            return value if kind == low.type(call) else low.cast_to(value, low.type(call))
        args = [value, nodes.number(digits)] if digits else [value]
        return low.cast_to(nodes.call(name, *args), low.type(call))

    return lower


def _of_double(low: Lowering, name: str, value: Node, digits: int) -> Node:
    """Through a decimal, so that 1.005 is 1.01; PostgreSQL would round half to even."""
    if name == "TRUNC" and digits == 0:
        return nodes.call(name, value)
    args = [exact(low, value), nodes.number(digits)] if digits else [exact(low, value)]
    return low.cast_to(nodes.call(name, *args), DOUBLE)


def _whole(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        kind = low.type(call.args[0])
        value = low.firm(call.args[0])
        if is_integer(kind):
            return value
        made = nodes.call(name, value)
        return made if kind == DOUBLE else low.cast_to(made, low.type(call))

    return lower


def _abs(low: Lowering, call: Call) -> Node:
    made = nodes.call("ABS", steady(low, call, low.firm(call.args[0])))
    return low.cast_to(made, low.type(call)) if isinstance(low.type(call), Decimal) else made


def _sign(low: Lowering, call: Call) -> Node:
    made = low.function("SIGN", *call.args)
    return made if low.type(call) == DOUBLE else low.cast_to(made, low.type(call))


def _own(name: str) -> Scalar:
    """PostgreSQL's own function of doubles, which stops outside its domain."""

    def lower(low: Lowering, call: Call) -> Node:
        first, *rest = (low.firm(arg) for arg in call.args)
        return nodes.call(name, steady(low, call, first), *rest)

    return lower


def _exp(low: Lowering, call: Call) -> Node:
    """Zero and infinity where PostgreSQL would stop for what is too small or too large."""

    def use(power: Make) -> Node:
        small = nodes.binary(exp.LT, power(), nodes.number(_LEAST_EXPONENT))
        large = exp.Between(
            this=nodes.operand(power(), 5), low=nodes.number(_GREATEST_EXPONENT), high=double("Infinity")
        )
        branches = [(small, double("0")), (large, double("Infinity"))]
        return nodes.case(branches, nodes.call("EXP", power()))

    return once(low, steady(low, call, low.firm(call.args[0])), use)


TABLE: dict[str, Scalar] = {
    "abs": _abs,
    "sign": _sign,
    "round": _rounded("ROUND"),
    "trunc": _rounded("TRUNC"),
    "ceil": _whole("CEIL"),
    "floor": _whole("FLOOR"),
    "sqrt": _own("SQRT"),
    "power": _own("POWER"),
    "exp": _exp,
    "ln": _own("LN"),
    "log10": _own("LOG10"),
}
