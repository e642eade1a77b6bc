"""Window functions that are no aggregates; partition, order and frame are added around them."""

from __future__ import annotations

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Aggregate, Node, Scalar, Windowed
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call
from lockgate.ir.types import BIGINT


def _same(name: str) -> Scalar:
    return lambda low, call: low.function(name, *call.args)


def _shift(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        args = [low.firm(call.args[0]), *(low.loose(arg) for arg in call.args[1:2])]
        return nodes.call(name, *args, *(low.firm(arg) for arg in call.args[2:]))

    return lower


def _counted(name: str) -> Windowed:
    """Spark counts rows in integers of 32 bits."""

    def lower(low: Lowering, call: Call) -> Aggregate:
        made = nodes.call(name, *(low.loose(arg) for arg in call.args))
        return Aggregate(made, lambda node: low.cast_to(node, BIGINT))

    return lower


_NUMBERS = {"row_number": "ROW_NUMBER", "rank": "RANK", "dense_rank": "DENSE_RANK", "ntile": "NTILE"}
TABLE: dict[str, Scalar] = {
    **{name: _same(engine) for name, engine in _NUMBERS.items()},
    "percent_rank": _same("PERCENT_RANK"),
    "lag": _shift("LAG"),
    "lead": _shift("LEAD"),
    "first_value": _same("FIRST_VALUE"),
    "last_value": _same("LAST_VALUE"),
}
WINDOWED: dict[str, Windowed] = {name: _counted(engine) for name, engine in _NUMBERS.items()}
