"""Using a value in several places: Snowflake binds no names inside an expression, so it is written again each time."""

from __future__ import annotations

from collections.abc import Callable

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.snowflake.types import text
from lockgate.ir.types import Type

LONG = 400
"""Nodes of an expression that is written twice at most: nested in itself it would double with each level."""

Make = Callable[[], Node]


def once(low: Lowering, node: Node, use: Callable[[Make], Node]) -> Node:
    """`use` gets a function that gives a new node for the value each time."""
    for count, _ in enumerate(node.walk()):
        if count > LONG:
            raise Unsupported(
                "an expression of this size",
                "Snowflake has to compute parts of it twice; name a part in a `with`",
            )
    fresh = iter([node])
    return use(lambda: next(fresh, None) or node.copy())


def error(low: Lowering, message: str, value: Node, kind: Type) -> Node:
    """Stops the query when it is evaluated: a text that is no number, with the value that was wrong.

    Snowflake has no function that raises an error, and would compute a constant one before any row.
    """
    said = nodes.call("CONCAT", nodes.raw_string(f"{message}: "), nodes.cast(value, text()))
    return low.cast_to(said, kind)
