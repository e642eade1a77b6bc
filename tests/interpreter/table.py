"""What a relation is while it is computed: columns, rows, and the order that the rows are known to stand in."""

from __future__ import annotations

from typing import Any

from attrs import field, frozen

from lockgate.ir.expr import SortKey
from lockgate.ir.types import Schema
from tests.interpreter.values import Row


@frozen
class Ordering:
    """An order, and what each row has in it."""

    order: tuple[SortKey, ...]
    keys: list[tuple[Any, ...]]


@frozen
class Table:
    """Rows of a schema. Without an `ordering` their order means nothing."""

    schema: Schema
    rows: list[Row]
    ordering: Ordering | None = field(default=None)

    def chosen(self, places: list[int]) -> Table:
        """Some of the rows."""
        keys = None if self.ordering is None else [self.ordering.keys[place] for place in places]
        ordering = None if self.ordering is None or keys is None else Ordering(self.ordering.order, keys)
        return Table(self.schema, [self.rows[place] for place in places], ordering)
