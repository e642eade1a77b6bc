"""Using a value in several places without writing a long expression several times.

A short expression is written again at each place. A long one is bound by a lambda over a list of one:
were it written twice, an expression nested in itself would double with each level.
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
    name = f"v{next(low.numbers)}"
    body = use(lambda: exp.Column(this=exp.Identifier(this=name, quoted=True)))
    bound = exp.Lambda(this=body, expressions=[exp.Identifier(this=name, quoted=True)])
    return nodes.call(
        "LIST_EXTRACT", nodes.call("LIST_TRANSFORM", nodes.call("LIST_VALUE", node), bound), nodes.number(1)
    )


def error(message: str) -> Node:
    """Stops the query with a message when it is evaluated."""
    return nodes.call("ERROR", nodes.raw_string(message))


def steady(node: Node) -> Node:
    """The same with errors that DuckDB lets stand in a window's keys, where `error()` may not.

    A text that is no number, cast to one, stops the query with that text in the message.
    """
    for found in list(node.find_all(exp.Anonymous)):
        if found.name == "ERROR" and isinstance(found.parent, (exp.If, exp.Case)):
            case = found.find_ancestor(exp.Case)
            other = case.args.get("default") if case is not None else None
            kind = other.args["to"].copy() if isinstance(other, exp.Cast) else exp.DataType.build("DOUBLE")
            if not kind.is_type(*exp.DataType.TEXT_TYPES):
                found.replace(exp.Cast(this=found.expressions[0], to=kind))
    return node
