"""Aggregates over groups."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery.comparisons import comparable
from lockgate.codegen.sql.bigquery.nans import is_nan, may_be_nan
from lockgate.codegen.sql.bigquery.once import Make, bound
from lockgate.codegen.sql.bigquery.orders import sort_key
from lockgate.codegen.sql.bigquery.types import NUMERIC_WHOLE, bare, is_wide
from lockgate.codegen.sql.dialect import Aggregate, Aggregates, Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import AggregateCall, SortKey
from lockgate.ir.types import DOUBLE, Decimal

_ROOM = 11
"""Digits that a NUMERIC has left for a sum that no table makes overflow."""


def _value(call: AggregateCall, node: Node) -> Node:
    return exp.Distinct(expressions=[node]) if call.distinct else node


def _same(name: str) -> Aggregates:
    return lambda low, call: Aggregate(nodes.call(name, _value(call, low.firm(call.args[0]))))


def _plain(name: str) -> Aggregates:
    """One for which the same value twice changes nothing."""
    return lambda low, call: Aggregate(nodes.call(name, low.firm(call.args[0])))


def _count(low: Lowering, call: AggregateCall) -> Aggregate:
    if not call.args:
        return Aggregate(nodes.call("COUNT", exp.Star()))
    node = comparable(low, call.args[0]) if call.distinct else low.firm(call.args[0])
    return Aggregate(nodes.call("COUNT", _value(call, node)))


def _about(low: Lowering, call: AggregateCall) -> Aggregate:
    return Aggregate(nodes.call("APPROX_COUNT_DISTINCT", comparable(low, call.args[0])))


def _sum(low: Lowering, call: AggregateCall) -> Aggregate:
    """A sum of NUMERIC is one again, with the digits of a BIGNUMERIC in the IR."""
    kind, result = low.type(call.args[0]), low.type(call)
    node = low.firm(call.args[0])
    if not (isinstance(kind, Decimal) and isinstance(result, Decimal)):
        return Aggregate(nodes.call("SUM", _value(call, node)))
    if not is_wide(kind) and kind.precision - kind.scale > NUMERIC_WHOLE - _ROOM:
        node = nodes.cast(node, bare(wide=True))
    return Aggregate(nodes.call("SUM", _value(call, node)), lambda made: low.cast_to(made, result))


def _avg(low: Lowering, call: AggregateCall) -> Aggregate:
    node = low.firm(call.args[0])
    if isinstance(low.type(call.args[0]), Decimal):
        node = low.cast_to(node, DOUBLE)
    return Aggregate(nodes.call("AVG", _value(call, node)))


def _min(low: Lowering, call: AggregateCall) -> Aggregate:
    """BigQuery gives NaN where there is one; the language only where there is nothing else."""
    value = call.args[0]
    if not may_be_nan(low, value):
        return Aggregate(nodes.call("MIN", low.firm(value)))
    number = nodes.call("IF", is_nan(low.firm(value)), exp.Null(), low.firm(value))
    least, anything = nodes.call("MIN", number), nodes.call("MIN", low.firm(value))
    return Aggregate(least, lambda a, b: nodes.call("COALESCE", a, b), more=(anything,))


def _max(low: Lowering, call: AggregateCall) -> Aggregate:
    return Aggregate(nodes.call("MAX", low.firm(call.args[0])))


def _percentile(low: Lowering, call: AggregateCall) -> Aggregate:
    """Between the two values around the place, in the array of all: BigQuery's own is for windows alone."""
    fraction: Node = low.loose(call.args[1]) if len(call.args) > 1 else nodes.number("0.5")
    if isinstance(fraction, exp.Introducer):
        fraction = nodes.number(fraction.expression.this)
    keys = sort_key(low.firm(call.args[0]), DOUBLE, False, SortKey(call.args[0]), "aggregate")
    if call.distinct or not may_be_nan(low, call.args[0]):
        keys = keys[-1:]
    value = exp.IgnoreNulls(this=_value(call, low.firm(call.args[0])))
    values = nodes.call("ARRAY_AGG", exp.Order(this=value, expressions=keys))
    return Aggregate(values, lambda array: bound(low, array, lambda v: _between(low, v, fraction)))


