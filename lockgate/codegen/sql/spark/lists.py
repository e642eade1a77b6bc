"""`array_agg`: lists without an order, which are sorted afterwards by keys that are gathered with the values."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Aggregate, Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark.casts import field
from lockgate.codegen.sql.spark.once import each, free
from lockgate.ir.expr import AggregateCall, SortKey

_VALUE = "value"


def array_agg(low: Lowering, call: AggregateCall) -> Aggregate:
    """The values that are not NULL in their order; NULL where there are none."""
    value, keys = call.args[0], call.order
    if not keys or keys[0].expr == value:
        # Values that are no different need no second key.
        gathered = _gathered(call, low.firm(value))
        down = bool(keys) and keys[0].descending
        return Aggregate(gathered, lambda made: _sorted(low, made, down) if keys else _none(made))
    if call.distinct:
        raise Unsupported(
            "`array_agg` of distinct values in the order of something else", "Spark has no such list"
        )
    item: Node = nodes.call("NAMED_STRUCT", *_parts(low, keys), nodes.raw_string(_VALUE), low.firm(value))
    if low.nullable(value):
        item = nodes.case([(nodes.is_not_null(low.firm(value)), item)])

    def finish(made: Node) -> Node:
        rows = _in_order(low, made, keys)
        return _none(each(low, rows, lambda row: field(row(), _VALUE)))

    return Aggregate(_gathered(call, item), finish)


def _gathered(call: AggregateCall, node: Node) -> Node:
    if call.distinct:
        return nodes.call("COLLECT_SET", node)
    return nodes.call("COLLECT_LIST", node)


def _none(made: Node) -> Node:
    return nodes.call("NULLIF", made, nodes.call("ARRAY"))


def _sorted(low: Lowering, made: Node, down: bool) -> Node:
    return _none(nodes.call("SORT_ARRAY", made, *([exp.false()] if down else [])))


def _one_way(keys: tuple[SortKey, ...]) -> bool:
    return len({key.descending for key in keys}) == 1


def _parts(low: Lowering, keys: tuple[SortKey, ...]) -> list[Node]:
    """The fields of the keys; where one way is theirs, structs are ordered by them, NULL least of a field's values."""
    parts: list[Node] = []
    for number, key in enumerate(keys, start=1):
        if low.nullable(key.expr) and (key.nulls_first == key.descending or not _one_way(keys)):
            parts += [nodes.raw_string(f"null{number}"), nodes.is_null(low.firm(key.expr))]
        parts += [nodes.raw_string(f"key{number}"), low.firm(key.expr)]
    return parts


def _in_order(low: Lowering, made: Node, keys: tuple[SortKey, ...]) -> Node:
    if _one_way(keys):
        return nodes.call("SORT_ARRAY", made, *([exp.false()] if keys[0].descending else []))
    first, second = free(low), free(low)
    branches: list[tuple[Node, Node]] = []
    for number, key in enumerate(keys, start=1):
        least = 1 if key.descending else -1
        if low.nullable(key.expr):
            branches += _ranked(first, second, f"null{number}", 1 if key.nulls_first else -1)
        branches += _ranked(first, second, f"key{number}", least)
    names = [nodes.identifier(first), nodes.identifier(second)]
    return nodes.call(
        "ARRAY_SORT", made, exp.Lambda(this=nodes.case(branches, nodes.number(0)), expressions=names)
    )


def _ranked(first: str, second: str, name: str, less: int) -> list[tuple[Node, Node]]:
    """What a difference in a field says about the order; NULL says nothing."""

    def compared(kind: type[Any], rank: int) -> tuple[Node, Node]:
        left, right = (field(nodes.column(row), name) for row in (first, second))
        return nodes.binary(kind, left, right), nodes.number(rank)

    return [compared(exp.LT, less), compared(exp.GT, -less)]
