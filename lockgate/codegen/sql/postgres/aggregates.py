"""Aggregates, over groups and over windows."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from lockgate.codegen.sql import gathered, nodes
from lockgate.codegen.sql.dialect import Aggregate, Aggregates, Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.arithmetic import value
from lockgate.codegen.sql.postgres.once import collated, sure
from lockgate.ir.expr import AggregateCall, Call, Expr, SortKey
from lockgate.ir.types import BIGINT, DOUBLE, INT, JSON, STRING, Decimal, Type

Finish = Callable[[Node], Node]


def _arguments(low: Lowering, call: AggregateCall) -> list[Node]:
    """Firm arguments with DISTINCT before and ORDER BY behind them."""
    args = [sure(low, arg) for arg in call.args]
    if call.distinct and args:
        args[0] = exp.Distinct(expressions=[_distinct(low, call.args[0], args[0])])
    if call.order and args:
        args[-1] = exp.Order(this=args[-1], expressions=low.order(call.order))
    return args


def _distinct(low: Lowering, expr: Expr, node: Node) -> Node:
    """What is ordered must be what is distinct, collation included; json has no equality, but its text has."""
    kind = low.type(expr)
    if kind == JSON:
        return low.cast_to(node, STRING)
    return collated(node) if kind == STRING else node


def _cast(low: Lowering, kind: Type) -> Finish:
    return lambda made: low.cast_to(made, kind)


def _exactly(low: Lowering, kind: Type) -> Finish | None:
    """PostgreSQL's aggregates of decimals forget how many digits there are."""
    return _cast(low, kind) if isinstance(kind, Decimal) else None


def _own(name: str) -> Aggregates:
    return lambda low, call: Aggregate(
        nodes.call(name, *_arguments(low, call)), _exactly(low, low.type(call))
    )


def _count(low: Lowering, call: AggregateCall) -> Aggregate:
    return Aggregate(nodes.call("COUNT", *(_arguments(low, call) or [exp.Star()])))


def _count_if(low: Lowering, call: AggregateCall) -> Aggregate:
    return Aggregate(nodes.call("COUNT", exp.Star()), condition=nodes.operand(low.condition(call.args[0]), 2))


def _count_distinct(low: Lowering, call: AggregateCall) -> Aggregate:
    argument = _distinct(low, call.args[0], sure(low, call.args[0]))
    return Aggregate(nodes.call("COUNT", exp.Distinct(expressions=[argument])))


def _summed(low: Lowering, call: AggregateCall, condition: Node | None = None) -> Aggregate:
    """Bigints add up without end and must fit in the end; integers cannot leave a bigint."""
    kind = low.type(call)
    grows = isinstance(kind, Decimal) or (kind == BIGINT and low.type(call.args[0]) != INT)
    return Aggregate(nodes.call("SUM", _number(low, call)), _cast(low, kind) if grows else None, condition)


def _number(low: Lowering, call: AggregateCall) -> Node:
    """The argument of a sum or mean, where a decimal may have more digits than its type."""
    argument = call.args[0]
    node = value(low, argument) if isinstance(argument, Call) else low.firm(argument)
    return exp.Distinct(expressions=[node]) if call.distinct else node


def _sum_if(low: Lowering, call: AggregateCall) -> Aggregate:
    return _summed(low, call, nodes.operand(low.condition(call.args[1]), 2))


def _avg(low: Lowering, call: AggregateCall) -> Aggregate:
    """Of exact numbers the mean is exact too, before it becomes a double."""
    finish = None if low.type(call.args[0]) == DOUBLE else _cast(low, DOUBLE)
    return Aggregate(nodes.call("AVG", _number(low, call)), finish)


def _extreme(name: str) -> Aggregates:
    def lower(low: Lowering, call: AggregateCall) -> Aggregate:
        argument = low.firm(call.args[0])
        if low.type(call.args[0]) == STRING:
            argument = collated(argument)
        return Aggregate(nodes.call(name, argument), _exactly(low, low.type(call)))

    return lower


def _percentile(low: Lowering, call: AggregateCall) -> Aggregate:
    fraction = low.loose(call.args[1]) if len(call.args) > 1 else nodes.number("0.5")
    return Aggregate(_within(fraction, low.firm(call.args[0])))


def _within(fraction: Node, item: Node) -> Node:
    order = exp.Order(expressions=[nodes.ordered(item, False, False)])
    return exp.WithinGroup(this=nodes.call("PERCENTILE_CONT", fraction), expression=order)


def _array_agg(low: Lowering, call: AggregateCall) -> Aggregate:
    kind = low.type(call)
    low.dialect.type(kind)  # refuses arrays of arrays
    made = nodes.call("ARRAY_AGG", *_arguments(low, call))
    return Aggregate(made, condition=nodes.is_not_null(low.firm(call.args[0])))


def _first_by(descending: bool) -> Aggregates:
    """The first of an array in that order."""

    def lower(low: Lowering, call: AggregateCall) -> Aggregate:
        item, key = call.args
        order = exp.Order(this=sure(low, item), expressions=low.order((SortKey(key, descending),)))
        kind = low.type(call)

        def finish(made: Node) -> Node:
            first = exp.Bracket(this=exp.Paren(this=made), expressions=[nodes.number(1)])
            return low.cast_to(first, kind) if isinstance(kind, Decimal) else first

        return Aggregate(nodes.call("ARRAY_AGG", order), finish, nodes.is_not_null(low.firm(key)))

    return lower


def _grouping(low: Lowering, call: AggregateCall) -> Aggregate:
    return Aggregate(nodes.call("GROUPING", low.firm(call.args[0])), _cast(low, BIGINT))


TABLE: dict[str, Aggregates] = {
    "count": _count,
    "count_if": _count_if,
    "approx_count_distinct": _count_distinct,
    "sum": _summed,
    "sum_if": _sum_if,
    "avg": _avg,
    "min": _extreme("MIN"),
    "max": _extreme("MAX"),
    "bool_and": _own("BOOL_AND"),
    "bool_or": _own("BOOL_OR"),
    "median": _percentile,
    "percentile": _percentile,
    "stddev": _own("STDDEV_SAMP"),
    "variance": _own("VAR_SAMP"),
    "stddev_pop": _own("STDDEV_POP"),
    "variance_pop": _own("VAR_POP"),
    "string_agg": _own("STRING_AGG"),
    "array_agg": _array_agg,
    gathered.VALUES: _own("ARRAY_AGG"),
    "min_by": _first_by(False),
    "max_by": _first_by(True),
    "grouping": _grouping,
}
