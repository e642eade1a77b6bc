"""Sort keys: NaN is greatest and NULLs stand where they are said to, by keys of their own where it needs them."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery.nans import is_nan
from lockgate.codegen.sql.dialect import Node
from lockgate.ir.coerce import is_time
from lockgate.ir.expr import Literal, SortKey
from lockgate.ir.types import DOUBLE, Type


def sort_key(node: Node, kind: Type, nullable: bool, key: SortKey, place: str) -> list[Node]:
    """What is sorted by for one key."""
    if isinstance(key.expr, Literal):
        node = nodes.call("COALESCE", node)  # a bare literal would be the number of a column, or refused
    down = key.descending
    if place == "range":
        return [_reaching(node, kind, nullable, key)]
    nulls = {"nulls_first": key.nulls_first} if place == "query" else {}
    made: list[Node] = []
    if place != "query" and nullable and key.nulls_first == down:
        # By itself BigQuery takes NULL as less than all, and in windows it may not be told otherwise.
        made.append(exp.Ordered(this=nodes.is_null(node.copy()), desc=key.nulls_first))
    if kind == DOUBLE:
        made.append(exp.Ordered(this=is_nan(node.copy()), desc=down, **nulls))
    made.append(exp.Ordered(this=node, desc=down, **nulls))
    return made


def _reaching(node: Node, kind: Type, nullable: bool, key: SortKey) -> Node:
    """The one key of a window whose frames reach by distances."""
    if is_time(kind):
        raise Unsupported("a frame that reaches by an interval", "BigQuery's frames reach by numbers")
    if nullable and key.nulls_first == key.descending:
        where = "first" if key.nulls_first else "last"
        raise Unsupported(
            f"a frame that reaches by a distance with NULLs {where}",
            "BigQuery takes NULL as less than all there",
        )
    return exp.Ordered(this=node, desc=key.descending)
