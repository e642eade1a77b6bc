"""Values in several places, errors, and constants that must not be computed too early.

PostgreSQL computes constant expressions while it plans, also where a CASE would never come to them. What a
scalar subquery gives it does not know then, so a constant that may fail is given by one.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from lockgate.codegen.sql import nodes, sizes
from lockgate.codegen.sql.blocks import Groups
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.types import type_node
from lockgate.ir.expr import AggregateCall, Call, Column, Expr, Literal, Parameter, SortKey, WindowCall
from lockgate.ir.types import BIGINT, JSON, STRING, Decimal, Type

SHORT = 24
"""Nodes of an expression that may be written again."""

Make = Callable[[], Node]


def weight(node: Node) -> int:
    """Nodes of the expression, counted no further than one beyond SHORT."""
    count = 0
    for _ in node.walk():
        count += 1
        if count > SHORT:
            break
    return count


def once(low: Lowering, node: Node, use: Callable[[Make], Node]) -> Node:
    """`use` gets a function that gives a new node for the value each time.

    A long value is computed by a subquery, which OFFSET keeps from being merged into what uses it. Aggregates and
    windows cannot stand in one, so what has any is written again.
    """
    if weight(node) <= SHORT or isinstance(low.level, Groups) or node.find(exp.Window) is not None:
        fresh = iter([node])
        return use(lambda: next(fresh, None) or node.copy())
    name = _free(low)
    body = use(lambda: nodes.column(name))
    inner = exp.Select(expressions=[nodes.alias(node, name)])
    inner.set("offset", exp.Offset(expression=nodes.number(0)))
    made = exp.Select(expressions=[body])
    made.set("from_", exp.From(this=exp.Subquery(this=inner, alias=nodes.table_alias(name))))
    return exp.Subquery(this=made)


def _free(low: Lowering) -> str:
    """A name that no column has."""
    taken = low.level.schema()
    while True:
        name = f"v{next(low.numbers)}"
        if name not in taken:
            return name


def error(message: str, kind: Type) -> Node:
    """Stops the query with a message when it is evaluated, where a value of the type is wanted."""
    text = exp.Subquery(this=exp.Select(expressions=[nodes.raw_string(message)]))
    if kind == STRING:
        return nodes.cast(nodes.cast(text, type_node(BIGINT)), type_node(STRING))
    return nodes.cast(text, type_node(kind))


def steady(low: Lowering, expr: Expr, node: Node) -> Node:
    """The node of an operand of something that may fail: a constant is not known before the query runs."""
    if isinstance(node, exp.Null) or not is_constant(expr):
        return node
    return exp.Subquery(this=exp.Select(expressions=[node]))


def hidden(low: Lowering, call: Call) -> Node:
    """A constant that is not known before the query runs."""
    return exp.Subquery(this=exp.Select(expressions=[sure(low, call.args[0])]))


def is_constant(expr: Expr) -> bool:
    """Made of literals alone."""
    return not any(
        isinstance(item, (Column, Parameter, AggregateCall, WindowCall)) for item in sizes.walk(expr)
    )


def or_null(low: Lowering, condition: Node, value: Node, kind: Type) -> Node:
    """The value where the condition is true, else NULL of the type: a bare one would make it forget its digits."""
    return nodes.case(
        [(condition, value)], low.cast_to(exp.Null(), kind) if isinstance(kind, Decimal) else None
    )


def collated(node: Node) -> Node:
    """A text that is compared by code point."""
    if isinstance(node, exp.Collate):
        return node
    return exp.Collate(this=nodes.operand(node, nodes.ATOM), expression=nodes.identifier("C"))


def sure(low: Lowering, expr: Expr) -> Node:
    """A firm node for functions that take any type, which must know that of a text."""
    node = low.firm(expr)
    return low.cast_to(node, STRING) if isinstance(expr, Literal) and expr.type == STRING else node


def partition_key(node: Node, kind: Type) -> Node:
    """Json has no equality, but its text has."""
    return nodes.cast(node, type_node(STRING)) if kind == JSON else node


def sort_key(node: Node, kind: Type, nullable: bool, key: SortKey, place: str) -> list[Node]:
    """Texts are ordered by code point, whatever the database's collation is."""
    return [
        nodes.ordered(collated(node) if kind == STRING else node, key.descending, key.nulls_first),
    ]
