"""Aggregates, over groups and over windows."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Aggregate, Aggregates, Node, Windowed
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark.decimals import exact
from lockgate.codegen.sql.spark.lists import array_agg
from lockgate.ir.expr import AggregateCall, Call
from lockgate.ir.types import BIGINT, DOUBLE, INT, Decimal

_GROWTH = 10
"""Digits that Spark gives to a sum of decimals before the point."""


def _arguments(low: Lowering, call: AggregateCall) -> list[Node]:
    args = [low.firm(arg) for arg in call.args]
    if call.distinct and args:
        args[0] = exp.Distinct(expressions=[args[0]])
    return args


def _same(name: str) -> Aggregates:
    return lambda low, call: Aggregate(nodes.call(name, *_arguments(low, call)))


def _count(low: Lowering, call: AggregateCall) -> Aggregate:
    return Aggregate(nodes.call("COUNT", *(_arguments(low, call) or [exp.Star()])))


def _count_if(low: Lowering, call: AggregateCall) -> Aggregate:
    return Aggregate(nodes.call("COUNT_IF", low.condition(call.args[0])))


def _sum(low: Lowering, call: AggregateCall) -> Aggregate:
    return _summed(low, call, None)


def _sum_if(low: Lowering, call: AggregateCall) -> Aggregate:
    return _summed(low, call, low.condition(call.args[1]))


def _summed(low: Lowering, call: AggregateCall, condition: Node | None) -> Aggregate:
    value, result = call.args[0], low.type(call)
    node, native = exact(low, value) if isinstance(value, Call) else (low.firm(value), low.type(value))
    if condition is not None:
        node = nodes.case([(condition, node)])
    if call.distinct:
        node = exp.Distinct(expressions=[node])
    made = nodes.call("SUM", node)
    if not isinstance(native, Decimal) or native.precision + _GROWTH >= 38:
        return Aggregate(made)
    return Aggregate(made, lambda total: low.cast_to(total, result))


def _avg(low: Lowering, call: AggregateCall) -> Aggregate:
    value = call.args[0]
    node = low.firm(value)
    if low.type(value) not in (INT, BIGINT, DOUBLE):
        node = low.cast_to(node, DOUBLE)
    return Aggregate(nodes.call("AVG", exp.Distinct(expressions=[node]) if call.distinct else node))


def _percentile(low: Lowering, call: AggregateCall) -> Aggregate:
    value, *_ = _arguments(low, call)
    return Aggregate(nodes.call("PERCENTILE", value, low.loose(call.args[1])))


def _string_agg(low: Lowering, call: AggregateCall) -> Aggregate:
    made: Node = nodes.call("LISTAGG", *_arguments(low, call))
    if call.order:
        made = exp.WithinGroup(this=made, expression=exp.Order(expressions=low.order(call.order)))
    return Aggregate(made)


def _grouping(low: Lowering, call: AggregateCall) -> Aggregate:
    return Aggregate(nodes.call("GROUPING", low.firm(call.args[0])), lambda made: low.cast_to(made, BIGINT))


TABLE: dict[str, Aggregates] = {
    "count": _count,
    "count_if": _count_if,
    "approx_count_distinct": _same("APPROX_COUNT_DISTINCT"),
    "sum": _sum,
    "sum_if": _sum_if,
    "avg": _avg,
    "min": _same("MIN"),
    "max": _same("MAX"),
    "bool_and": _same("BOOL_AND"),
    "bool_or": _same("BOOL_OR"),
    "median": _same("MEDIAN"),
    "percentile": _percentile,
    "stddev": _same("STDDEV_SAMP"),
    "variance": _same("VAR_SAMP"),
    "stddev_pop": _same("STDDEV_POP"),
    "variance_pop": _same("VAR_POP"),
    "string_agg": _string_agg,
    "array_agg": array_agg,
    "min_by": _same("MIN_BY"),
    "max_by": _same("MAX_BY"),
    "grouping": _grouping,
}


def _over(name: str) -> Windowed:
    """Spark's windows know no DISTINCT."""

    def lower(low: Lowering, call: AggregateCall) -> Aggregate:
        if not call.distinct or name == "array_agg":
            return TABLE[name](low, call)
        if name == "count":
            seen = nodes.call("COLLECT_SET", low.firm(call.args[0]))
            return Aggregate(seen, lambda made: low.cast_to(nodes.call("ARRAY_SIZE", made), BIGINT))
        raise Unsupported(f"`{name}` of distinct values over a window", "Spark's windows have no DISTINCT")

    return lower


WINDOWED: dict[str, Windowed] = {
    name: _over(name)
    for name in TABLE
    if name
    not in ("min", "max", "bool_and", "bool_or", "min_by", "max_by", "approx_count_distinct", "grouping")
}
