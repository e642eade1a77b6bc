"""Aggregates that BigQuery has over no frame, or over none with DISTINCT: they are made of the array of its rows."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve, frozen
from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery.aggregates import TABLE
from lockgate.codegen.sql.bigquery.once import Make, bound
from lockgate.codegen.sql.dialect import Aggregate, Aggregates, Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import AggregateCall, Column, Expr, Literal
from lockgate.ir.types import Array, Field, Schema, Struct, Type


@frozen
class _Frame:
    """The rows of a window's frame as a level of their own: structs of what the aggregate is made of."""

    name: str
    known: Schema

    def column(self, name: str) -> Node:
        return exp.Dot(this=nodes.column(self.name), expression=nodes.identifier(name))

    def type(self, name: str) -> Type:
        return self.known[name].type

    def schema(self) -> Schema:
        return self.known


def _of_frame(low: Lowering, call: AggregateCall) -> Aggregate:
    """An aggregate over the array of the frame's rows."""
    if any(isinstance(low.type(arg), (Array, Struct)) for arg in call.args):
        raise Unsupported(f"`{call.function}` of arrays or structs over a window", "BigQuery has none")
    fields: list[Field] = []
    shown: list[Node] = []

    def kept(expr: Expr) -> Expr:
        if isinstance(expr, Literal):
            return expr
        name = f"c{len(fields)}"
        fields.append(Field(name, low.type(expr), low.nullable(expr)))
        shown.append(nodes.alias(low.firm(expr), name))
        return Column(name)

    same: dict[Expr, Expr] = {}
    args = tuple(same.setdefault(arg, kept(arg)) for arg in call.args)
    order = tuple(evolve(key, expr=same.get(key.expr) or kept(key.expr)) for key in call.order)
    alias = f"f{next(low.numbers)}"
    inner = Lowering(low.dialect, low.options, _Frame(alias, Schema(tuple(fields))), low)
    node = inner.aggregate(evolve(call, args=args, order=order), None)
    rows = nodes.call("ARRAY_AGG", nodes.call("STRUCT", *shown))

    def use(array: Make) -> Node:
        made = exp.Select(expressions=[node])
        table = exp.Alias(this=nodes.call("UNNEST", array()), alias=nodes.identifier(alias))
        made.set("from_", exp.From(this=table))
        return exp.Subquery(this=made)

    return Aggregate(rows, lambda array: bound(low, array, use))


def _distinct_of_frame(name: str) -> Callable[[Lowering, AggregateCall], Aggregate]:
    def lower(low: Lowering, call: AggregateCall) -> Aggregate:
        return (_of_frame if call.distinct or call.order else TABLE[name])(low, call)

    return lower


WINDOWED: dict[str, Aggregates] = {
    **{
        name: _distinct_of_frame(name) for name in ("count", "sum", "avg", "stddev", "variance", "string_agg")
    },
    **{name: _distinct_of_frame(name) for name in ("stddev_pop", "variance_pop")},
    **dict.fromkeys(
        ("approx_count_distinct", "median", "percentile", "array_agg", "min_by", "max_by"), _of_frame
    ),
}
