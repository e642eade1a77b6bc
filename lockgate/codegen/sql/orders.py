"""Orders for dialects in which ORDER BY takes the names of outputs but computes nothing with them.

After DISTINCT or a set operation there is nothing but names, so what is computed, such as a collation, is
computed in a query around.
"""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve
from sqlglot import exp

from lockgate.codegen.base import Options
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.blocks import Block, Outputs, Place, Rows, Table
from lockgate.codegen.sql.dialect import Dialect, Node
from lockgate.codegen.sql.fields import fields
from lockgate.ir.expr import Column, SortKey


def is_name(key: Node) -> bool:
    """The sort key is a bare name."""
    return isinstance(key, exp.Ordered) and isinstance(key.this, exp.Column)


def around(block: Block, dialect: Dialect, options: Options, select: Callable[[Block], Node]) -> Block:
    """The block as one over a query that does all but order and limit."""
    known = list(block.rows.places.values()) if block.setop is not None else None
    names = {expr: name for name, expr in reversed(block.outputs.items)}
    keys = tuple(
        SortKey(key.expr if known is not None else Column(names[key.expr]), key.descending, key.nulls_first)
        for key in block.order
    )
    inner = evolve(block, order=(), limit=None, offset=0)
    columns = [place.field for place in known] if known is not None else fields(inner, dialect, options)
    alias = block.alias or block.hint
    node = exp.Subquery(this=select(inner), alias=nodes.table_alias(alias))
    return Block(
        Rows([Table(node, alias)], {item.name.casefold(): Place(0, item) for item in columns}),
        Outputs.of(name for name, _ in block.outputs.items),
        block.hint,
        order=keys,
        limit=block.limit,
        offset=block.offset,
    )
