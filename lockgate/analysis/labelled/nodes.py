"""Where labels have come: a graph of the values and rows that bear one, each made from others.

What bears no label has no node, so the graph of a project with few labels is small.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import field, frozen

from lockgate.ir.expr import Expr
from lockgate.source import Span

NONE: frozenset[str] = frozenset()


@frozen(eq=False)
class Node:
    """A value or the rows of a relation.

    `kind` is column (of a source or model), value (inside a model), rows (of a dataset), or for rows inside a
    model what chose them: filter, join, group by, distinct, limit, unnest, union, ….
    """

    kind: str
    dataset: str
    """The dataset that it is in."""
    name: str
    """What a value is called there."""
    expr: Expr | None = field(default=None, repr=False)
    span: Span | None = field(default=None, repr=False)
    inputs: tuple[Node, ...] = field(default=(), repr=False)
    """It is computed from these: labels flow explicitly."""
    conditions: tuple[Node, ...] = field(default=(), repr=False)
    """These decide about it: labels flow implicitly."""
    own: frozenset[str] = NONE
    """Labels that are declared here."""
    explicit: frozenset[str] = NONE
    implicit: frozenset[str] = NONE
    """May hold labels that are explicit too."""

    @property
    def labels(self) -> frozenset[str]:
        """All labels, by whatever flow."""
        return self.explicit | self.implicit


def made(
    kind: str,
    dataset: str,
    name: str,
    inputs: Iterable[Node] = (),
    conditions: Iterable[Node] = (),
    own: frozenset[str] = NONE,
    expr: Expr | None = None,
    span: Span | None = None,
) -> Node | None:
    """A node with the labels of what it is made from, or None where there are none."""
    values, deciding = tuple(dict.fromkeys(inputs)), tuple(dict.fromkeys(conditions))
    if not values and not deciding and not own:
        return None
    explicit = own.union(*(node.explicit for node in values))
    implicit = NONE.union(*(node.implicit for node in values), *(node.labels for node in deciding))
    return Node(kind, dataset, name, expr, span, values, deciding, own, explicit, implicit)


@frozen(eq=False)
class State:
    """The labelled ones among a relation's columns, its rows where a label decides them, and its order likewise."""

    columns: Mapping[str, Node]
    rows: Node | None = None
    order: tuple[Node, ...] | None = None
    """Of what the rows are ordered by; None where that is not known."""
