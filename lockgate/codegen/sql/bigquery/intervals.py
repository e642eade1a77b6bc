"""Points in time and lengths of time: a date stays a date, months end at the last day, instants step in UTC."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery.literals import interval
from lockgate.codegen.sql.bigquery.types import type_node
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Cast, Expr, Interval, Literal
from lockgate.ir.types import DATE, INTERVAL, TIMESTAMP, TIMESTAMPTZ, Type

UTC = "UTC"
_PREFIX: dict[Type, str] = {DATE: "DATE", TIMESTAMP: "DATETIME", TIMESTAMPTZ: "TIMESTAMP"}
_ELAPSED = ("second", "minute", "hour", "day")
"""The units that BigQuery adds to an instant; to others it has no answer."""


def added(low: Lowering, sign: str, call: Call, result: Type) -> Node:
    """A point in time plus or minus an interval, a difference of dates in days, or an interval times a number."""
    left, right = call.args
    if result == INTERVAL:
        return _length(low, call)
    if low.type(left) == INTERVAL and sign == "+":
        left, right = right, left
    if low.type(right) != INTERVAL:
        return nodes.call("DATE_DIFF", low.firm(left), low.firm(right), exp.Var(this="DAY"))
    found = amount(low, right)
    if found is None:
        raise Unsupported("an interval that is computed", "BigQuery adds a number of one unit")
    count, unit = found
    step = "ADD" if sign == "+" else "SUB"
    return _stepped(low.firm(left), low.type(left), result, step, interval(nodes.operand(count, 9), unit))


def _stepped(node: Node, kind: Type, result: Type, step: str, length: Node) -> Node:
    if kind == DATE and result == TIMESTAMP:
        node, kind = nodes.cast(node, type_node(TIMESTAMP)), TIMESTAMP
    elapsed = str(length.args["unit"].this).lower() in _ELAPSED
    if kind == TIMESTAMPTZ and not elapsed:
        civil = nodes.call("DATETIME", node, nodes.raw_string(UTC))
        return nodes.call("TIMESTAMP", nodes.call(f"DATETIME_{step}", civil, length), nodes.raw_string(UTC))
    return nodes.call(f"{_PREFIX[kind]}_{step}", node, length)


def amount(low: Lowering, expr: Expr) -> tuple[Node, str] | None:
    """How many of which unit, of an interval that says so."""
    if isinstance(expr, Cast) and expr.implicit:
        return amount(low, expr.operand)
    if isinstance(expr, Literal):
        if isinstance(expr.value, Interval):
            return nodes.number(expr.value.count), expr.value.unit
        return (exp.Null(), "day") if expr.value is None else None
    if isinstance(expr, Call) and expr.function == "*":
        factor, length = expr.args
        if low.type(factor) == INTERVAL:
            factor, length = length, factor
        found = amount(low, length)
        if found is None:
            return None
        count, unit = found
        if isinstance(count, exp.Literal) and count.this == "1":
            return low.loose(factor), unit
        return nodes.binary(exp.Mul, low.loose(factor), count), unit
    return None


def _length(low: Lowering, call: Call) -> Node:
    found = amount(low, call)
    if found is None:
        raise Unsupported("an interval that is computed", "BigQuery adds a number of one unit")
    return interval(nodes.operand(found[0], 9), found[1])
