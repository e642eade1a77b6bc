"""Labels as a column shows them: those of every column that its value is computed from, by explicit flow.

Functions whose result tells nothing of single values (`count`, …) drop them here, as the function table says.
A policy is stricter: there only the functions that it names after `through` do. See `analysis.labelled`.
"""

from __future__ import annotations

from collections.abc import Mapping

from lockgate.analysis.labelled import Cleaners, State, labelled
from lockgate.analysis.labelled.nodes import made
from lockgate.analysis.labelled.relations import Relations
from lockgate.analysis.memo import memoised
from lockgate.ir import functions
from lockgate.ir.program import Program
from lockgate.ir.rel import Rel

Labels = Mapping[str, frozenset[str]]
"""Labels by column name; a column without any is left out."""
DROPPING = Cleaners(frozenset(name for name, item in functions.REGISTRY.items() if item.labels == "drop"))


@memoised
def labels(program: Program) -> Mapping[str, Labels]:
    """For each dataset that has labelled columns (by name) the labels of these."""
    found = labelled(program, DROPPING).datasets
    return {name: borne for name, state in found.items() if (borne := _explicit(state))}


def relation_labels(root: Rel, datasets: Mapping[str, Labels]) -> Labels:
    """The labels of a relation's columns, given those of the datasets it reads."""
    states = {}
    for name, columns in datasets.items():
        nodes = {column: made("column", name, column, own=own) for column, own in columns.items()}
        states[name] = State({column: node for column, node in nodes.items() if node is not None})
    return _explicit(Relations("", None, states, DROPPING).state(root))


def _explicit(state: State) -> Labels:
    return {column: node.explicit for column, node in state.columns.items() if node.explicit}
