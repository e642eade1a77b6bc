"""Relations of the IR to SELECT blocks.

Operators go into one block while that keeps the meaning; where it would not, the block becomes a common
table expression and a new one begins over it. Relations are visited inputs first and without recursion.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlglot import exp

from lockgate.codegen.base import Options
from lockgate.codegen.sql import (
    comparable,
    fulls,
    gathered,
    hidden,
    joins,
    leaves,
    naming,
    nodes,
    reshapes,
    steps,
)
from lockgate.codegen.sql.blocks import Block, Table
from lockgate.codegen.sql.dialect import Dialect, Node
from lockgate.codegen.sql.fields import fields
from lockgate.codegen.sql.selects import select
from lockgate.ir.expr import Expr
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

R = TypeVar("R", bound=Rel)


class Builder:
    """Builds the query of one relation. Without `merge` every operator is a block of its own, for comparison."""

    def __init__(self, dialect: Dialect, options: Options, *, merge: bool = True) -> None:
        self.dialect = dialect
        self.options = options
        self.ctes: list[Node] = []
        self.names = naming.Names()
        self.failing: frozenset[str] = frozenset()
        """Names of columns whose constants are hidden."""
        self._merge = merge
        self._own: set[str] = set()
        self._blocks: dict[int, Block] = {}
        self._shared: dict[int, Callable[[], Block]] = {}
        self._apart: list[Rel] = []
        """Relations made on the way: kept, for blocks are known by the identity of their relations."""

    def query(self, rel: Rel) -> exp.Query:
        """The whole query, common table expressions first."""
        order, uses = _visit(rel)
        if self.dialect.folds_constants:
            self.failing = hidden.read_by_failing(order)
        taken = [item.dataset for item in order if isinstance(item, Scan)]
        bound = [item.name for item in order if isinstance(item, Bind)]
        self.names = naming.Names([*taken, *(naming.bare(name) for name in taken), *bound])
        bind_names = naming.Names(taken)
        for item in order:
            if isinstance(item, Scan):
                continue
            block = self.step(item)
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

    def step(self, rel: Rel) -> Block:
        """The block of a relation whose inputs have theirs."""
        return _STEPS[type(rel)](self, rel)

    def apart(self, rel: Rel) -> Bind:
        """An input as a table of the query's own, which may be read more than once."""
        block = self.seal(self.input(rel))
        bound = Bind(block.rows.tables[0].alias, rel)
        self._apart.append(bound)
        self._share(bound, block, block.alias)
        return bound

    def put(self, rel: Rel) -> Rel:
        """Make the block of a relation that stands for another, for what is built upon it."""
        self._blocks[id(self.kept(rel))] = self.step(rel)
        return rel

    def kept(self, rel: R) -> R:
        """A relation that was made on the way."""
        self._apart.append(rel)
        return rel

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
        if block.untouched and self._is_own(block.rows.tables[0]):
            return block
        return self._cte(block, self.names.claim(block.name or _described(block)))

    def _is_own(self, table: Table) -> bool:
        """One of the query's own tables, under its name."""
        node = table.node
        named = isinstance(node, exp.Table) and node.name == table.alias and not node.args.get("db")
        return named and table.alias in self._own

    def _cte(self, block: Block, name: str) -> Block:
        made_of = fields(block, self.dialect, self.options)
        self.hide(block)
        made = select(block, self.dialect, self.options, ordered=False)
        self._own.add(name)
        self.ctes.append(exp.CTE(this=made, alias=nodes.table_alias(name)))
        return leaves.over(name, made_of, block.hint, block.alias)

    def hide(self, block: Block) -> None:
        """Hide the constants of a query inside from what can fail outside."""
        if self.failing and block.setop is None:
            block.outputs = hidden.outputs(block.outputs, self.failing)

    def constant(self, name: str, expr: Expr) -> Expr:
        """The value of a column, hidden if it is a constant that what can fail may read."""
        return hidden.constant(name, expr, self.failing) if self.failing else expr

    def _share(self, rel: Rel, block: Block, alias: str | None) -> None:
        name = block.rows.tables[0].alias
        # In the order of the outputs, which a projection may have changed.
        known = [block.rows.places[key].field for key in block.outputs.mapping]
        self._shared[id(rel)] = lambda: leaves.over(name, known, block.hint, alias)


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
    if rel.kind == "full" and not build.dialect.full_joins and not fulls.hashable(rel):
        return fulls.full_join(build, rel)
    right = build.input(rel.right)
    return joins.join(build, rel, build.input(rel.left), right)


_STEPS: dict[type[Any], Callable[[Builder, Any], Block]] = {
    Values: leaves.values,
    Bind: _bind,
    Filter: steps.filter,
    Project: gathered.project,
    Join: _join,
    Aggregate: comparable.aggregate,
    Distinct: comparable.distinct,
    DistinctOn: steps.distinct_on,
    Sort: steps.sort,
    Limit: steps.limit,
    SetOperation: comparable.set_operation,
    Unpivot: reshapes.unpivot,
    Unnest: reshapes.unnest,
}
