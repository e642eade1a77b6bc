"""One SELECT in the making: tables, conditions, groups and outputs, still as expressions of the IR.

Expressions name columns of a level: the block's rows (columns of its tables, under keys unique in the
block), or, once it is grouped, its groups and aggregates. Outputs map the relation's column names to
such expressions, so that what follows merges by substitution.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from attrs import define, field, frozen

from lockgate.codegen.sql import nodes, sizes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import AggregateCall, Column, Expr, SortKey
from lockgate.ir.traverse import substitute
from lockgate.ir.types import Field, Schema, Type

Output = tuple[str, Expr]
ONE_SIDED = ("semi", "anti")
"""Joins that give rows of the left alone."""


@frozen(slots=True)
class Place:
    """Where a column of the rows lies: which table of the block, and what it is there."""

    table: int
    field: Field

    @property
    def name(self) -> str:
        return self.field.name


@define(slots=True)
class Table:
    """A table of FROM: a node to read and the alias by which its columns are qualified."""

    node: Node
    alias: str
    kind: str = "from"
    on: Expr | None = None


@define(slots=True)
class Rows:
    """The level below grouping."""

    tables: list[Table]
    places: dict[str, Place]
    qualified: bool = False

    def column(self, name: str) -> Node:
        place = self.places[name.casefold()]
        return nodes.column(place.name, self.tables[place.table].alias if self.qualified else None)

    def type(self, name: str) -> Type:
        return self.places[name.casefold()].field.type

    def schema(self) -> Schema:
        named = ((key, place.field) for key, place in self.places.items())
        return Schema(tuple(Field(key, item.type, item.nullable) for key, item in named))


@define(slots=True)
class Groups:
    """The level above grouping: names of groups and aggregates, each an expression of the rows."""

    below: Lowering
    exprs: dict[str, Expr]
    known: Schema

    def column(self, name: str) -> Node:
        return self.below.firm(self.exprs[name.casefold()])

    def type(self, name: str) -> Type:
        return self.known[name].type

    def schema(self) -> Schema:
        return self.known


@frozen
class SchemaLevel:
    """A level of which only the types matter: its columns are never written."""

    known: Schema

    def column(self, name: str) -> Node:
        raise NotImplementedError(name)

    def type(self, name: str) -> Type:
        return self.known[name].type

    def schema(self) -> Schema:
        return self.known


@define(slots=True)
class Grouping:
    """GROUP BY of a block."""

    groups: tuple[Output, ...]
    aggregates: tuple[tuple[str, AggregateCall], ...]
    sets: tuple[tuple[int, ...], ...] | None
    schema: Schema


@frozen(slots=False)
class Outputs:
    """The columns of a block, each an expression of its level."""

    items: tuple[Output, ...]

    @cached_property
    def mapping(self) -> dict[str, Expr]:
        """What each output stands for, by case-folded name."""
        return {name.casefold(): expr for name, expr in self.items}

    @cached_property
    def heavy(self) -> dict[str, Expr]:
        """The outputs that are more than a column, by case-folded name."""
        return {name.casefold(): expr for name, expr in self.items if not isinstance(expr, Column)}

    @cached_property
    def windows(self) -> frozenset[str]:
        """The outputs in which a window function stands."""
        return frozenset(name for name, expr in self.heavy.items() if sizes.has_window(expr))

    @cached_property
    def renames(self) -> bool:
        """Some output is not just the level's column of the same name."""
        return any(not isinstance(expr, Column) or expr.name != name for name, expr in self.items)

    @staticmethod
    def of(names: Iterable[str]) -> Outputs:
        """Columns as they are."""
        return Outputs(tuple((name, Column(name)) for name in names))


@define(slots=True)
class Block:
    """A SELECT in the making. `hint` is what its rows are, `name` what a CTE of it is called."""

    rows: Rows
    outputs: Outputs
    hint: str
    alias: str | None = None
    """What the author calls the rows here, for the alias in a join."""
    where: list[Expr] = field(factory=list)
    grouping: Grouping | None = None
    having: list[Expr] = field(factory=list)
    qualify: list[Expr] = field(factory=list)
    distinct: bool = False
    order: tuple[SortKey, ...] = ()
    limit: int | None = None
    offset: int = 0
    name: str | None = None
    setop: Node | None = None
    """A finished set operation whose columns are the outputs; ORDER BY and LIMIT may still be added."""
    unnest: Output | None = None
    """An array to unnest as the last output; nothing can be merged above it."""

    @property
    def plain(self) -> bool:
        """Nothing but tables, conditions on rows, and outputs without windows: rows can still be joined and grouped."""
        return not (self.late or self.grouping is not None or self.outputs.windows)

    @property
    def untouched(self) -> bool:
        """All columns and all rows of one table, as they are."""
        tables = self.rows.tables
        same = (
            len(tables) == 1 and not self.outputs.renames and len(self.outputs.items) == len(self.rows.places)
        )
        return same and self.plain and not (self.where or self.order or tables[0].node.args.get("pivots"))

    @property
    def late(self) -> bool:
        """Something has happened after which neither groups nor windows nor joins can be added."""
        return bool(self.qualify or self.distinct or self.limit is not None) or self.closed

    @property
    def closed(self) -> bool:
        """Nothing can be merged except an order and a limit."""
        return self.setop is not None or self.unnest is not None

    def inline(self, expr: Expr) -> Expr:
        """An expression over the outputs as one over the level."""
        if not self.outputs.renames:
            return expr
        if isinstance(expr, Column):
            return self.outputs.mapping[expr.name.casefold()]
        return substitute(expr, self.outputs.mapping)

    def inline_keys(self, keys: tuple[SortKey, ...]) -> tuple[SortKey, ...]:
        """Sort keys over the outputs as ones over the level."""
        return tuple(SortKey(self.inline(key.expr), key.descending, key.nulls_first) for key in keys)
