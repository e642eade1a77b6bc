"""Aggregates, over groups and over windows."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Aggregate, Aggregates, Node
from lockgate.codegen.sql.duckdb.arithmetic import exact
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import AggregateCall, Call, Literal
from lockgate.ir.types import BIGINT, DOUBLE, Decimal

_SUMMED_DIGITS = 28


def _arguments(low: Lowering, call: AggregateCall) -> list[Node]:
    """Firm arguments with DISTINCT before and ORDER BY behind them."""
    args = [low.firm(arg) for arg in call.args]
    if call.distinct and args:
        args[0] = exp.Distinct(expressions=[args[0]])
    # A constant orders nothing, and DuckDB refuses it.
    order = tuple(key for key in call.order if not isinstance(key.expr, Literal))
    if order and args:
        args[-1] = exp.Order(this=args[-1], expressions=low.order(order))
    return args


def _same(name: str) -> Aggregates:
    return lambda low, call: Aggregate(nodes.call(name, *_arguments(low, call)))


def _count(low: Lowering, call: AggregateCall) -> Aggregate:
    return Aggregate(nodes.call("COUNT", *(_arguments(low, call) or [exp.Star()])))


def _count_if(low: Lowering, call: AggregateCall) -> Aggregate:
    return Aggregate(nodes.call("COUNT", exp.Star()), condition=nodes.operand(low.condition(call.args[0]), 2))


def _summed(low: Lowering, call: AggregateCall, node: Node, condition: Node | None = None) -> Aggregate:
    """Integers add up in 128 bits and must fit 64 in the end."""
    finish = (lambda made: low.cast_to(made, BIGINT)) if low.type(call) == BIGINT else None
    return Aggregate(node, finish, condition)


def _sum(low: Lowering, call: AggregateCall) -> Aggregate:
    return _summed(low, call, nodes.call("SUM", _number(low, call)))


def _number(low: Lowering, call: AggregateCall) -> Node:
    """The argument of a sum or mean, where a decimal may have more digits than its type."""
    value = call.args[0]
    node = exact(low, value)[0] if isinstance(value, Call) else low.firm(value)
    return exp.Distinct(expressions=[node]) if call.distinct else node


def _avg(low: Lowering, call: AggregateCall) -> Aggregate:
    node, kind = _number(low, call), low.type(call.args[0])
    if isinstance(kind, Decimal) and kind.precision > _SUMMED_DIGITS:
        # DuckDB adds decimals up in 128 bits, which a few wide ones fill.
        distinct = isinstance(node, exp.Distinct)
        wide = low.cast_to(node.expressions[0] if distinct else node, DOUBLE)
        node = exp.Distinct(expressions=[wide]) if distinct else wide
    return Aggregate(nodes.call("AVG", node))


def _sum_if(low: Lowering, call: AggregateCall) -> Aggregate:
    condition = nodes.operand(low.condition(call.args[1]), 2)
    return _summed(low, call, nodes.call("SUM", _number(low, call)), condition)


def _percentile(low: Lowering, call: AggregateCall) -> Aggregate:
    value, fraction = call.args
    node: Node = low.firm(value)
    if call.distinct:
        node = exp.Distinct(expressions=[node])
    return Aggregate(nodes.call("QUANTILE_CONT", node, low.loose(fraction)))


def _array_agg(low: Lowering, call: AggregateCall) -> Aggregate:
    made = nodes.call("ARRAY_AGG", *_arguments(low, call))
    return Aggregate(made, condition=nodes.is_not_null(low.firm(call.args[0])))


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
    "string_agg": _same("STRING_AGG"),
    "array_agg": _array_agg,
    "min_by": _same("ARG_MIN_NULL"),
    "max_by": _same("ARG_MAX_NULL"),
    "grouping": _same("GROUPING"),
}
