"""Window functions that are no aggregates; partition, order and frame are added around them."""

from __future__ import annotations

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Aggregate, Node, Scalar, Windowed
from lockgate.codegen.sql.entries import same
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Cast, Literal


def _ntile(low: Lowering, call: Call) -> Node:
    return nodes.call("NTILE", low.loose(call.args[0]))


def _shift(name: str) -> Windowed:
    """BigQuery's default is a constant; another stands where there is no row so far away."""

    def lower(low: Lowering, call: Call) -> Aggregate:
        offset = [low.loose(arg) for arg in call.args[1:2]]
        value = low.firm(call.args[0])
        if len(call.args) < 3:
            return Aggregate(nodes.call(name, value, *offset))
        default = call.args[2]
        inner = default.operand if isinstance(default, Cast) else default
        if isinstance(inner, Literal):
            return Aggregate(nodes.call(name, value, *offset, low.firm(default)))
        there = nodes.call(name, nodes.number(1), *(item.copy() for item in offset))
        other = low.firm(default)
        return Aggregate(
            nodes.call(name, value, *offset),
            lambda found, row: nodes.call("IF", nodes.is_null(row), other, found),
            more=(there,),
        )

    return lower


TABLE: dict[str, Scalar] = {
    "row_number": same("ROW_NUMBER"),
    "rank": same("RANK"),
    "dense_rank": same("DENSE_RANK"),
    "percent_rank": same("PERCENT_RANK"),
    "ntile": _ntile,
    "first_value": same("FIRST_VALUE"),
    "last_value": same("LAST_VALUE"),
}
WINDOWED: dict[str, Windowed] = {"lag": _shift("LAG"), "lead": _shift("LEAD")}
