"""Constants that fail, computed no earlier than on a row.

Spark computes constants while it plans, and fails there even if there are no rows. What a lambda makes of the one
element of an array it computes with the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from sqlglot import exp

from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark.once import bound
from lockgate.ir.expr import Call, Cast, Literal
from lockgate.ir.types import DOUBLE, INTERVAL, STRING

E = TypeVar("E", Call, Cast)

_FAILING = frozenset(
    (
        *("+", "-", "*", "/", "//", "%", "mod", "abs", "sign", "round", "trunc"),
        *("make_date", "to_date", "to_timestamp", "at_zone"),
    )
)


def late(entry: Callable[[Lowering, E], Node]) -> Callable[[Lowering, E], Node]:
    """The same, with constants that may fail kept from Spark's planning."""

    def lower(low: Lowering, expr: E) -> Node:
        node = entry(low, expr)
        first = node.find(exp.Literal, bfs=False) if _may_fail(low, expr) else None
        if first is None:
            return node

        def use(name: Node) -> Node:
            first.replace(name)
            return node

        return bound(low, first.copy(), use)

    return lower


def _may_fail(low: Lowering, expr: Call | Cast) -> bool:
    args = expr.args if isinstance(expr, Call) else (expr.operand,)
    if not args or not all(isinstance(arg, Literal) and arg.value is not None for arg in args):
        return False
    if isinstance(expr, Cast):
        return not expr.safe and not expr.implicit and expr.type != STRING
    kind = low.type(expr)
    if kind == DOUBLE:
        return expr.function == "/" and isinstance(args[1], Literal) and not args[1].value
    return expr.function in _FAILING and kind != INTERVAL
