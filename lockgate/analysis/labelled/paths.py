"""The way of a label: from the column that declares it to where it has come, the shortest one."""

from __future__ import annotations

from collections.abc import Callable

from lockgate.analysis.labelled.nodes import Node

Wanted = Callable[[frozenset[str]], bool]
"""Whether one of some labels is asked for."""


class Paths:
    """The ways of the labels that are wanted, none of them through a node that was cut.

    Explicit ways are followed first; with `implicit` those too on which a labelled value only decides. Whether there
    is a way is found once a node, so nodes must be asked for upstream ones first, and cut before what is behind them.
    """

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted
        self.cut: set[Node] = set()
        self._open: dict[tuple[Node, bool], bool] = {}

    def to(self, end: Node, *, implicit: bool) -> list[Node]:
        """The nodes from the source to the end, both with them; [] where there is no way."""
        if not self._is_open(end, implicit):
            return []
        came: dict[Node, Node | None] = {end: None}
        level = [end]
        while level:
            ahead: list[Node] = []
            for node in level:
                if self._wanted(node.own):
                    return _walked(node, came)
                for item in self._before(node, implicit):
                    if item not in came and item not in self.cut and self._open.get((item, implicit), True):
                        came[item] = node
                        ahead.append(item)
            level = ahead
        return []

    def _is_open(self, end: Node, implicit: bool) -> bool:
        """Whether a label that is wanted comes to this node by a way that is not cut."""
        found = self._open
        waiting = [end]
        while waiting:
            node = waiting[-1]
            if (node, implicit) in found:
                waiting.pop()
                continue
            before = [item for item in self._before(node, implicit) if item not in self.cut]
            unknown = [item for item in before if (item, implicit) not in found]
            if self._wanted(node.own) or any(found.get((item, implicit), False) for item in before):
                found[node, implicit] = True
            elif unknown:
                waiting += unknown
                continue
            else:
                found[node, implicit] = False
            waiting.pop()
        return found[end, implicit]

    def _before(self, node: Node, implicit: bool) -> list[Node]:
        found = {item: None for item in node.inputs if self._wanted(item.explicit)}
        if implicit:
            found.update((item, None) for item in (*node.inputs, *node.conditions) if self._wanted(item.labels))
        return list(found)


def _walked(start: Node, came: dict[Node, Node | None]) -> list[Node]:
    found = [start]
    node = came[start]
    while node is not None:
        found.append(node)
        node = came[node]
    return found
