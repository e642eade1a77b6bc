"""Entries that are the same in more than one dialect: calls by another name, logic, chains of strings."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Expr


def same(name: str) -> Scalar:
    """The engine's function of that name on the same arguments."""
    return lambda low, call: low.function(name, *call.args)


def _parts(call: Call, names: tuple[str, ...]) -> list[Expr]:
    """What a chain of calls holds, from left to right: it leans to the left, and is taken apart without recursion."""
    parts: list[Expr] = []
    stack: list[Expr] = [call]
    while stack:
        item = stack.pop()
        if isinstance(item, Call) and item.function in names:
            stack.extend(reversed(item.args))
        else:
            parts.append(item)
    return parts


def connective(name: str, kind: type[Any]) -> Scalar:
    """`and` or `or`."""
    return lambda low, call: nodes.connect(kind, [low.condition(part) for part in _parts(call, (name,))])


def negation(low: Lowering, call: Call) -> Node:
    return nodes.negated(low.condition(call.args[0]))


def null_test(low: Lowering, call: Call) -> Node:
    return nodes.is_null(low.firm(call.args[0]))


def concatenation(low: Lowering, call: Call) -> Node:
    """`a || b || c`."""
    parts = _parts(call, ("||", "concat"))
    made = low.firm(parts[0])
    for part in parts[1:]:
        made = nodes.binary(exp.DPipe, made, low.firm(part))
    return made


LOGIC: dict[str, Scalar] = {
    "and": connective("and", exp.And),
    "or": connective("or", exp.Or),
    "not": negation,
    "is_null": null_test,
}
