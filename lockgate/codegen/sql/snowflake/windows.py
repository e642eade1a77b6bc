"""Window functions that are no aggregates; partition, order and frame are added around them."""

from __future__ import annotations

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.entries import same
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call


def _ntile(low: Lowering, call: Call) -> Node:
    return nodes.call("NTILE", low.loose(call.args[0]))


def _shift(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        args = [low.firm(call.args[0]), *(low.loose(arg) for arg in call.args[1:2])]
        return nodes.call(name, *args, *(low.firm(arg) for arg in call.args[2:]))

    return lower


TABLE: dict[str, Scalar] = {
    "row_number": same("ROW_NUMBER"),
    "rank": same("RANK"),
    "dense_rank": same("DENSE_RANK"),
    "percent_rank": same("PERCENT_RANK"),
    "ntile": _ntile,
    "lag": _shift("LAG"),
    "lead": _shift("LEAD"),
    "first_value": same("FIRST_VALUE"),
    "last_value": same("LAST_VALUE"),
}
