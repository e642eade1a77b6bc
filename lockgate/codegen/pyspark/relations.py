"""Relations of the IR as statements that build a DataFrame.

Relations are visited inputs first and without recursion. What the author bound by `with`, what is used
twice and what would make a line hard to read becomes a variable; all else is one chain of methods.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve

from lockgate.codegen.base import Options
from lockgate.codegen.pyspark import groups, joins, leaves, projections, reshapes, steps, tree
from lockgate.codegen.pyspark.columns import Columns, Renames
from lockgate.codegen.pyspark.exactness import exact_relations
from lockgate.codegen.pyspark.expressions import Writer
from lockgate.codegen.pyspark.frames import Frame
from lockgate.codegen.pyspark.identifiers import Identifiers
from lockgate.codegen.pyspark.simplify import simplified
from lockgate.codegen.pyspark.totals import totals_apart
from lockgate.codegen.pyspark.using import needs
from lockgate.codegen.sql.dialect import Dialect
from lockgate.codegen.sql.expressions import Lowering
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
from lockgate.ir.traverse import children, transform, walk
from lockgate.ir.types import Schema
from lockgate.passes.optimise.needs import Names

MAX_CALLS = 12
"""A longer chain is cut in two."""


class Builder:
    """Builds the statements of one relation."""

    def __init__(
        self,
        rel: Rel,
        dialect: Dialect,
        options: Options,
        inputs: Mapping[str, str],
        taken: tuple[str, ...] = (),
        *,
        exact: bool = True,
    ) -> None:
        self.rel = simplified(transform(rel, totals_apart))
        self.dialect = dialect
        self.options = options
        self.writer = Writer(dialect)
        self.renames = Renames(self.rel)
        self.statements: list[ast.stmt] = []
        self._inputs = inputs
        """The variable of each dataset, by its folded name."""
        self._names = Identifiers((*inputs.values(), *taken))
        self._exact = exact_relations(self.rel, exact=exact)
        self._frames: dict[int, Frame] = {}
        self._uses = _uses(self.rel)
        self._needs = needs(self.rel)

    def frame(self) -> Frame:
        """The relation; `statements` come before it."""
        for item in walk(self.rel):
            if isinstance(item, Scan):
                continue
            made = _STEPS[type(item)](self, item)
            if isinstance(item, Bind):
                made = evolve(self.variable(made, item.name), hint=item.hint or item.name)
            elif self._uses[id(item)] > 1 or made.calls > MAX_CALLS:
                made = self.variable(made, made.hint)
            self._frames[id(item)] = made
        return self.input(self.rel)

    def input(self, rel: Rel) -> Frame:
        """The frame of a relation that has been built."""
        if isinstance(rel, Scan):
            return leaves.scan(rel, self._inputs[rel.dataset.casefold()])
        return self._frames[id(rel)]

    def is_exact(self, rel: Rel) -> bool:
        """Whether the relation must have exactly its own columns."""
        return id(rel) in self._exact

    def is_shared(self, rel: Rel) -> bool:
        """Whether the relation is used more than once."""
        return self._uses[id(rel)] > 1

    def needed(self, rel: Rel) -> Names:
        """The columns, case-folded, that are asked for of the relation."""
        return self._needs[id(rel)]

    def spelled(self, schema: Schema) -> tuple[str, ...]:
        """The columns of a schema as the DataFrame calls them."""
        return tuple(self.renames(name) for name in schema.names)

    def variable(self, frame: Frame, name: str) -> Frame:
        """The frame under a name of its own."""
        if frame.calls == 0:
            return frame
        target = self._names.claim(name)
        self.statements.append(tree.assign(target, frame.node))
        return evolve(frame, node=tree.name(target), calls=0)

    def lowering(self, schema: Schema) -> Lowering:
        """Lowers expressions over columns of a schema."""
        return Lowering(self.dialect, self.options, Columns(schema, self.renames))

    def column(self, expr: Expr, schema: Schema) -> tree.Expr:
        """An expression as a Column."""
        return self.writer.column(self.lowering(schema).firm(expr))

    def named(self, name: str, expr: Expr, schema: Schema) -> tree.Expr:
        """An expression as an argument of `select`, under a name."""
        made = self.writer.argument(self.lowering(schema).firm(expr))
        if projections.is_same(name, expr, self.renames):
            return made
        if isinstance(made, ast.Constant):
            made = self.column(expr, schema)
        return tree.method(made, "alias", tree.const(self.renames(name)))


def _uses(rel: Rel) -> dict[int, int]:
    counts: dict[int, int] = {id(rel): 1}
    for item in walk(rel):
        for child in children(item):
            counts[id(child)] = counts.get(id(child), 0) + 1
    return counts


def _bind(build: Builder, rel: Bind) -> Frame:
    return build.input(rel.input)


_STEPS: dict[type[Any], Callable[[Builder, Any], Frame]] = {
    Values: leaves.values,
    Bind: _bind,
    Filter: steps.filter,
    Project: projections.project,
    Join: joins.join,
    Aggregate: groups.aggregate,
    Distinct: steps.distinct,
    DistinctOn: steps.distinct_on,
    Sort: steps.sort,
    Limit: steps.limit,
    SetOperation: reshapes.set_operation,
    Unpivot: reshapes.unpivot,
    Unnest: reshapes.unnest,
}
