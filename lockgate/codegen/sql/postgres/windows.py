"""Window functions that are no aggregates; partition, order and frame are added around them."""

from __future__ import annotations

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Aggregate, Node, Scalar, Windowed
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.once import sure
from lockgate.codegen.sql.postgres.strings import same
from lockgate.ir.expr import AggregateCall, Call
from lockgate.ir.types import Decimal


def _any(name: str) -> Scalar:
    return lambda low, call: nodes.call(name, sure(low, call.args[0]))


def _shift(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        value, *offset = (sure(low, call.args[0]), *(low.loose(arg) for arg in call.args[1:2]))
        return nodes.call(name, value, *offset, *(sure(low, arg) for arg in call.args[2:]))

    return lower


def _typed(name: str) -> Windowed:
    """In the type of the language: PostgreSQL's buckets are small, its decimals forget their digits."""

    def lower(low: Lowering, call: Call) -> Aggregate:
        result = low.type(call)
        if name != "ntile" and not isinstance(result, Decimal):
            return Aggregate(TABLE[name](low, call))
        return Aggregate(TABLE[name](low, call), lambda made: low.cast_to(made, result))

    return lower


def _refused(what: str) -> Windowed:
    def lower(low: Lowering, call: AggregateCall) -> Aggregate:
        raise Unsupported(f"`{call.function}` over a window", f"PostgreSQL has no {what} over windows")

    return lower


TABLE: dict[str, Scalar] = {
    "row_number": same("ROW_NUMBER"),
    "rank": same("RANK"),
    "dense_rank": same("DENSE_RANK"),
    "percent_rank": same("PERCENT_RANK"),
    "ntile": lambda low, call: nodes.call("NTILE", low.loose(call.args[0])),
    "lag": _shift("LAG"),
    "lead": _shift("LEAD"),
    "first_value": _any("FIRST_VALUE"),
    "last_value": _any("LAST_VALUE"),
}

WINDOWED: dict[str, Windowed] = {
    name: _typed(name) for name in ("ntile", "lag", "lead", "first_value", "last_value")
}
