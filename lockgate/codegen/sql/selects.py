"""A finished block as a SELECT node."""

from __future__ import annotations

from functools import partial

from sqlglot import exp

from lockgate.codegen.base import Options
from lockgate.codegen.sql import naming, nodes, orders, sizes
from lockgate.codegen.sql.blocks import ONE_SIDED, Block, Groups, Table
from lockgate.codegen.sql.dialect import Dialect, Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.joins import set_alias
from lockgate.codegen.sql.windowed import nested
from lockgate.ir.expr import Column, Expr, SortKey, WindowCall
from lockgate.ir.types import UNKNOWN, Array
from lockgate.passes.optimise.facts import can_fail

_JOINS = {
    "inner": ("", "INNER"),
    "left": ("LEFT", ""),
    "right": ("RIGHT", ""),
    "full": ("FULL", ""),
    "cross": ("", "CROSS"),
    "semi": ("", "SEMI"),
    "anti": ("", "ANTI"),
}


def select(block: Block, dialect: Dialect, options: Options, *, ordered: bool = True) -> Node:
    """The query of a block; an order that no limit uses is left out unless it is wanted."""
    again = partial(select, dialect=dialect, options=options)
    if block.setop is not None:
        keys = _names_only(block, dialect)
        if _are_names(keys, dialect) or not (ordered or block.limit is not None):
            return _finish(block, block.setop, keys, ordered)
        block = orders.around(block, dialect, options, again)
    if block.qualify and not dialect.qualify:
        block = nested(block, dialect, options, again)
    if block.distinct and block.order and not _are_names(_keys_of_outputs(block, dialect, options), dialect):
        block = orders.around(block, dialect, options, again)
    return _Renderer(block, dialect, options).select(ordered)


def _names_only(block: Block, dialect: Dialect) -> list[Node]:
    keys: list[Node] = []
    for key in block.order:
        assert isinstance(key.expr, Column)
        name = key.expr.name
        known = block.rows.places[name.casefold()].field
        keys.extend(dialect.sort_key(nodes.column(name), known.type, known.nullable, key, "query"))
    return keys


def _keys_of_outputs(block: Block, dialect: Dialect, options: Options) -> list[Node]:
    return _Renderer(block, dialect, options).keys()


def _are_names(keys: list[Node], dialect: Dialect) -> bool:
    """ORDER BY can be given these keys after DISTINCT or a set operation."""
    return not dialect.sorts_by_names or all(orders.is_name(key) for key in keys)


def _finish(block: Block, made: Node, keys: list[Node], ordered: bool) -> Node:
    if keys and (ordered or block.limit is not None):
        made.set("order", exp.Order(expressions=keys))
    if block.limit is not None:
        made.set("limit", exp.Limit(expression=nodes.number(block.limit)))
        if block.offset:
            made.set("offset", exp.Offset(expression=nodes.number(block.offset)))
    return made


