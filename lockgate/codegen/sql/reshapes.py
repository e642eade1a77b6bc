"""Operators that make tables of another shape: set operations, unpivot and unnest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlglot import exp

from lockgate.codegen.sql import leaves, naming, nodes, sizes
from lockgate.codegen.sql.blocks import Block, Outputs, Place, Rows, Table
from lockgate.codegen.sql.selects import select
from lockgate.ir.expr import Call, Cast, Column, Expr, Literal
from lockgate.ir.rel import Project, SetOperation, Unnest, Unpivot
from lockgate.ir.types import STRING

if TYPE_CHECKING:
    from lockgate.codegen.sql.relations import Builder


_SETS: dict[str, tuple[type[Any], bool]] = {
    "union_all": (exp.Union, False),
    "union": (exp.Union, True),
    "intersect": (exp.Intersect, True),
    "except": (exp.Except, True),
}
_SET_WORDS = {"union_all": "united", "union": "united", "intersect": "common", "except": "remaining"}


def set_operation(build: Builder, rel: SetOperation) -> Block:
    kind, distinct = _SETS[rel.kind]
    blocks = [build.input(item) for item in reversed(rel.inputs)][::-1]
    hint = rel.hint or blocks[0].hint
    made: Any = None
    for block in blocks:
        build.hide(block)
        side = select(block, build.dialect, build.options, ordered=False)
        if block.limit is not None or block.setop is not None:
            side = exp.Subquery(this=side)
        made = side if made is None else kind(this=made, expression=side, distinct=distinct)
    outputs = Outputs.of(rel.schema.names)
    places = {item.name.casefold(): Place(0, item) for item in rel.schema}
    return Block(Rows([], places), outputs, hint, setop=made, name=f"{hint}_{_SET_WORDS[rel.kind]}")


def unpivot(build: Builder, rel: Unpivot) -> Block:
    if build.dialect.struct_unpivot:
        return _of_structs(build, rel)
    block = build.input(rel.input)
    if not build.dialect.unpivot:
        return _stacked(build, build.seal(block), rel)
    table = block.rows.tables[0] if block.rows.tables else None
    bare = (
        table is not None
        and len(block.rows.tables) == 1
        and isinstance(table.node, exp.Table)
        and not table.node.args.get("pivots")
        and block.plain
        and not block.where
        and not block.outputs.renames
        and len(block.outputs.items) == len(block.rows.places)
    )
    if not bare:
        block = build.seal(block)
        table = block.rows.tables[0]
    assert table is not None
    pivot = exp.Pivot(
        expressions=[nodes.identifier(rel.value)],
        fields=[
            exp.In(this=nodes.identifier(rel.name), expressions=[nodes.column(name) for name in rel.columns])
        ],
        unpivot=True,
        include_nulls=True,
    )
    table.node.set("pivots", [pivot])
    alias = table.alias
    table.node.set("alias", None)
    pivot.set("alias", nodes.table_alias(alias))
    places = {item.name.casefold(): Place(0, item) for item in rel.schema}
    outputs = Outputs.of(rel.schema.names)
    return Block(
        Rows([Table(table.node, alias)], places), outputs, block.hint, name=f"{block.hint}_unpivoted"
    )


def _of_structs(build: Builder, rel: Unpivot) -> Block:
    """The columns as an array of structs, whose elements become rows."""
    inner = rel.input.schema
    kind = rel.schema[rel.value].type
    name = naming.Names(inner.names).claim("unpivoted")
    structs: list[Expr] = []
    for column in rel.columns:
        value: Expr = Column(column)
        if inner[column].type != kind:
            value = Cast(value, kind, implicit=True)
        fields = (Literal("name", STRING), Literal(column, STRING), Literal("value", STRING), value)
        structs.append(Call("struct", fields))
    rows = build.put(Unnest(rel.input, Call("array", tuple(structs)), name))
    kept = ((item, Column(item)) for item in rel.schema.names if item not in (rel.name, rel.value))

    def field(of: str) -> Expr:
        return Call("field", (Column(name), Literal(of, STRING)))

    columns = (*kept, (rel.name, field("name")), (rel.value, field("value")))
    return build.step(Project(rows, columns))


def _stacked(build: Builder, block: Block, rel: Unpivot) -> Block:
    """Each column as a side of a UNION ALL."""
    table, hint = block.rows.tables[0].alias, block.hint
    known = [place.field for place in block.rows.places.values()]
    kept = [item.name for item in rel.schema if item.name not in (rel.name, rel.value)]
    made: Any = None
    for column in rel.columns:
        side = leaves.over(table, known, hint)
        label = Literal(column, STRING)
        columns = ((name, Column(name)) for name in kept)
        side.outputs = Outputs((*columns, (rel.name, label), (rel.value, Column(column))))
        node = select(side, build.dialect, build.options, ordered=False)
        made = node if made is None else exp.Union(this=made, expression=node, distinct=False)
    places = {item.name.casefold(): Place(0, item) for item in rel.schema}
    outputs = Outputs.of(rel.schema.names)
    if len(rel.columns) == 1:
        made = exp.Subquery(this=made, alias=nodes.table_alias(hint))
        return Block(Rows([Table(made, hint)], places), outputs, hint, name=f"{hint}_unpivoted")
    return Block(Rows([], places), outputs, hint, setop=made, name=f"{hint}_unpivoted")


def unnest(build: Builder, rel: Unnest) -> Block:
    block = build.input(rel.input)
    if not block.plain or not sizes.may_merge([rel.expr], block.outputs.heavy):
        block = build.seal(block)
    block.unnest = (rel.name, block.inline(rel.expr))
    block.name = f"{block.hint}_unnested"
    return build.seal(block)
