"""Window functions that are no aggregates; partition, order and frame are added around them."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import gathered, nodes
from lockgate.codegen.sql.dialect import Aggregate, Node, Scalar, Windowed
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.once import sure
from lockgate.codegen.sql.postgres.strings import same
from lockgate.ir.expr import AggregateCall, Call
from lockgate.ir.types import Decimal

_ORDERING = frozenset(("median", "percentile", "min_by", "max_by", "approx_count_distinct"))


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


def over_windows(call: AggregateCall) -> bool:
    """PostgreSQL's windows have no DISTINCT, no ORDER BY within, and no aggregates that order what they are given."""
    return not (call.distinct or call.order or call.function in _ORDERING)


def _of_values(low: Lowering, call: Call) -> Node:
    """An aggregate of the elements of arrays, in their order."""
    aggregate, level, arrays = gathered.elements(call)
    names = level.known.names
    source = nodes.call("UNNEST", *(low.firm(item) for item in arrays))
    inner = Lowering(low.dialect, low.options, level, low)
    made = exp.Select(expressions=[inner.firm(aggregate)])
    made.set("from_", exp.From(this=exp.Table(this=source, alias=nodes.table_alias("elements", names))))
    return exp.Subquery(this=made)


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
    gathered.AGGREGATE: _of_values,
}

WINDOWED: dict[str, Windowed] = {
    name: _typed(name) for name in ("ntile", "lag", "lead", "first_value", "last_value")
}
