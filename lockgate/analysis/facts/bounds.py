"""Limits of what is followed, so that no query makes the facts of its rows grow without end."""

from __future__ import annotations

from attrs import evolve

from lockgate.analysis.facts.dependencies import Dependency, Item
from lockgate.analysis.facts.facts import Facts
from lockgate.analysis.facts.single import Fresh
from lockgate.ir.rel import Rel

MOST_HIDDEN = 64
"""Uses of datasets whose rows are told apart: a binding joined with itself again and again doubles them each time."""
MOST_DEPENDENCIES = 300


def bounded(rel: Rel, known: Facts, fresh: Fresh) -> Facts:
    """The facts of a relation, or the most important of them."""
    if len(known.dependencies) > MOST_DEPENDENCIES:
        known = evolve(known, dependencies=tuple(filter(_is_about_rows, known.dependencies)))
    if len(known.dependencies) <= MOST_DEPENDENCIES and len(known.rows) <= MOST_HIDDEN:
        if len(known.multiplied) <= 2 * MOST_HIDDEN:
            return known
    row: frozenset[Item] = frozenset({fresh()})
    names = rel.schema.names
    dependencies: list[Dependency] = [(columns, row) for columns in known.unique]
    dependencies.append((row, frozenset(names)))
    return evolve(
        known,
        rows=row,
        dependencies=tuple(dependencies),
        present=(),
        home=dict.fromkeys(names, row),
        multiplied={},
    )


def _is_about_rows(dependency: Dependency) -> bool:
    return any(isinstance(item, int) for items in dependency for item in items)
