"""Relations of the IR to SELECT blocks.

Operators go into one block while that keeps the meaning; where it would not, the block becomes a common
table expression and a new one begins over it. Relations are visited inputs first and without recursion.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from attrs import evolve, frozen
from sqlglot import exp

from lockgate.codegen.base import Options
from lockgate.codegen.sql import joins, naming, nodes, sizes
from lockgate.codegen.sql.blocks import Block, Grouping, Place, Rows, Table
from lockgate.codegen.sql.dialect import Dialect, Node
from lockgate.codegen.sql.expressions import Level, Lowering
from lockgate.codegen.sql.selects import select
from lockgate.ir.expr import AggregateCall, Call, Column, Expr, Literal, SortKey, WindowCall
from lockgate.ir.infer import infer
from lockgate.ir.rel import (
    Aggregate,
    Bind,
    Distinct,
    DistinctOn,
    Filter,
    Join,
    Limit,
    Named,
    Project,
    Rel,
    Scan,
    SetOperation,
    Sort,
    Unnest,
    Unpivot,
    Values,
)
from lockgate.ir.traverse import children
from lockgate.ir.types import BIGINT, UNKNOWN, Array, Field, Schema, Type


class Builder:
    """Builds the query of one relation."""

    def __init__(self, dialect: Dialect, options: Options) -> None:
        self.dialect = dialect
        self.options = options
        self.ctes: list[Node] = []
        self.names = naming.Names()
        self._blocks: dict[int, Block] = {}
        self._shared: dict[int, Callable[[], Block]] = {}

    def query(self, rel: Rel) -> exp.Query:
        """The whole query, common table expressions first."""
        order, uses = _visit(rel)
        taken = [item.dataset for item in order if isinstance(item, Scan)]
        bound = [item.name for item in order if isinstance(item, Bind)]
        self.names = naming.Names([*taken, *(naming.bare(name) for name in taken), *bound])
        bind_names = naming.Names([name for name in taken if "." not in name])
        for item in order:
            block = _STEPS[type(item)](self, item)
            if isinstance(item, Bind):
                self._share(item, self._cte(block, bind_names.claim(item.name)), item.hint)
            elif uses[id(item)] > 1 and not isinstance(item, Scan):
                self._share(item, self.seal(block), block.alias)
            else:
                self._blocks[id(item)] = block
        made: Any = select(self.input(rel), self.dialect, self.options)
        if self.ctes:
            made.set("with_", exp.With(expressions=self.ctes))
        assert isinstance(made, exp.Query)
        return made

    def input(self, rel: Rel) -> Block:
        """The block of an input, for the caller to go on with."""
        shared = self._shared.get(id(rel))
        if shared is not None:
            return shared()
        if isinstance(rel, Scan):
            return _scan(self, rel)
        return self._blocks.pop(id(rel))

    def seal(self, block: Block, wanted: str | None = None) -> Block:
        """The block as a common table expression, and a new block over it."""
        return self._cte(block, self.names.claim(wanted or block.name or _described(block)))

    def _cte(self, block: Block, name: str) -> Block:
        fields = fields_of(block, self.dialect, self.options)
        made = select(block, self.dialect, self.options, ordered=False)
        self.ctes.append(exp.CTE(this=made, alias=nodes.table_alias(name)))
        return over(name, fields, block.hint, block.alias)

    def _share(self, rel: Rel, block: Block, alias: str | None) -> None:
        name = block.rows.tables[0].alias
        fields = [place.field for place in block.rows.places.values()]
        self._shared[id(rel)] = lambda: over(name, fields, block.hint, alias)


def _visit(rel: Rel) -> tuple[list[Rel], dict[int, int]]:
    """All relations, inputs first, each object once, and how often each is used."""
    order: list[Rel] = []
    uses: dict[int, int] = {}
    done: set[int] = set()
    stack: list[tuple[Rel, bool]] = [(rel, False)]
    while stack:
        item, ready = stack.pop()
        if ready:
            order.append(item)
            continue
        uses[id(item)] = uses.get(id(item), 0) + 1
        if id(item) in done:
            continue
        done.add(id(item))
        stack.append((item, True))
        stack.extend((child, False) for child in reversed(children(item)))
    return order, uses


def fields_of(block: Block, dialect: Dialect, options: Options) -> list[Field]:
    """The columns of a block."""
    level: Level = block.rows
    if block.grouping is not None:
        level = SchemaLevel(block.grouping.schema)
    lowering = Lowering(dialect, options, level)
    schema = level.schema()
    made = [Field(name, lowering.type(expr), infer(expr, schema)[1]) for name, expr in block.outputs]
    if block.unnest is not None:
        kind = lowering.type(block.unnest[1])
        made.append(Field(block.unnest[0], kind.element if isinstance(kind, Array) else UNKNOWN))
    return made


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


def over(table: str, fields: Iterable[Field], hint: str, alias: str | None = None) -> Block:
    """A block over a table of the query's own."""
    places = {item.name.casefold(): Place(0, item) for item in fields}
    rows = Rows([Table(exp.Table(this=nodes.identifier(table)), table)], places)
    return Block(rows, [(place.name, Column(place.name)) for place in places.values()], hint, alias)


