"""Using a value in several places without writing a long expression several times: BigQuery's WITH expression."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering

SHORT = 12
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
    """`use` gets a function that gives a new node for the value each time."""
    if weight(node) <= SHORT:
        fresh = iter([node])
        return use(lambda: next(fresh, None) or node.copy())
    return bound(low, node, use)


def bound(low: Lowering, node: Node, use: Callable[[Make], Node]) -> Node:
    """The same with a name for the value, however short it is."""
    name = f"v{next(low.numbers)}"
    body = use(lambda: nodes.column(name))
    return nodes.call("WITH", exp.PropertyEQ(this=nodes.identifier(name), expression=node), body)


def error(message: str) -> Node:
    """Stops the query with a message when it is evaluated."""
    return nodes.call("ERROR", nodes.raw_string(message))


def null_unless(present: list[Node], node: Node) -> Node:
    """NULL where one of some values is NULL, else the node."""
    if not present:
        return node
    return nodes.case([(nodes.connect(exp.And, [nodes.is_not_null(item) for item in present]), node)])
