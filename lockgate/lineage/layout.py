"""Datasets in layers from left to right, ordered so that few edges cross.

A dataset's layer is the longest way to it from a source, or with `late` the last one before its readers;
inside a layer datasets stand by the mean place of their neighbours (the barycentre method), a few sweeps there
and back.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

SWEEPS = 8


def layers(reads: Mapping[str, Sequence[str]], *, late: bool = False) -> list[list[str]]:
    """The names of each layer from top to bottom. What stands in a cycle comes last, together."""
    readers: dict[str, list[str]] = {name: [] for name in reads}
    for name, inputs in reads.items():
        for item in inputs:
            readers[item].append(name)
    order, level = _levels(reads, readers)
    if late:
        for name in reversed(order):
            level[name] = max(level[name], min((level[item] for item in readers[name]), default=0) - 1)
    found: list[list[str]] = [[] for _ in range(max(level.values(), default=-1) + 1)]
    for name in order:
        found[level[name]].append(name)
    place = {name: index - len(layer) / 2 for layer in found for index, name in enumerate(layer)}
    for sweep in range(SWEEPS):
        neighbours = reads if sweep % 2 == 0 else readers
        for layer in found if sweep % 2 == 0 else found[::-1]:
            _sort(layer, neighbours, place)
    return found


def _sort(layer: list[str], neighbours: Mapping[str, Sequence[str]], place: dict[str, float]) -> None:
    """By the mean place of the neighbours; what has none keeps its own."""

    def mean(name: str) -> float:
        near = neighbours[name]
        return sum(place[item] for item in near) / len(near) if near else place[name]

    means = {name: mean(name) for name in layer}
    layer.sort(key=lambda name: (means[name], place[name], name))
    for index, name in enumerate(layer):
        place[name] = index - len(layer) / 2


def _levels(
    reads: Mapping[str, Sequence[str]], readers: Mapping[str, Sequence[str]]
) -> tuple[list[str], dict[str, int]]:
    missing = {name: len(inputs) for name, inputs in reads.items()}
    level: dict[str, int] = {}
    ready = [name for name in reads if not missing[name]]
    order: list[str] = []
    for name in ready:  # grows while it is walked
        order.append(name)
        level[name] = max((level[item] + 1 for item in reads[name]), default=0)
        for reader in readers[name]:
            missing[reader] -= 1
            if not missing[reader]:
                ready.append(reader)
    last = max(level.values(), default=-1) + 1
    for name in reads:
        if name not in level:
            level[name] = last
            order.append(name)
    return order, level
