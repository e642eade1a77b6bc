"""Structs as jsonb objects: how values go into one, and come out of one in their own types."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.arithmetic import utc
from lockgate.codegen.sql.postgres.literals import string
from lockgate.codegen.sql.postgres.once import Make, once
from lockgate.codegen.sql.postgres.types import jsonb
from lockgate.ir.types import JSON, STRING, TIMESTAMP, TIMESTAMPTZ, Array, Struct, Type

_MOST = 40
"""Fields of one call; PostgreSQL's functions take a hundred arguments."""


def pack(low: Lowering, fields: Sequence[tuple[str, Node, Type]]) -> Node:
    """An object of named values."""
    parts: list[Node] = []
    for start in range(0, len(fields), _MOST):
        args: list[Node] = []
        for name, node, kind in fields[start : start + _MOST]:
            args += [string(name), inward(low, node, kind)]
        parts.append(nodes.call("JSONB_BUILD_OBJECT", *args))
    return nodes.connect(exp.DPipe, parts)


def inward(low: Lowering, node: Node, kind: Type) -> Node:
    """A value as jsonb takes it: instants in UTC, json as its text."""
    if kind == TIMESTAMPTZ:
        return utc(node)
    if kind == JSON:
        return low.cast_to(node, STRING)
    if isinstance(kind, Array) and kind.element in (TIMESTAMPTZ, JSON):
        return mapped(low, node, kind, kind, lambda item: inward(low, item, kind.element), again=True)
    return node


def field(low: Lowering, node: Node, name: str, kind: Type) -> Node:
    """The field of an object, in its own type."""
    if isinstance(kind, Array):
        return _array(low, extract(node, string(name)), kind)
    if isinstance(kind, Struct):
        return nodes.call("NULLIF", extract(node, string(name)), nodes.cast(string("null"), jsonb()))
    return outward(low, extract(node, string(name), text=True), kind)


def outward(low: Lowering, text: Node, kind: Type) -> Node:
    """A value from the text of a jsonb."""
    if kind == STRING:
        return text
    if kind == TIMESTAMPTZ:
        return utc(low.cast_to(text, TIMESTAMP))
    return low.cast_to(text, kind)


def _array(low: Lowering, node: Node, kind: Array) -> Node:
    if isinstance(kind.element, Array):
        raise Unsupported("an array of arrays", "PostgreSQL's arrays are rectangular")
    element = kind.element

    def use(value: Make) -> Node:
        nested = isinstance(element, Struct)
        source = nodes.call(f"JSONB_ARRAY_ELEMENTS{'' if nested else '_TEXT'}", value())
        item: Node = nodes.column("item")
        if nested:
            item = nodes.call("NULLIF", item, nodes.cast(string("null"), jsonb()))
        else:
            item = outward(low, item, element)
        is_array = nodes.binary(exp.EQ, nodes.call("JSONB_TYPEOF", value()), string("array"))
        return nodes.case([(is_array, gathered(source, item))])

    return once(low, node, use)


def mapped(
    low: Lowering,
    node: Node,
    source: Array,
    target: Array,
    use: Callable[[Node], Node],
    *,
    again: bool = False,
) -> Node:
    """An array of what is made of each element, in their order; NULL of NULL."""
    if source == target and not again:
        return node

    def made(value: Make) -> Node:
        items = gathered(nodes.call("UNNEST", value()), use(nodes.column("item")))
        return nodes.case([(nodes.is_not_null(value()), items)])

    return once(low, node, made)


def gathered(source: Node, item: Node) -> Node:
    """An array of an expression over the `item`s of a function's rows, in their order."""
    table = exp.Table(this=source, ordinality=True, alias=nodes.table_alias("items", ("item", "place")))
    made = exp.Select(expressions=[item])
    made.set("from_", exp.From(this=table))
    made.set("order", exp.Order(expressions=[nodes.ordered(nodes.column("place"), False, False)]))
    return nodes.call("ARRAY", made)


def extract(node: Node, key: Node, *, text: bool = False) -> Node:
    """What stands under a key, or at a place, of json."""
    kind = exp.JSONExtractScalar if text else exp.JSONExtract
    inner = node.this if isinstance(node, exp.Paren) and isinstance(node.this, exp.JSONExtract) else node
    return exp.Paren(this=kind(this=nodes.operand(inner, 6), expression=nodes.operand(key, 6)))
