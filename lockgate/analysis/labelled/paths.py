"""The way of a label: from the column that declares it to where it has come, the shortest one."""

from __future__ import annotations

from collections.abc import Callable, Collection

from lockgate.analysis.labelled.nodes import Node


def path(
    end: Node, wanted: Callable[[str], bool], *, implicit: bool, cut: Collection[Node] = ()
) -> list[Node]:
    """The nodes from the source to the end, both with them; [] where every way leads through a node of `cut`.

    Explicit ways are followed first; with `implicit` those too on which a labelled value only decides.
    """
    came: dict[Node, Node | None] = {end: None}
    level = [end]
    while level:
        ahead: list[Node] = []
        for node in level:
            if any(wanted(label) for label in node.own):
                return _walked(node, came)
            for item in _before(node, wanted, implicit):
                if item not in came and item not in cut:
                    came[item] = node
                    ahead.append(item)
        level = ahead
    return []


def _before(node: Node, wanted: Callable[[str], bool], implicit: bool) -> list[Node]:
    found = [item for item in node.inputs if any(map(wanted, item.explicit))]
    if implicit:
        more = [*node.inputs, *node.conditions]
        found += [item for item in more if item not in found and any(map(wanted, item.labels))]
    return found


def _walked(start: Node, came: dict[Node, Node | None]) -> list[Node]:
    found = [start]
    node = came[start]
    while node is not None:
        found.append(node)
        node = came[node]
    return found
