"""Seals a block without losing its order, to which a `limit` looks back through `where`, `select` and `extend`.

A table has no order, so the keys become columns of it, and the block over it is ordered by those.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.codegen.sql.blocks import Block, Output, Outputs
from lockgate.ir.expr import Column, SortKey

if TYPE_CHECKING:
    from lockgate.codegen.sql.relations import Builder


def sealed(build: Builder, block: Block) -> Block:
    """The block as a common table expression, and a new block over it in the same order."""
    if not block.order:
        return build.seal(block)
    items = block.outputs.items
    shown = {expr: name for name, expr in reversed(items)}
    taken = {name.casefold() for name, _ in items}
    keys: list[SortKey] = []
    more: list[Output] = []
    for key in block.order:
        name = (
            key.expr.name if block.setop is not None and isinstance(key.expr, Column) else shown.get(key.expr)
        )
        if name is None:
            name = _fresh(taken)
            more.append((name, key.expr))
        keys.append(SortKey(Column(name), key.descending, key.nulls_first))
    block.outputs = Outputs((*items, *more))
    made = build.seal(block)
    made.outputs = Outputs.of(name for name, _ in items)
    made.order = tuple(keys)
    return made


def _fresh(taken: set[str]) -> str:
    number = 1
    while f"sort_key_{number}" in taken:
        number += 1
    taken.add(f"sort_key_{number}")
    return f"sort_key_{number}"
