"""The part of a project that a lineage question shows: the datasets around a target, and the edges between them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import frozen

from lockgate.analysis.graph import scanned
from lockgate.analysis.labels import Labels, labels
from lockgate.analysis.lineage import Lineage, lineage
from lockgate.ir.program import Model, Program, Source
from lockgate.lineage.leaks import Leak, shown
from lockgate.lineage.target import Target

Dataset = Source | Model


@frozen(eq=False)
class View:
    """Datasets by name, in the program's order, with which reads which."""

    lineage: Lineage
    target: Target | None
    datasets: Mapping[str, Dataset]
    reads: Mapping[str, tuple[str, ...]]
    labels: Mapping[str, Labels]
    leaks: tuple[Leak, ...] = ()

    @property
    def program(self) -> Program:
        return self.lineage.program


def view(program: Program, target: Target | None, leaks: tuple[Leak, ...] = ()) -> View:
    """All datasets, or those that the target's dataset comes from and goes to."""
    reads = {item.name: scanned(item.query) for item in program.models}
    reads |= {item.name: () for item in program.sources}
    every: dict[str, Dataset] = {item.name: item for item in program.datasets.values()}
    found = every
    if target is not None:
        readers: dict[str, list[str]] = {}
        for name, inputs in reads.items():
            for item in inputs:
                readers.setdefault(item, []).append(name)
        kept = around([target.dataset], reads) | around([target.dataset], readers)
        found = {name: item for name, item in every.items() if name in kept}
    edges = {name: tuple(item for item in reads[name] if item in found and item != name) for name in found}
    return View(lineage(program), target, found, edges, labels(program), shown(leaks, found))


def around(starts: Iterable[str], follow: Mapping[str, Iterable[str]]) -> set[str]:
    """The starts and all that follows."""
    found = set(starts)
    todo = list(found)
    while todo:
        for item in follow.get(todo.pop(), ()):
            if item not in found:
                found.add(item)
                todo.append(item)
    return found