def _described(block: Block) -> str:
    """What a block's rows are, for the name of its common table expression."""
    subject = block.hint
    if block.limit is not None:
        return f"top_{subject}" if block.order else f"first_{subject}"
    if block.grouping is not None:
        return naming.grouped([name for name, _ in block.grouping.groups], subject)
    if block.windows:
        return f"{subject}_ranked"
    if block.distinct:
        return f"{subject}_distinct"
    if len(block.rows.tables) > 1:
        return f"{subject}_joined"
    if block.where or block.qualify:
        return f"{subject}_filtered"
    return f"{subject}_extended"


# -- one step a relation


def _scan(build: Builder, rel: Scan) -> Block:
    alias = rel.hint or naming.bare(rel.dataset)
    places = {item.name.casefold(): Place(0, item) for item in rel.schema}
    node = nodes.table(rel.dataset)
    if alias != rel.dataset:
        node.set("alias", nodes.table_alias(alias))
    rows = Rows([Table(node, alias)], places)
    return Block(rows, [(item.name, Column(item.name)) for item in rel.schema], alias, rel.hint)


def _values(build: Builder, rel: Values) -> Block:
    hint = rel.hint or "rows"
    lowering = Lowering(build.dialect, build.options, SchemaLevel(rel.schema))
    places = {item.name.casefold(): Place(0, item) for item in rel.schema}
    outputs: list[tuple[str, Expr]] = [(item.name, Column(item.name)) for item in rel.schema]
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
        tuples.append(exp.Tuple(expressions=[write(item) for item in row]))
    node = exp.Values(expressions=tuples, alias=nodes.table_alias(hint, rel.names))
    return Block(Rows([Table(node, hint)], places), outputs, hint)


def _bind(build: Builder, rel: Bind) -> Block:
    block = build.input(rel.input)
    block.hint, block.alias = rel.name, rel.hint
    return block


def _filter(build: Builder, rel: Filter) -> Block:
    block = build.input(rel.input)
    for _ in range(2):
        if block.limit is None and not block.closed and sizes.may_merge([rel.predicate], block.heavy):
            predicate = block.inline(rel.predicate)
            window = sizes.has_window(predicate)
            if window and not block.qualify and not block.distinct:
                block.qualify.append(predicate)
                return block
            if not window and not block.windows and not block.qualify:
                (block.where if block.grouping is None else block.having).append(predicate)
                return block
        block = build.seal(block)
    raise AssertionError("a filter fits on a new block")


def _project(build: Builder, rel: Project) -> Block:
    block = build.input(rel.input)
    if not _takes(block, rel):
        block = build.seal(block)
    renames = block.renames
    if renames:
        block.outputs = [(name, block.inline(expr)) for name, expr in rel.columns]
    else:
        block.outputs = list(rel.columns)
    if rel.hint is not None:
        block.hint = block.alias = rel.hint
    return block


