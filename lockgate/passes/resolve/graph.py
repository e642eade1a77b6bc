"""Small graph questions without recursion: an order in which needs come first, and the cycles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

Edges = Mapping[str, Sequence[str]]
"""For each node what it needs; every needed node is a key as well."""


def components(edges: Edges) -> list[list[str]]:
    """Strongly connected components, needs first (Tarjan's algorithm with a stack of its own)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    on_stack: set[str] = set()
    stack: list[str] = []
    found: list[list[str]] = []
    for root in edges:
        if root in index:
            continue
        work: list[tuple[str, int]] = [(root, 0)]
        while work:
            node, position = work.pop()
            if position == 0:
                index[node] = low[node] = len(index)
                stack.append(node)
                on_stack.add(node)
            needs = edges[node]
            descended = False
            for next_position in range(position, len(needs)):
                need = needs[next_position]
                if need not in index:
                    work.append((node, next_position + 1))
                    work.append((need, 0))
                    descended = True
                    break
                if need in on_stack:
                    low[node] = min(low[node], index[need])
            if descended:
                continue
            if low[node] == index[node]:
                component = []
                while True:
                    member = stack.pop()
                    on_stack.discard(member)
                    component.append(member)
                    if member == node:
                        break
                found.append(component)
            if work:
                parent = work[-1][0]
                low[parent] = min(low[parent], low[node])
    return found


def topological(edges: Edges) -> list[str]:
    """All nodes, needs first; within a cycle the order is that of the names."""
    return [node for component in components(edges) for node in sorted(component)]


def cycles(edges: Edges) -> list[list[str]]:
    """One cycle for each tangle, as a path that begins at its first name."""
    found: list[list[str]] = []
    for component in components(edges):
        members = set(component)
        start = min(component)
        if len(component) == 1 and start not in edges[start]:
            continue
        found.append(_path(edges, start, members))
    return sorted(found)


def _path(edges: Edges, start: str, members: set[str]) -> list[str]:
    """A shortest way from start back to itself inside the tangle."""
    before: dict[str, str] = {}
    queue = [start]
    for node in queue:
        for need in edges[node]:
            if need == start:
                path = [node]
                while path[-1] != start:
                    path.append(before[path[-1]])
                return path[::-1]
            if need in members and need not in before:
                before[need] = node
                queue.append(need)
    return [start]
