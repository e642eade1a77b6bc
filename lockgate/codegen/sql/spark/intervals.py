"""Points in time that are moved: dates by Spark's functions, which keep them dates, others by intervals."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark.bare import integer
from lockgate.codegen.sql.spark.literals import plain_unit
from lockgate.ir.expr import Call, Expr, Interval, Literal
from lockgate.ir.functions import interval_unit
from lockgate.ir.types import BIGINT, DATE, INT, INTERVAL, TIMESTAMP, TIMESTAMPTZ, Type

_DAYS = ("day", "month", "year")
"""Units that a date is moved by, of those that Spark has."""
_MONTHS = 12


def is_time(kind: Type) -> bool:
    """A point in time or a length of it."""
    return kind in (DATE, TIMESTAMP, TIMESTAMPTZ, INTERVAL)


def moved(low: Lowering, call: Call) -> Node:
    """`date - date`, or a point in time plus or minus an interval."""
    left, right = call.args
    if low.type(call) == BIGINT:
        return low.cast_to(low.function("DATEDIFF", left, right), BIGINT)
    moment, length = (right, left) if low.type(left) == INTERVAL else (left, right)
    if low.type(call) == DATE:
        return _date(low, call.function, moment, length)
    node = low.firm(moment)
    if low.type(moment) == DATE:
        node = low.cast_to(node, TIMESTAMP)
    kind = exp.Add if call.function == "+" else exp.Sub
    return nodes.binary(kind, node, low.firm(length))


def _date(low: Lowering, sign: str, moment: Expr, length: Expr) -> Node:
    unit = interval_unit(length)
    if unit is None:
        return low.cast_to(exp.Null(), DATE)
    times, unit = plain_unit(unit)
    count = _count(low, length, times * (_MONTHS if unit == "year" else 1))
    if unit == "day":
        return nodes.call("DATE_ADD" if sign == "+" else "DATE_SUB", low.firm(moment), count)
    if sign == "-":
        known = count.this if isinstance(count, exp.Literal) else None
        count = nodes.number(-int(known)) if known is not None else exp.Neg(this=nodes.operand(count, 8))
    return nodes.call("ADD_MONTHS", low.firm(moment), count)


def _count(low: Lowering, length: Expr, times: int) -> Node:
    """How many units an interval has, as an integer."""
    factors: list[Expr] = []
    pending = [length]
    while pending:
        item = pending.pop()
        if isinstance(item, Literal) and isinstance(item.value, Interval):
            times *= item.value.count
        elif isinstance(item, Call) and item.function == "*" and low.type(item) == INTERVAL:
            pending.extend(reversed(item.args))
        elif isinstance(item, Literal) and isinstance(item.value, int):
            times *= item.value
        else:
            factors.append(item)
    if not factors:
        return nodes.number(times)
    if len(factors) == 1 and times == 1:
        return integer(low, factors[0])
    made = low.firm(factors[0])
    for factor in factors[1:]:
        made = nodes.binary(exp.Mul, made, low.firm(factor))
    if times != 1:
        made = nodes.binary(exp.Mul, made, nodes.number(times))
    return low.cast_to(made, INT)


def product(low: Lowering, call: Call) -> Node:
    """A number of intervals."""
    left, right = (low.loose(arg) for arg in call.args)
    return nodes.binary(exp.Mul, left, right)