class _Renderer:
    def __init__(self, block: Block, dialect: Dialect, options: Options) -> None:
        self.block = block
        rows = block.rows
        rows.qualified = (
            len(rows.tables) > 1
            or (block.unnest is not None and dialect.unnest_join is not None)
            or _shadows(block)
            or (dialect.aliases_hide_columns and _hidden(block))
        )
        if rows.qualified and dialect.aliases_hide_columns:
            _apart_from_outputs(block)
        self.unnested: Node | None = None
        self.rows = Lowering(dialect, options, rows)
        self.top = self.rows
        if block.grouping is not None:
            exprs: dict[str, Expr] = {name.casefold(): expr for name, expr in block.grouping.groups}
            exprs.update((name.casefold(), call) for name, call in block.grouping.aggregates)
            self.top = Lowering(dialect, options, Groups(self.rows, exprs, block.grouping.schema), self.rows)

    def select(self, ordered: bool) -> Node:
        block = self.block
        made = exp.Select(expressions=self._outputs())
        if block.distinct:
            made.set("distinct", exp.Distinct())
        tables = block.rows.tables
        conditions: list[Node] = []
        if tables:
            made.set("from_", exp.From(this=tables[0].node))
            joins: list[Node] = []
            for table in tables[1:]:
                if table.kind in ONE_SIDED and not self.rows.dialect.semi_joins:
                    conditions.append(self._exists(table))
                else:
                    joins.append(self._join(table))
            if self.unnested is not None:
                joins.append(exp.Join(this=self.unnested, kind="CROSS"))
            if joins:
                made.set("joins", joins)
        if block.where:
            conditions = [*self._where(block.where), *conditions]
        if conditions:
            made.set("where", exp.Where(this=nodes.connect(exp.And, conditions)))
        group = self._group()
        if group is not None:
            made.set("group", group)
        having = [self._all(self.top, block.having)] if block.having else self._one_group()
        if having:
            made.set("having", exp.Having(this=having[0]))
        if block.qualify:
            self.top.shown = self._shown_windows()
            made.set("qualify", exp.Qualify(this=self._all(self.top, block.qualify)))
            self.top.shown = {}
        return _finish(block, made, self.keys(), ordered)

    def keys(self) -> list[Node]:
        """What ORDER BY is given."""
        return [node for key in self.block.order for node in self._key(key)]

    def _all(self, lowering: Lowering, conditions: list[Expr]) -> Node:
        return nodes.connect(exp.And, [lowering.condition(item) for item in conditions])

    def _where(self, exprs: list[Expr]) -> list[Node]:
        """Conditions on rows; one that can fail sees only rows that those before it keep."""
        if self.rows.dialect.conditions_in_order:
            return [self.rows.condition(item) for item in exprs]
        made: list[Node] = []
        for item in exprs:
            node = self.rows.condition(item)
            if made and can_fail(item):
                node = nodes.case([(nodes.connect(exp.And, made), node)], exp.false())
                made = []
            made.append(node)
        return made

    def _outputs(self) -> list[Node]:
        made: list[Node] = []
        for name, expr in self.block.outputs.items:
            node = self.top.firm(expr)
            plain = isinstance(node, exp.Column) and node.this.this == name
            made.append(node if plain else nodes.alias(node, name))
        if self.block.unnest is not None:
            name, expr = self.block.unnest
            made.append(nodes.alias(self._unnest(expr), name))
        return made or [nodes.alias(exp.true(), "?")]

    def _unnest(self, expr: Expr) -> Node:
        dialect, array = self.rows.dialect, self.rows.firm(expr)
        if dialect.unnest_join is None:
            return dialect.unnest(array)
        kind = self.rows.type(expr)
        places = self.block.rows.places.values()
        names = naming.Names([*(place.name for place in places), *(t.alias for t in self.block.rows.tables)])
        element = kind.element if isinstance(kind, Array) else UNKNOWN
        self.unnested, value = dialect.unnest_join(self.rows, array, element, names.claim("element"))
        return value

    def _exists(self, table: Table) -> Node:
        """A semi or anti join as a condition."""
        inner = exp.Select(expressions=[nodes.number(1)])
        inner.set("from_", exp.From(this=table.node))
        if table.on is not None:
            inner.set("where", exp.Where(this=self.rows.condition(table.on)))
        found = exp.Exists(this=inner)
        return found if table.kind == "semi" else exp.Not(this=found)

    def _join(self, table: Table) -> Node:
        side, kind = _JOINS[table.kind]
        made = exp.Join(this=table.node, side=side or None, kind=kind or None)
        if table.kind != "cross":
            made.set("on", exp.true() if table.on is None else self.rows.condition(table.on))
        return made

    def _group(self) -> Node | None:
        grouping = self.block.grouping
        if grouping is None:
            return None
        if not grouping.groups and grouping.sets is None:
            made = exp.Group(expressions=[exp.Tuple()])
            return made if self.rows.dialect.groups_by_nothing and self._shows_no_aggregate() else None
        keys = [self._group_key(name, expr) for name, expr in grouping.groups]
        if grouping.sets is None:
            return exp.Group(expressions=keys)
        if grouping.sets == tuple(tuple(range(size)) for size in range(len(keys), -1, -1)):
            return exp.Group(expressions=[exp.Rollup(expressions=keys)])
        sets: list[Node] = [exp.Tuple(expressions=[keys[i].copy() for i in item]) for item in grouping.sets]
        return exp.Group(expressions=[exp.GroupingSets(expressions=sets)])

    def _one_group(self) -> list[Node]:
        """A condition that is always true, where no other aggregate would make one group of all rows."""
        grouping = self.block.grouping
        if (
            grouping is None
            or grouping.groups
            or grouping.sets is not None
            or self.rows.dialect.groups_by_nothing
        ):
            return []
        if not self._shows_no_aggregate():
            return []
        return [nodes.binary(exp.GTE, nodes.call("COUNT", exp.Star()), nodes.number(0))]

    def _shows_no_aggregate(self) -> bool:
        outputs = self.block.outputs.items
        return not any(isinstance(item, Column) for _, expr in outputs for item in sizes.walk(expr))

    def _group_key(self, name: str, expr: Expr) -> Node:
        """A group by the name of the output that shows it, where no column of the rows has that name."""
        if not isinstance(expr, Column):
            folded = name.casefold()
            own = {item.name.casefold() for item in self.block.rows.places.values()}
            for output, value in self.block.outputs.items:
                shown = isinstance(value, Column) and value.name.casefold() == folded
                if shown and output.casefold() not in own:
                    return nodes.column(output)
        return self.rows.firm(expr)

    def _shown_windows(self) -> dict[Expr, str]:
        """Windows that an output shows, by whose name QUALIFY may call them."""
        own = {item.name.casefold() for item in self.block.rows.places.values()}
        return {
            expr: name
            for name, expr in self.block.outputs.items
            if isinstance(expr, WindowCall) and name.casefold() not in own
        }

    def _key(self, key: SortKey) -> list[Node]:
        shown = next((name for name, expr in self.block.outputs.items if expr == key.expr), None)
        top = self.top

        def made(node: Node) -> list[Node]:
            return top.dialect.sort_key(node, top.type(key.expr), top.nullable(key.expr), key, "query")

        if shown is None:
            return made(top.firm(key.expr))
        named = made(nodes.column(shown))
        plain = not top.dialect.sorts_by_names or all(orders.is_name(node) for node in named)
        return named if plain or self.block.distinct else made(top.firm(key.expr))