def _between(low: Lowering, values: Make, fraction: Node) -> Node:
    last = nodes.binary(exp.Sub, nodes.call("ARRAY_LENGTH", values()), nodes.number(1))
    place = nodes.binary(exp.Mul, fraction, exp.Paren(this=last))

    def at(name: str, where: Node) -> Node:
        number = nodes.cast(nodes.call(name, where), exp.DataType(this=exp.DType.BIGINT))
        return exp.Bracket(this=values(), expressions=[nodes.call("SAFE_OFFSET", number)])

    def use(p: Make) -> Node:
        low_end, high_end = at("FLOOR", p()), at("CEIL", p())
        share = nodes.binary(exp.Sub, p(), nodes.call("FLOOR", p()))
        step = nodes.binary(exp.Mul, nodes.binary(exp.Sub, high_end, low_end.copy()), share)
        same = nodes.binary(exp.EQ, nodes.call("FLOOR", p()), p())
        return nodes.call("IF", same, low_end.copy(), nodes.binary(exp.Add, low_end, step))

    return bound(low, place, use)


def _ordered(low: Lowering, call: AggregateCall, node: Node) -> Node:
    """The rows in the order that is said; those whose value is NULL are left out."""
    keys: list[Node] = []
    for key in call.order:
        own = key.expr == call.args[0]
        if call.distinct and not own:
            raise Unsupported(
                "`distinct` with another order", "BigQuery orders different values by themselves"
            )
        made = sort_key(
            low.firm(key.expr), low.type(key.expr), not own and low.nullable(key.expr), key, "aggregate"
        )
        keys.extend(made[-1:] if call.distinct else made)
    return exp.Order(this=node, expressions=keys) if keys else node


def _string_agg(low: Lowering, call: AggregateCall) -> Aggregate:
    text, separator = call.args
    behind = _ordered(low, call, low.firm(separator))
    return Aggregate(nodes.call("STRING_AGG", _value(call, low.firm(text)), behind))


def _array_agg(low: Lowering, call: AggregateCall) -> Aggregate:
    low.dialect.type(low.type(call))  # arrays of arrays are refused
    node = exp.IgnoreNulls(this=_value(call, low.firm(call.args[0])))
    return Aggregate(nodes.call("ARRAY_AGG", _ordered(low, call, node)))


def _by(descending: bool) -> Aggregates:
    def lower(low: Lowering, call: AggregateCall) -> Aggregate:
        value, order = call.args
        kept = nodes.call("STRUCT", nodes.alias(low.firm(value), "v"))
        if low.nullable(order):
            kept = nodes.call("IF", nodes.is_null(low.firm(order)), exp.Null(), kept)
        keys = sort_key(low.firm(order), low.type(order), False, SortKey(order, descending), "aggregate")
        rows = exp.Limit(
            this=exp.Order(this=exp.IgnoreNulls(this=kept), expressions=keys), expression=nodes.number(1)
        )

        def finish(array: Node) -> Node:
            first = exp.Bracket(this=array, expressions=[nodes.call("SAFE_OFFSET", nodes.number(0))])
            return exp.Dot(this=first, expression=nodes.identifier("v"))

        return Aggregate(nodes.call("ARRAY_AGG", rows), finish)

    return lower


TABLE: dict[str, Aggregates] = {
    "count": _count,
    "approx_count_distinct": _about,
    "sum": _sum,
    "avg": _avg,
    "min": _min,
    "max": _max,
    "bool_and": _plain("LOGICAL_AND"),
    "bool_or": _plain("LOGICAL_OR"),
    "median": _percentile,
    "percentile": _percentile,
    "stddev": _same("STDDEV_SAMP"),
    "variance": _same("VAR_SAMP"),
    "stddev_pop": _same("STDDEV_POP"),
    "variance_pop": _same("VAR_POP"),
    "string_agg": _string_agg,
    "array_agg": _array_agg,
    "min_by": _by(False),
    "max_by": _by(True),
    "grouping": _plain("GROUPING"),
}
