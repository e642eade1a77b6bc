"""Using a value in several places without writing a long expression several times.

A short expression is written again at each place: Spark computes it once. A long one is bound by a lambda over
an array of one: were it written twice, an expression nested in itself would double with each level.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering

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
    """`use` gets a function that gives a new node for the value each time."""
    if weight(node) <= SHORT:
        fresh = iter([node])
        return use(lambda: next(fresh, None) or node.copy())
    return bound(low, node, lambda name: use(name.copy))


def bound(low: Lowering, node: Node, use: Callable[[Node], Node]) -> Node:
    """What `use` makes of a name for the value."""
    made = each(low, nodes.call("ARRAY", node), lambda value: use(value()))
    return nodes.call("ELEMENT_AT", made, nodes.number(1))


def each(low: Lowering, array: Node, use: Callable[[Make], Node]) -> Node:
    """An array of what `use` makes of every element."""
    name = free(low)
    body = use(lambda: nodes.column(name))
    return nodes.call("TRANSFORM", array, exp.Lambda(this=body, expressions=[nodes.identifier(name)]))


def free(low: Lowering) -> str:
    """A name that no column has: inside a lambda it would hide the column."""
    taken = low.level.schema()
    while True:
        name = f"v{next(low.numbers)}"
        if name not in taken:
            return name


def error(message: str) -> Node:
    """Stops the query with a message when it is evaluated."""
    return nodes.call("RAISE_ERROR", nodes.raw_string(message))
