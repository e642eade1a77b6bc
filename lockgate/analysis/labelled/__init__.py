"""Labels through a whole program: which columns and rows bear which, by explicit and by implicit flow.

`labelled(program, cleaners)` is worked out once for each set of functions that take labels away.
"""

from __future__ import annotations

from collections.abc import Mapping

from attrs import field, frozen

from lockgate.analysis.graph import build_order
from lockgate.analysis.labelled.expressions import Cleaners
from lockgate.analysis.labelled.nodes import NONE, Node, State, made
from lockgate.analysis.labelled.place import column_place, rows_place
from lockgate.analysis.labelled.relations import CLEAN, Relations
from lockgate.ir.program import Model, Program, Source

__all__ = ["Cleaners", "Labelled", "Node", "State", "labelled"]


@frozen(eq=False)
class Labelled:
    """The labelled columns of every dataset, and its rows where a label decides them, by the dataset's name."""

    datasets: Mapping[str, State] = field(repr=False)

    def state(self, dataset: str) -> State:
        return self.datasets.get(dataset, CLEAN)


def labelled(program: Program, cleaners: Cleaners | None = None) -> Labelled:
    """Where the labels of a program have come."""
    known: dict[str, State] = {}
    for source in program.sources:
        _keep(source.name, _source(source), known)
    models = {model.name: model for model in program.models}
    for name in build_order(program):
        model = models[name]
        found = Relations(name, model.block_span, known, cleaners or Cleaners()).state(model.query)
        _keep(name, _model(model, found), known)
    return Labelled(known)


def _keep(name: str, state: State, known: dict[str, State]) -> None:
    if state.columns or state.rows is not None:
        known[name] = state


def _source(source: Source) -> State:
    columns: dict[str, Node] = {}
    for column in source.columns:
        node = made("column", source.name, column.name, own=frozenset(column.labels), span=column.span)
        if node is not None:
            columns[column.name] = node
    return State(columns)


def _model(model: Model, found: State) -> State:
    """As those see it who read it, with the labels that its contract adds."""
    added: dict[str, frozenset[str]] = {}
    for column, label in model.labels:
        name = model.schema[column].name if column in model.schema else column
        added[name] = added.get(name, NONE) | {label}
    columns: dict[str, Node] = {}
    for name in model.schema.names:
        flowed = found.columns.get(name)
        own = added.get(name, NONE)
        if flowed is None and not own:
            continue
        inputs = () if flowed is None else (flowed,)
        place = column_place(model, name)
        node = made("column", model.name, name, inputs, own=own, span=place)
        if node is not None:
            columns[name] = node
    rows = None
    if found.rows is not None:
        rows = made("rows", model.name, "", (), (found.rows,), span=rows_place(model, found.rows))
    return State(columns, rows)
