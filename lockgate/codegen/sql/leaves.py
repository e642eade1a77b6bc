"""What queries begin with: datasets, literal rows, and tables of the query's own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sqlglot import exp

from lockgate.codegen.sql import naming, nodes
from lockgate.codegen.sql.blocks import Block, Outputs, Place, Rows, SchemaLevel, Table
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.rel import Scan, Values
from lockgate.ir.types import Field

if TYPE_CHECKING:
    from lockgate.codegen.sql.relations import Builder


def over(table: str, fields: Iterable[Field], hint: str, alias: str | None = None) -> Block:
    """A block over a table of the query's own."""
    places = {item.name.casefold(): Place(0, item) for item in fields}
    rows = Rows([Table(exp.Table(this=nodes.identifier(table)), table)], places)
    return Block(rows, Outputs.of(place.name for place in places.values()), hint, alias)


def scan(build: Builder, rel: Scan) -> Block:
    alias = rel.hint or naming.bare(rel.dataset)
    places = {item.name.casefold(): Place(0, item) for item in rel.schema}
    node = nodes.table(rel.dataset)
    if alias != naming.bare(rel.dataset):
        node.set("alias", nodes.table_alias(alias))
    rows = Rows([Table(node, alias)], places)
    return Block(rows, Outputs.of(rel.schema.names), alias, rel.hint)


def values(build: Builder, rel: Values) -> Block:
    hint = rel.hint or "rows"
    lowering = Lowering(build.dialect, build.options, SchemaLevel(rel.schema))
    places = {item.name.casefold(): Place(0, item) for item in rel.schema}
    outputs = Outputs.of(rel.schema.names)
    if not rel.rows or not rel.names:
        nulls = [nodes.alias(lowering.cast_to(exp.Null(), item.type), item.name) for item in rel.schema]
        count = len(rel.rows)
        made = exp.Select(expressions=nulls or [nodes.alias(exp.true(), "?")])
        made.set(
            "limit", exp.Limit(expression=nodes.number(0 if not rel.names and not count else min(count, 1)))
        )
        node: Node = exp.Subquery(this=made, alias=nodes.table_alias(hint))
        return Block(Rows([Table(node, hint)], places), outputs, hint)
    tuples: list[Node] = []
    for index, row in enumerate(rel.rows):
        # The first row states the types; those of the others follow.
        write = lowering.firm if index == 0 else lowering.loose
        if len(rel.rows) == 1:
            row = tuple(map(build.constant, rel.names, row))
        tuples.append(exp.Tuple(expressions=[write(item) for item in row]))
    node = exp.Values(expressions=tuples, alias=nodes.table_alias(hint, rel.names))
    return Block(Rows([Table(node, hint)], places), outputs, hint)
