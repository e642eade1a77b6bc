"""Points in time and lengths of time: DATEADD keeps a date a date and ends months at their last day."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Cast, Expr, Interval, Literal
from lockgate.ir.types import DATE, INTERVAL, TIMESTAMP, TIMESTAMPTZ, Type

UTC = "UTC"


def in_utc(low: Lowering, expr: Expr) -> Node:
    """A point in time; an instant with the offset of UTC, by which Snowflake then computes."""
    node = low.firm(expr)
    if low.type(expr) != TIMESTAMPTZ:
        return node
    return nodes.call("CONVERT_TIMEZONE", nodes.raw_string(UTC), node)


def added(low: Lowering, sign: str, call: Call, result: Type) -> Node:
    """A point in time plus or minus an interval, a difference of dates in days, or an interval times a number."""
    left, right = call.args
    if result == INTERVAL:
        raise Unsupported("an interval that is computed", "Snowflake adds a number of one unit")
    if low.type(left) == INTERVAL and sign == "+":
        left, right = right, left
    if low.type(right) != INTERVAL:
        return nodes.call("DATEDIFF", nodes.raw_string("day"), low.firm(right), low.firm(left))
    found = _amount(low, right)
    if found is None:
        raise Unsupported("an interval that is computed", "Snowflake adds a number of one unit")
    count, unit = found
    if sign == "-":
        count = exp.Neg(this=nodes.operand(count, 8))
    moment = in_utc(low, left)
    if low.type(left) == DATE and result == TIMESTAMP:
        moment = low.cast_to(moment, TIMESTAMP)
    return nodes.call("DATEADD", nodes.raw_string(unit), count, moment)


def _amount(low: Lowering, expr: Expr) -> tuple[Node, str] | None:
    """How many of which unit, of an interval that says so."""
    if isinstance(expr, Cast) and expr.implicit:
        return _amount(low, expr.operand)
    if isinstance(expr, Literal):
        if isinstance(expr.value, Interval):
            return nodes.number(expr.value.count), expr.value.unit
        return (exp.Null(), "day") if expr.value is None else None
    if isinstance(expr, Call) and expr.function == "*":
        factor, length = expr.args
        if low.type(factor) == INTERVAL:
            factor, length = length, factor
        found = _amount(low, length)
        if found is None:
            return None
        count, unit = found
        if isinstance(count, exp.Literal) and count.this == "1":
            return low.loose(factor), unit
        return nodes.binary(exp.Mul, low.loose(factor), count), unit
    return None
