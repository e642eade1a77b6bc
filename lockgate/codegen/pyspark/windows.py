"""OVER clauses as `Window` specifications."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from sqlglot import exp

from lockgate.codegen.pyspark import tree
from lockgate.codegen.sql.dialect import Node

if TYPE_CHECKING:
    from lockgate.codegen.pyspark.expressions import Writer


def specification(writer: Writer, node: exp.Window) -> tree.Expr | None:
    """`Window.partitionBy(…).orderBy(…).rowsBetween(…)`, or None where the API has no such frame."""
    order = node.args.get("order")
    keys = [] if order is None else [sort_key(writer, key) for key in order.expressions]
    made: tree.Expr = tree.name("Window")
    partition = [writer.argument(item) for item in node.args.get("partition_by") or []]
    if partition or not keys:
        made = tree.method(made, "partitionBy", *partition)
    if keys:
        made = tree.method(made, "orderBy", *keys)
    spec = node.args.get("spec")
    if spec is None or (not keys and spec.args["start"] == "UNBOUNDED" and spec.args["end"] == "UNBOUNDED"):
        return made
    start = _bound(writer, spec.args["start"], spec.args.get("start_side"))
    end = _bound(writer, spec.args["end"], spec.args.get("end_side"))
    if start is None or end is None:
        return None
    return tree.method(made, "rowsBetween" if spec.args["kind"] == "ROWS" else "rangeBetween", start, end)


def sort_key(writer: Writer, key: Node) -> tree.Expr:
    """A key that says where NULLs go."""
    assert isinstance(key, exp.Ordered)
    direction = "desc" if key.args.get("desc") else "asc"
    nulls = "nulls_first" if key.args.get("nulls_first") else "nulls_last"
    inner = writer.argument(key.this)
    if isinstance(inner, ast.Constant):
        return tree.functions(f"{direction}_{nulls}", inner)
    return tree.method(inner, f"{direction}_{nulls}")


def _bound(writer: Writer, bound: Node | str, side: str | None) -> tree.Expr | None:
    if bound == "CURRENT ROW":
        return tree.attribute(tree.name("Window"), "currentRow")
    if bound == "UNBOUNDED":
        return tree.attribute(
            tree.name("Window"), "unboundedPreceding" if side == "PRECEDING" else "unboundedFollowing"
        )
    value = bound if isinstance(bound, exp.Literal) and not bound.is_string else None
    if value is None or not str(value.this).isdigit():
        return None
    count = int(str(value.this))
    return tree.const(-count if side == "PRECEDING" else count)
