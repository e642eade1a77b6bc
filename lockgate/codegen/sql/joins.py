"""Joins: how two blocks become one FROM clause.

The left block goes on where its rows are still rows of its tables; the right one becomes a table of the
clause where it is no more than a table with some of its columns under other names.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve
from sqlglot import exp

from lockgate.codegen.sql import naming, nodes, sizes
from lockgate.codegen.sql.blocks import ONE_SIDED, Block, Outputs, Place, Table
from lockgate.ir.expr import Column, Expr
from lockgate.ir.rel import Join
from lockgate.ir.traverse import substitute

if TYPE_CHECKING:
    from lockgate.codegen.sql.relations import Builder


def join(build: Builder, rel: Join, left: Block, right: Block) -> Block:
    """The block of a join."""
    if not _left_goes_on(rel, left):
        left = build.seal(left)
    if not _right_is_table(rel, right):
        right = _sealed(build, right)
    if left.alias is not None and len(left.rows.tables) == 1:
        set_alias(left.rows.tables[0], left.alias)
    table = right.rows.tables[0]
    moved = _move(left, right, rel.kind)
    inner = [(name, _through(expr, moved)) for name, expr in right.outputs.items]
    where = [_through(expr, moved) for expr in right.where]
    alias = _free_alias(left, right.alias or table.alias)
    set_alias(table, alias)
    mapping = {name.casefold(): expr for name, expr in (*left.outputs.items, *inner)}
    on = None if rel.predicate is None else substitute(rel.predicate, mapping)
    if where and rel.kind in ("inner", "cross"):
        left.where.extend(where)
    elif where:
        on = _both(where, on)
    left.rows.tables.append(Table(table.node, alias, rel.kind, on))
    if rel.kind not in ONE_SIDED:
        left.outputs = Outputs((*left.outputs.items, *inner))
    left.order = ()
    left.name = None
    left.alias = rel.hint
    left.hint = rel.hint or left.hint
    return left


def _sealed(build: Builder, block: Block) -> Block:
    """The block as a common table expression whose columns have the names from before a mere renaming."""
    names = naming.Names()
    inner: list[str] = []
    for name, expr in block.outputs.items:
        if isinstance(expr, Column) and block.setop is None:
            place = block.rows.places.get(expr.name.casefold()) if block.grouping is None else None
            name = place.name if place is not None else expr.name
        inner.append(names.claim(name))
    outer = [name for name, _ in block.outputs.items]
    block.outputs = Outputs(
        tuple((name, expr) for name, (_, expr) in zip(inner, block.outputs.items, strict=True))
    )
    sealed = build.seal(block)
    sealed.outputs = Outputs(tuple((name, Column(old)) for name, old in zip(outer, inner, strict=True)))
    return sealed


def _left_goes_on(rel: Join, left: Block) -> bool:
    if not left.plain or not left.rows.tables:
        return False
    if rel.predicate is not None and not sizes.may_merge([rel.predicate], left.outputs.heavy, kept=True):
        return False
    if rel.kind in ("right", "full"):
        # Its rows may come out without a left row: conditions and computations belong before the join.
        one_sided = any(table.kind in ONE_SIDED for table in left.rows.tables)
        return not left.where and not left.outputs.heavy and not one_sided
    return True


def _right_is_table(rel: Join, right: Block) -> bool:
    if not right.plain or len(right.rows.tables) != 1:
        return False
    if right.rows.tables[0].node.args.get("pivots"):
        return False  # behind a join it would unpivot the join
    if rel.predicate is not None and not sizes.may_merge([rel.predicate], right.outputs.heavy, kept=True):
        return False
    if rel.kind in ("inner", "cross"):
        return True
    if rel.kind in ONE_SIDED:
        return True
    if rel.kind == "left":
        return not right.outputs.heavy
    return not right.outputs.heavy and not right.where


def _move(left: Block, right: Block, kind: str) -> dict[str, str]:
    """Put the right's columns among the left's rows; gives the keys that had to change."""
    at = len(left.rows.tables)
    if kind in ("right", "full"):
        for key, place in left.rows.places.items():
            left.rows.places[key] = evolve(place, field=evolve(place.field, nullable=True))
    outer = kind in ("left", "full")
    moved: dict[str, str] = {}
    for key, place in right.rows.places.items():
        new = key
        while new in left.rows.places:
            new += "\x00"
        left.rows.places[new] = Place(at, evolve(place.field, nullable=True) if outer else place.field)
        if new != key:
            moved[key] = new
    return moved


def _through(expr: Expr, moved: dict[str, str]) -> Expr:
    if not moved:
        return expr
    if isinstance(expr, Column):
        new = moved.get(expr.name.casefold())
        return expr if new is None else Column(new, span=expr.span)
    return substitute(expr, {key: Column(new) for key, new in moved.items()})


def _both(conditions: list[Expr], on: Expr | None) -> Expr:
    from lockgate.ir.expr import Call

    made = conditions[0] if on is None else on
    for condition in conditions[1:] if on is None else conditions:
        made = Call("and", (made, condition))
    return made


def _free_alias(left: Block, wanted: str) -> str:
    taken = {table.alias.casefold() for table in left.rows.tables}
    alias, count = wanted, 2
    while alias.casefold() in taken:
        alias = f"{wanted}_{count}"
        count += 1
    return alias


def set_alias(table: Table, alias: str) -> None:
    """Call a table of a FROM clause by another name."""
    if alias == table.alias:
        return
    known = table.node.args.get("alias")
    columns = [] if known is None else list(known.args.get("columns") or [])
    made = nodes.table_alias(alias)
    made.set("columns", columns)
    if isinstance(table.node, exp.Table) and table.node.args.get("pivots"):
        table.node.args["pivots"][0].set("alias", made)
    else:
        table.node.set("alias", made)
    table.alias = alias
