"""Walks over the graph of flow, each node once and without recursion."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lockgate.analysis.flow import Node, Origin, RowStep, Step

ColumnName = tuple[str, str]
"""(dataset, column)."""


def before_step(node: Step | RowStep) -> Iterable[Node]:
    if isinstance(node, Step):
        return (*node.inputs, *node.conditions)
    return (*node.columns, *node.below)


def inner(node: Node) -> Iterable[Node]:
    if isinstance(node, Step):
        return node.inputs
    return node.below if isinstance(node, RowStep) else ()


def topological(start: Node) -> list[Node]:
    """The nodes of one model that a node is made of, each before what it is made of."""
    done: list[Node] = []
    seen: set[Node] = set()
    stack: list[tuple[Node, bool]] = [(start, False)]
    while stack:
        node, ready = stack.pop()
        if ready:
            done.append(node)
        elif node not in seen:
            seen.add(node)
            stack.append((node, True))
            # Inputs are taken last to first, because the whole order is turned round at the end.
            stack.extend((item, False) for item in inner(node))
    done.reverse()
    return done


def reached(starts: Iterable[Node], follow: Callable[[Node], Iterable[Node]]) -> dict[Node, None]:
    """The starts and all that follows, near ones first."""
    found: dict[Node, None] = dict.fromkeys(starts)
    level = list(found)
    while level:
        ahead: dict[Node, None] = {}
        for node in level:
            for item in follow(node):
                if item not in found:
                    found[item] = None
                    ahead[item] = None
        level = list(ahead)
    return found


def columns_of(nodes: Iterable[Node], start: Origin) -> tuple[ColumnName, ...]:
    return tuple(
        (node.dataset, node.column) for node in nodes if isinstance(node, Origin) and node is not start
    )


def origins_of(nodes: Iterable[Node]) -> tuple[ColumnName, ...]:
    """The columns of datasets that values are computed from or decided by inside one model."""

    def follow(node: Node) -> Iterable[Node]:
        return before_step(node) if isinstance(node, Step) else ()

    found = reached(nodes, follow)
    return tuple((node.dataset, node.column) for node in found if isinstance(node, Origin))
