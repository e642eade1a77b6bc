"""Conditions on windows for dialects without QUALIFY: the windows become columns of a query inside.

What the conditions and the order use is shown by the inner query, under names of its own where the outputs
do not show it; the outer query filters, and gives the outputs alone.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve
from sqlglot import exp

from lockgate.codegen.base import Options
from lockgate.codegen.sql import naming, nodes
from lockgate.codegen.sql.blocks import Block, Output, Outputs, Place, Rows, Table
from lockgate.codegen.sql.dialect import Dialect, Node
from lockgate.codegen.sql.fields import fields
from lockgate.ir.expr import Column, Expr, SortKey, WindowCall
from lockgate.ir.traverse_expr import map_expr_children

Select = Callable[[Block], Node]


def nested(block: Block, dialect: Dialect, options: Options, select: Select) -> Block:
    """The block as one over a query in which its windows are columns."""
    names = naming.Names(name for name, _ in block.outputs.items)
    shown: dict[Expr, str] = {}
    for name, expr in block.outputs.items:
        shown.setdefault(expr, name)
    hidden: list[Output] = []

    def named(expr: Expr) -> Expr:
        if expr not in shown and isinstance(expr, (Column, WindowCall)):
            wanted = expr.name if isinstance(expr, Column) else expr.function.function
            shown[expr] = names.claim(wanted.rstrip("\x00"))
            hidden.append((shown[expr], expr))
        if expr in shown:
            return Column(shown[expr])
        return map_expr_children(expr, named)

    where = [named(item) for item in block.qualify]
    order = tuple(SortKey(named(key.expr), key.descending, key.nulls_first) for key in block.order)
    inner = evolve(
        block,
        qualify=[],
        distinct=False,
        order=(),
        limit=None,
        outputs=Outputs((*block.outputs.items, *hidden)),
    )
    places = {item.name.casefold(): Place(0, item) for item in fields(inner, dialect, options)}
    alias = block.alias or block.hint
    node = exp.Subquery(this=select(inner), alias=nodes.table_alias(alias))
    return Block(
        Rows([Table(node, alias)], places),
        Outputs.of(name for name, _ in block.outputs.items),
        block.hint,
        where=where,
        distinct=block.distinct,
        order=order,
        limit=block.limit,
        offset=block.offset,
    )
