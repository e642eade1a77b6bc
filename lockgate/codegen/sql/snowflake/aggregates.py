"""Aggregates. Those that Snowflake has over no frames are refused over a window."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Aggregate, Aggregates, Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.snowflake.comparisons import as_text
from lockgate.ir.expr import AggregateCall, SortKey
from lockgate.ir.types import DOUBLE


def _value(call: AggregateCall, node: Node) -> Node:
    return exp.Distinct(expressions=[node]) if call.distinct else node


def _same(name: str) -> Aggregates:
    def lower(low: Lowering, call: AggregateCall) -> Aggregate:
        first, *others = (low.firm(arg) for arg in call.args)
        return Aggregate(nodes.call(name, _value(call, first), *others))

    return lower


def _count(low: Lowering, call: AggregateCall) -> Aggregate:
    if not call.args:
        return Aggregate(nodes.call("COUNT", exp.Star()))
    node = as_text(low, call.args[0]) if call.distinct else low.firm(call.args[0])
    return Aggregate(nodes.call("COUNT", _value(call, node)))


def _sum(low: Lowering, call: AggregateCall) -> Aggregate:
    made = nodes.call("SUM", _value(call, low.firm(call.args[0])))
    result = low.type(call)
    return Aggregate(made, None if result == DOUBLE else lambda node: low.cast_to(node, result))


def _avg(low: Lowering, call: AggregateCall) -> Aggregate:
    node = low.firm(call.args[0])
    if low.type(call.args[0]) != DOUBLE:
        node = low.cast_to(node, DOUBLE)
    return Aggregate(nodes.call("AVG", _value(call, node)))


def _within(low: Lowering, call: AggregateCall, made: Node, order: tuple[SortKey, ...]) -> Node:
    if not order:
        return made
    if call.distinct and any(key.expr != call.args[0] for key in order):
        raise Unsupported("`distinct` with another order", "Snowflake orders different values by themselves")
    return exp.WithinGroup(this=made, expression=exp.Order(expressions=low.order(order)))


def _percentile(low: Lowering, call: AggregateCall) -> Aggregate:
    fraction = low.loose(call.args[1]) if len(call.args) > 1 else nodes.number("0.5")
    if call.distinct:
        raise Unsupported(f"`{call.function}` of `distinct` values", "Snowflake has none")
    order = (SortKey(call.args[0]),)
    return Aggregate(_within(low, call, nodes.call("PERCENTILE_CONT", fraction), order))


def _gathered(name: str) -> Aggregates:
    """NULL where there is no value: Snowflake gives an empty string or array."""

    def lower(low: Lowering, call: AggregateCall) -> Aggregate:
        first, *others = (low.firm(arg) for arg in call.args)
        made = _within(low, call, nodes.call(name, _value(call, first), *others), call.order)
        count = nodes.call("COUNT", low.firm(call.args[0]))

        def finish(found: Node, number: Node) -> Node:
            return nodes.case([(nodes.binary(exp.GT, number, nodes.number(0)), found)])

        return Aggregate(made, finish, more=(count,))

    return lower


def _refused(low: Lowering, call: AggregateCall) -> Aggregate:
    raise Unsupported(f"`{call.function}` over a window", "Snowflake has it over no frames")


def _undistinct(entry: Aggregates) -> Aggregates:
    def lower(low: Lowering, call: AggregateCall) -> Aggregate:
        if call.distinct:
            raise Unsupported("`distinct` over a window", "Snowflake has it over no frames")
        return entry(low, call)

    return lower


TABLE: dict[str, Aggregates] = {
    "count": _count,
    "approx_count_distinct": _same("APPROX_COUNT_DISTINCT"),
    "sum": _sum,
    "avg": _avg,
    "min": _same("MIN"),
    "max": _same("MAX"),
    "bool_and": _same("BOOLAND_AGG"),
    "bool_or": _same("BOOLOR_AGG"),
    "median": _percentile,
    "percentile": _percentile,
    "stddev": _same("STDDEV_SAMP"),
    "variance": _same("VAR_SAMP"),
    "stddev_pop": _same("STDDEV_POP"),
    "variance_pop": _same("VAR_POP"),
    "string_agg": _gathered("LISTAGG"),
    "array_agg": _gathered("ARRAY_AGG"),
    "min_by": _same("MIN_BY"),
    "max_by": _same("MAX_BY"),
    "grouping": _same("GROUPING"),
}
_FRAMELESS = ("approx_count_distinct", "median", "percentile", "string_agg", "array_agg", "min_by", "max_by")
WINDOWED: dict[str, Aggregates] = {
    **{name: _undistinct(entry) for name, entry in TABLE.items()},
    **dict.fromkeys(_FRAMELESS, _refused),
}
