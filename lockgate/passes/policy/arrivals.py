"""Where labelled values arrive that a rule of flow is about: columns and rows of its targets, and exports."""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from lockgate.analysis.graph import build_order
from lockgate.analysis.labelled import Labelled, Node
from lockgate.analysis.labelled.paths import Paths
from lockgate.ir.policy import FlowRule, matches, under
from lockgate.ir.program import Export, Model, Program

Key = tuple[str, str, str]
"""The model or the export's location, the column or "", and `value`, `decided` or `rows`."""


@frozen(eq=False)
class Arrival:
    """A value, or with `flow` decided or rows what a labelled value only decides about, at the end of a path."""

    model: Model
    column: str
    """"" for the rows."""
    flow: str
    path: tuple[Node, ...]
    labels: tuple[str, ...]
    export: Export | None = None

    @property
    def key(self) -> Key:
        place = self.model.name if self.export is None else f"{self.model.name} to {self.export.to.location}"
        return place, self.column, self.flow


class Arrivals:
    """The arrivals of one rule, upstream ones first."""

    def __init__(self, program: Program, found: Labelled, rule: FlowRule) -> None:
        self._program = program
        self._found = found
        self._rule = rule
        self._some: dict[frozenset[str], bool] = {}
        self._paths = Paths(self._any)

    def cut(self, node: Node) -> None:
        """It is reported already: ways through it have the same cause, and are not reported again."""
        self._paths.cut.add(node)

    def __iter__(self) -> Iterator[Arrival]:
        models = {model.name: model for model in self._program.models}
        for name in build_order(self._program):
            if any(matches(target, name) for target in self._rule.targets):
                yield from self._in(models[name], None)
        for export in self._program.exports if self._rule.export else ():
            model = models.get(export.model)
            if model is not None:
                yield from self._in(model, export)

    def _in(self, model: Model, export: Export | None) -> Iterator[Arrival]:
        state = self._found.state(model.name)
        for column in model.schema.names:
            node = state.columns.get(column)
            if node is not None:
                yield from self._at(model, column, node, export)
        if state.rows is not None and self._rule.implicit:
            yield from self._at(model, "", state.rows, export)

    def _at(self, model: Model, column: str, node: Node, export: Export | None) -> Iterator[Arrival]:
        if export is not None and node in self._paths.cut:
            return
        kinds = [("value", False, node.explicit)]
        if self._rule.implicit:
            kinds.append(("decided" if column else "rows", True, node.labels))
        for flow, implicit, labels in kinds:
            if not self._any(labels):
                continue
            way = self._paths.to(node, implicit=implicit)
            if way:
                reached = tuple(sorted(label for label in labels if under(label, self._rule.label)))
                yield Arrival(model, column, flow, tuple(way), reached, export)
                return

    def _any(self, labels: frozenset[str]) -> bool:
        found = self._some.get(labels)
        if found is None:
            found = self._some[labels] = any(under(label, self._rule.label) for label in labels)
        return found
