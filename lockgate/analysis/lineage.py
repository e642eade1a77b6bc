"""Column lineage of a program: where each column's value comes from and goes, and what only influences it.

Inside a model values flow through steps (see `flow`); across models the steps meet at the columns of datasets.
All questions are walks over that graph, each node once: `lineage(program).upstream("mart.daily", "revenue")`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cached_property

from attrs import frozen

from lockgate.analysis.flow import DatasetRows, Flow, Node, Origin, Origins, RowStep, Step, flow
from lockgate.analysis.flow_walks import (
    ColumnName,
    before_step,
    columns_of,
    origins_of,
    reached,
    topological,
)
from lockgate.ir.program import Check, Model, Program, Source
from lockgate.ir.traverse import derive

STRENGTH = ("copy", "rename", "expression", "union", "window", "aggregate")
"""Kinds of steps; of several on one way the last of these gives the way its name."""


@frozen
class Input:
    """A column that a value is computed from, and what happens to it on the way."""

    dataset: str
    column: str
    kind: str


@frozen
class Influence:
    """Columns that decide which rows or which value there is, by one `filter`, `join`, `group by`, …"""

    kind: str
    step: RowStep | Step
    columns: tuple[ColumnName, ...]


@frozen
class Reach:
    """What a column's value arrives at or influences: checks as (dataset, name), exports' locations, jobs."""

    checks: tuple[ColumnName, ...]
    exports: tuple[ColumnName, ...]
    """(model, location)."""
    jobs: tuple[str, ...]


def lineage(program: Program) -> Lineage:
    """The lineage of all columns. Each answer is worked out when it is asked for, and kept."""
    return Lineage(program)


class Lineage:
    """Questions about one program; names of datasets and columns are taken without regard to case."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.datasets: tuple[Source | Model, ...] = (*program.sources, *program.models)
        self.origins = Origins()
        for item in self.datasets:
            schema = derive(item.query) if isinstance(item, Model) else item.schema
            for name in schema.names:
                self.origins.column(item.name, name)
        self.flows: Mapping[str, Flow] = {
            model.name.casefold(): flow(model.query, self.origins) for model in program.models
        }
        self._inputs: dict[Origin, tuple[Input, ...]] = {}

    # -- one model

    def steps(self, dataset: str, column: str) -> tuple[Step, ...]:
        """The steps inside the model that compute the column, the last one first; none for a copy or a rename."""
        made = self._made(self.origins.column(dataset, column))
        return tuple(item for item in topological(made) if isinstance(item, Step)) if made else ()

    def inputs(self, dataset: str, column: str) -> tuple[Input, ...]:
        """The columns of other datasets that the value is computed from; none for a source."""
        origin = self.origins.column(dataset, column)
        found = self._inputs.get(origin)
        if found is None:
            found = self._inputs[origin] = self._direct(origin)
        return found

    def kind(self, dataset: str, column: str) -> str:
        """The strongest kind among the column's steps; `source` where there is nothing before it."""
        origin = self.origins.column(dataset, column)
        made = self._made(origin)
        if made is None:
            return "source"
        if isinstance(made, Origin):
            return _passed(origin, made)
        return max((step.kind for step in self.steps(dataset, column)), key=STRENGTH.index)

    def influences(self, dataset: str) -> tuple[Influence, ...]:
        """What decides which rows a model has, the last step first."""
        known = self.flows.get(dataset.casefold())
        if known is None:
            return ()
        found: list[Influence] = []
        for item in topological(known.rows):
            if isinstance(item, RowStep) and item.columns:
                found.append(Influence(item.kind, item, origins_of(item.columns)))
        return tuple(found)

    def conditions(self, dataset: str, column: str) -> tuple[Influence, ...]:
        """What decides which value the column has: conditions, partitions, orders."""
        return tuple(
            Influence("window" if step.kind == "window" else "condition", step, origins_of(step.conditions))
            for step in self.steps(dataset, column)
            if step.conditions
        )

    # -- across models

    def upstream(self, dataset: str, column: str, *, influence: bool = False) -> tuple[ColumnName, ...]:
        """Every column that the value is computed from, near ones first; with `influence` also what decides."""
        start = self.origins.column(dataset, column)
        follow = self._before_all if influence else self._before
        return columns_of(reached([start], follow), start)

    def downstream(self, dataset: str, column: str, *, influence: bool = False) -> tuple[ColumnName, ...]:
        """Every column whose value is computed from this one; with `influence` those too that it only decides."""
        start = self.origins.column(dataset, column)
        after = self._after_all if influence else self._after
        return columns_of(reached([start], lambda node: after.get(node, ())), start)

    def reach(self, dataset: str, column: str) -> Reach:
        """The checks that read what the column flows into or influences, and the exports and jobs behind."""
        start = self.origins.column(dataset, column)
        nodes = reached([start], lambda node: self._after_all.get(node, ()))
        arrived = {node.dataset.casefold() for node in nodes if isinstance(node, (Origin, DatasetRows))}
        checks = tuple(name for name, reads in self.checks.items() if any(node in nodes for node in reads))
        exports = tuple(
            (item.model, item.to.location)
            for item in self.program.exports
            if item.model.casefold() in arrived
        )
        jobs: dict[str, None] = {}
        grown = True
        while grown:
            grown = False
            for job in self.program.jobs:
                after = {name.casefold() for name in job.after}
                if job.name not in jobs and (after & arrived or after & {name.casefold() for name in jobs}):
                    jobs[job.name] = None
                    grown = True
        return Reach(checks, exports, tuple(sorted(jobs)))

    @cached_property
    def checks(self) -> Mapping[ColumnName, tuple[Origin | DatasetRows, ...]]:
        """For each check the columns and datasets that its violations are found by."""
        found: dict[ColumnName, tuple[Origin | DatasetRows, ...]] = {}
        for item in self.datasets:
            for check in item.checks:
                found[item.name, check.name] = self._read(check)
        return found

    def _read(self, check: Check) -> tuple[Origin | DatasetRows, ...]:
        def follow(node: Node) -> Iterable[Node]:
            return () if isinstance(node, (Origin, DatasetRows)) else before_step(node)

        nodes = reached([flow(check.violations, self.origins).rows], follow)
        return tuple(node for node in nodes if isinstance(node, (Origin, DatasetRows)))

    # -- the graph

    def _made(self, origin: Origin) -> Origin | Step | None:
        known = self.flows.get(origin.dataset.casefold())
        if known is None:
            return None
        found = known.columns.get(origin.column)
        if found is None:
            names = {name.casefold(): node for name, node in known.columns.items()}
            found = names.get(origin.column.casefold())
        return found

    def _direct(self, origin: Origin) -> tuple[Input, ...]:
        made = self._made(origin)
        if made is None:
            return ()
        if isinstance(made, Origin):
            return (Input(made.dataset, made.column, _passed(origin, made)),)
        strongest: dict[Node, int] = {made: 0}
        found: dict[Origin, Input] = {}
        for node in topological(made):
            rank = strongest[node]
            if isinstance(node, Step):
                rank = max(rank, STRENGTH.index(node.kind))
                for item in node.inputs:
                    strongest[item] = max(strongest.get(item, 0), rank)
            elif isinstance(node, Origin):
                found[node] = Input(node.dataset, node.column, STRENGTH[rank])
        return tuple(found.values())

    def _before(self, node: Node) -> Iterable[Node]:
        """The values that a value is computed from."""
        if isinstance(node, Origin):
            made = self._made(node)
            return () if made is None else (made,)
        return node.inputs if isinstance(node, Step) else ()

    def _before_all(self, node: Node) -> Iterable[Node]:
        """The values and rows that a node depends on in any way."""
        if isinstance(node, Origin):
            return (*self._before(node), self.origins.rows(node.dataset))
        if isinstance(node, DatasetRows):
            known = self.flows.get(node.dataset.casefold())
            return () if known is None else (known.rows,)
        return before_step(node)

    @cached_property
    def _after(self) -> Mapping[Node, list[Node]]:
        return self._reversed(self._before)

    @cached_property
    def _after_all(self) -> Mapping[Node, list[Node]]:
        return self._reversed(self._before_all)

    def _reversed(self, before: Callable[[Node], Iterable[Node]]) -> Mapping[Node, list[Node]]:
        ends: list[Node] = [
            self.origins.column(item.name, name) for item in self.datasets for name in item.schema.names
        ]
        ends += [self.origins.rows(item.name) for item in self.program.models]
        after: dict[Node, list[Node]] = {}
        for node in reached(ends, before):
            for item in before(node):
                after.setdefault(item, []).append(node)
        return after


def _passed(origin: Origin, made: Origin) -> str:
    return "copy" if origin.column == made.column else "rename"