def _takes(block: Block, rel: Project) -> bool:
    """Whether a projection can go into the block's own SELECT list."""
    if all(isinstance(expr, Column) for _, expr in rel.columns):
        if block.closed:
            names = [name for name, _ in block.outputs]
            return block.unnest is None and [(name, expr) for name, expr in rel.columns] == [
                (name, Column(name)) for name in names
            ]
        if block.distinct:
            return len({expr for _, expr in rel.columns}) == len(block.outputs)
        return sizes.may_merge([expr for _, expr in rel.columns], block.heavy)
    if block.closed or block.distinct or block.limit is not None:
        return False
    exprs = [expr for _, expr in rel.columns]
    if not sizes.may_merge(exprs, block.heavy):
        return False
    if not any(sizes.has_window(expr) for expr in exprs):
        return True
    return not block.qualify and not any(sizes.nests_window(expr, block.windows) for expr in exprs)


def _aggregate(build: Builder, rel: Aggregate) -> Block:
    block = build.input(rel.input)
    subject = block.hint
    exprs: list[Expr] = [*(expr for _, expr in rel.groups), *(call for _, call in rel.aggregates)]
    if not block.plain or not sizes.may_merge(exprs, block.heavy):
        block = build.seal(block)
    groups, aggregates = rel.groups, rel.aggregates
    asks = any(isinstance(call, AggregateCall) and call.function == "grouping" for _, call in aggregates)
    computed = [expr for _, expr in groups if not isinstance(block.inline(expr), Column)]
    if any(isinstance(block.inline(expr), Literal) for expr in computed) or (computed and (asks or rel.sets)):
        # Groups that are named again, in grouping sets or `grouping`, are columns first; so are constants.
        block, groups, aggregates = _precomputed(build, block, rel)
    block.order = ()
    calls: list[tuple[str, AggregateCall]] = []
    for name, call in aggregates:
        made = block.inline(call)
        assert isinstance(made, AggregateCall)
        calls.append((name, made))
    inlined = tuple((name, block.inline(expr)) for name, expr in groups)
    block.grouping = Grouping(inlined, tuple(calls), rel.sets, rel.schema)
    block.outputs = [(name, Column(name)) for name in rel.schema.names]
    block.hint, block.alias = rel.hint or subject, rel.hint
    return block


def _precomputed(
    build: Builder, block: Block, rel: Aggregate
) -> tuple[Block, tuple[Named, ...], tuple[Named, ...]]:
    names = naming.Names(name for name, _ in block.outputs)
    swaps: dict[Expr, Expr] = {}
    groups: list[Named] = []
    more: list[tuple[str, Expr]] = []
    for name, expr in rel.groups:
        key: Expr = expr
        if not isinstance(expr, Column):
            key = Column(names.claim(name))
            more.append((key.name, block.inline(expr)))
            swaps[expr] = key
        groups.append((name, key))
    block.outputs.extend(more)
    aggregates = tuple(
        (name, evolve(call, args=tuple(swaps.get(arg, arg) for arg in call.args)))
        if isinstance(call, AggregateCall) and call.function == "grouping"
        else (name, call)
        for name, call in rel.aggregates
    )
    return build.seal(block), tuple(groups), aggregates


def _join(build: Builder, rel: Join) -> Block:
    right = build.input(rel.right)
    left = build.input(rel.left)
    return joins.join(build, rel, left, right)


def _distinct(build: Builder, rel: Distinct) -> Block:
    block = build.input(rel.input)
    if block.limit is not None or block.closed:
        block = build.seal(block)
    shown = {expr for _, expr in block.outputs}
    if any(key.expr not in shown for key in block.order):
        block.order = ()
    block.distinct = True
    return block