def _apart_from_outputs(block: Block) -> None:
    """No table has the name of an output, which would stand for it behind GROUP BY."""
    outputs = [name for name, _ in block.outputs.items]
    names = naming.Names([*outputs, *(table.alias for table in block.rows.tables)])
    shown = {name.casefold() for name in outputs}
    for table in block.rows.tables:
        if table.alias.casefold() in shown:
            set_alias(table, names.claim(table.alias))


def _hidden(block: Block) -> bool:
    """A column has the name of its table."""
    aliases = {table.alias.casefold() for table in block.rows.tables}
    return any(place.name.casefold() in aliases for place in block.rows.places.values())


def _shadows(block: Block) -> bool:
    """An output bears the name of another column of the rows, so that a bare name could mean either."""
    places = block.rows.places
    own = {place.name.casefold() for place in places.values()}
    for name, expr in block.outputs.items:
        if name.casefold() not in own:
            continue
        if isinstance(expr, Column):
            place = places.get(expr.name.casefold()) if block.grouping is None else None
            if block.grouping is not None:
                group = next(
                    (e for n, e in block.grouping.groups if n.casefold() == expr.name.casefold()), None
                )
                place = places.get(group.name.casefold()) if isinstance(group, Column) else None
            if place is not None and place.name.casefold() == name.casefold():
                continue
        return True
    return False
