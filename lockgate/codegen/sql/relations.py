"""Relations of the IR to SELECT blocks.

Operators go into one block while that keeps the meaning; where it would not, the block becomes a common
table expression and a new one begins over it. Relations are visited inputs first and without recursion.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlglot import exp

from lockgate.codegen.base import Options
from lockgate.codegen.sql import groups, joins, leaves, naming, nodes, reshapes, steps
from lockgate.codegen.sql.blocks import Block, SchemaLevel
from lockgate.codegen.sql.dialect import Dialect, Node
from lockgate.codegen.sql.expressions import Level, Lowering
from lockgate.codegen.sql.selects import select
from lockgate.ir.infer import infer
from lockgate.ir.rel import (
    Aggregate,
    Bind,
    Distinct,
    DistinctOn,
    Filter,
    Join,
    Limit,
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
from lockgate.ir.types import UNKNOWN, Array, Field


class Builder:
    """Builds the query of one relation. Without `merge` every operator is a block of its own, for comparison."""

    def __init__(self, dialect: Dialect, options: Options, *, merge: bool = True) -> None:
        self.dialect = dialect
        self.options = options
        self.ctes: list[Node] = []
        self.names = naming.Names()
        self._merge = merge
        self._own: set[str] = set()
        self._blocks: dict[int, Block] = {}
        self._shared: dict[int, Callable[[], Block]] = {}

    def query(self, rel: Rel) -> exp.Query:
        """The whole query, common table expressions first."""
        order, uses = _visit(rel)
        taken = [item.dataset for item in order if isinstance(item, Scan)]
        bound = [item.name for item in order if isinstance(item, Bind)]
        self.names = naming.Names([*taken, *(naming.bare(name) for name in taken), *bound])
        bind_names = naming.Names(taken)
        for item in order:
            if isinstance(item, Scan):
                continue
            block = _STEPS[type(item)](self, item)
            if isinstance(item, Bind):
                self._share(item, self._cte(block, bind_names.claim(item.name)), item.hint)
            elif uses[id(item)] > 1:
                self._share(item, self.seal(block), block.alias)
            else:
                apart = not self._merge and not isinstance(item, Sort)
                self._blocks[id(item)] = self.seal(block) if apart else block
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
            return leaves.scan(self, rel)
        return self._blocks.pop(id(rel))

    def seal(self, block: Block) -> Block:
        """The block as a common table expression, and a new block over it."""
        if block.untouched and block.rows.tables[0].alias in self._own:
            return block
        return self._cte(block, self.names.claim(block.name or _described(block)))

    def _cte(self, block: Block, name: str) -> Block:
        fields = _fields(block, self.dialect, self.options)
        made = select(block, self.dialect, self.options, ordered=False)
        self._own.add(name)
        self.ctes.append(exp.CTE(this=made, alias=nodes.table_alias(name)))
        return leaves.over(name, fields, block.hint, block.alias)

    def _share(self, rel: Rel, block: Block, alias: str | None) -> None:
        name = block.rows.tables[0].alias
        fields = [place.field for place in block.rows.places.values()]
        self._shared[id(rel)] = lambda: leaves.over(name, fields, block.hint, alias)


def _visit(rel: Rel) -> tuple[list[Rel], dict[int, int]]:
    """All relations, inputs first, each object once, and how often each is used."""
    order: list[Rel] = []
    uses: dict[int, int] = {}
    stack: list[tuple[Rel, bool]] = [(rel, False)]
    while stack:
        item, ready = stack.pop()
        if ready:
            order.append(item)
            continue
        uses[id(item)] = uses.get(id(item), 0) + 1
        if uses[id(item)] == 1:
            stack.append((item, True))
            stack.extend((child, False) for child in reversed(children(item)))
    return order, uses


def _fields(block: Block, dialect: Dialect, options: Options) -> list[Field]:
    """The columns of a block."""
    level: Level = block.rows
    if block.grouping is not None:
        level = SchemaLevel(block.grouping.schema)
    lowering = Lowering(dialect, options, level)
    schema = level.schema()
    made = [Field(name, lowering.type(expr), infer(expr, schema)[1]) for name, expr in block.outputs.items]
    if block.unnest is not None:
        kind = lowering.type(block.unnest[1])
        made.append(Field(block.unnest[0], kind.element if isinstance(kind, Array) else UNKNOWN))
    return made


def _described(block: Block) -> str:
    """What a block's rows are, for the name of its common table expression."""
    subject = block.hint
    if block.limit is not None:
        return f"top_{subject}" if block.order else f"first_{subject}"
    if block.grouping is not None:
        return naming.grouped([name for name, _ in block.grouping.groups], subject)
    if block.outputs.windows:
        return f"{subject}_ranked"
    if block.distinct:
        return f"{subject}_distinct"
    if len(block.rows.tables) > 1:
        return f"{subject}_joined"
    if block.where or block.qualify:
        return f"{subject}_filtered"
    return f"{subject}_extended"


def _bind(build: Builder, rel: Bind) -> Block:
    block = build.input(rel.input)
    block.hint, block.alias = rel.name, rel.hint
    return block


def _join(build: Builder, rel: Join) -> Block:
    right = build.input(rel.right)
    return joins.join(build, rel, build.input(rel.left), right)


_STEPS: dict[type[Any], Callable[[Builder, Any], Block]] = {
    Values: leaves.values,
    Bind: _bind,
    Filter: steps.filter,
    Project: steps.project,
    Join: _join,
    Aggregate: groups.aggregate,
    Distinct: steps.distinct,
    DistinctOn: steps.distinct_on,
    Sort: steps.sort,
    Limit: steps.limit,
    SetOperation: reshapes.set_operation,
    Unpivot: reshapes.unpivot,
    Unnest: reshapes.unnest,
}