def _distinct_on(build: Builder, rel: DistinctOn) -> Block:
    block = build.input(rel.input)
    keys: list[Expr] = [Column(name) for name in rel.keys]
    exprs = [*keys, *sizes.keys(rel.order)]
    windows = block.windows
    nested = any(
        isinstance(item, Column) and item.name.casefold() in windows for e in exprs for item in sizes.walk(e)
    )
    if block.late or nested or not sizes.may_merge(exprs, block.heavy):
        block = build.seal(block)
    number = WindowCall(
        Call("row_number", ()),
        partition=tuple(block.inline(item) for item in keys),
        order=block.inline_keys(rel.order),
    )
    block.qualify.append(Call("=", (number, Literal(1, BIGINT))))
    block.name = f"{block.hint}_latest" if rel.order and rel.order[0].descending else f"{block.hint}_first"
    return block


def _sort(build: Builder, rel: Sort) -> Block:
    block = build.input(rel.input)
    exprs = sizes.keys(rel.keys)
    plain = all(isinstance(expr, Column) for expr in exprs)
    if (
        block.limit is not None
        or block.unnest is not None
        or (block.closed and not plain)
        or (block.distinct and not plain)
        or (not plain and not sizes.may_merge(exprs, block.heavy))
    ):
        block = build.seal(block)
    block.order = rel.keys if block.setop is not None else block.inline_keys(rel.keys)
    return block


def _limit(build: Builder, rel: Limit) -> Block:
    block = build.input(rel.input)
    if block.limit is not None:
        block = build.seal(block)
    block.limit, block.offset = rel.count, rel.offset
    return block


_SETS: dict[str, tuple[type[Any], bool]] = {
    "union_all": (exp.Union, False),
    "union": (exp.Union, True),
    "intersect": (exp.Intersect, True),
    "except": (exp.Except, True),
}


def _set_operation(build: Builder, rel: SetOperation) -> Block:
    kind, distinct = _SETS[rel.kind]
    blocks = [build.input(item) for item in reversed(rel.inputs)][::-1]
    hint = rel.hint or blocks[0].hint
    made: Any = None
    for block in blocks:
        side = select(block, build.dialect, build.options, ordered=False)
        if block.limit is not None or block.setop is not None:
            side = exp.Subquery(this=side)
        made = side if made is None else kind(this=made, expression=side, distinct=distinct)
    outputs: list[tuple[str, Expr]] = [(name, Column(name)) for name in rel.schema.names]
    places = {item.name.casefold(): Place(0, item) for item in rel.schema}
    return Block(Rows([], places), outputs, hint, setop=made, name=f"{hint}_{_SET_WORDS[rel.kind]}")


_SET_WORDS = {"union_all": "united", "union": "united", "intersect": "common", "except": "remaining"}


def _unpivot(build: Builder, rel: Unpivot) -> Block:
    block = build.input(rel.input)
    table = block.rows.tables[0] if block.rows.tables else None
    bare = (
        table is not None
        and len(block.rows.tables) == 1
        and isinstance(table.node, exp.Table)
        and block.plain
        and not block.where
        and not block.renames
        and len(block.outputs) == len(block.rows.places)
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
    outputs: list[tuple[str, Expr]] = [(name, Column(name)) for name in rel.schema.names]
    return Block(
        Rows([Table(table.node, alias)], places), outputs, block.hint, name=f"{block.hint}_unpivoted"
    )


def _unnest(build: Builder, rel: Unnest) -> Block:
    block = build.input(rel.input)
    if not block.plain or not sizes.may_merge([rel.expr], block.heavy):
        block = build.seal(block)
    block.unnest = (rel.name, block.inline(rel.expr))
    block.name = f"{block.hint}_unnested"
    return build.seal(block)


_STEPS: dict[type[Any], Callable[[Builder, Any], Block]] = {
    Scan: _scan,
    Values: _values,
    Bind: _bind,
    Filter: _filter,
    Project: _project,
    Join: _join,
    Aggregate: _aggregate,
    Distinct: _distinct,
    DistinctOn: _distinct_on,
    Sort: _sort,
    Limit: _limit,
    SetOperation: _set_operation,
    Unpivot: _unpivot,
    Unnest: _unnest,
}

__all__ = ["Builder", "SortKey", "over"]
