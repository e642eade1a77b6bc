"""Which dataset reads which: a view of the program, made when asked for."""

from __future__ import annotations

from collections.abc import Mapping

from lockgate.ir.program import Program
from lockgate.ir.rel import Rel, Scan
from lockgate.ir.traverse import walk


def scanned(rel: Rel) -> tuple[str, ...]:
    """The datasets that a relation reads, sorted."""
    return tuple(sorted({node.dataset for node in walk(rel) if isinstance(node, Scan)}))


def depends_on(program: Program) -> Mapping[str, tuple[str, ...]]:
    """For each model the datasets that its query reads."""
    return {model.name: scanned(model.query) for model in program.models}


def build_order(program: Program) -> tuple[str, ...]:
    """Model names, each after the models that it reads; independent ones by name."""
    models = frozenset(model.name for model in program.models)
    needs = {
        model.name: [name for name in scanned(model.query) if name in models] for model in program.models
    }
    done: dict[str, None] = {}
    readers: dict[str, list[str]] = {name: [] for name in needs}
    missing = {name: len(inputs) for name, inputs in needs.items()}
    for name, inputs in needs.items():
        for item in inputs:
            readers[item].append(name)
    ready = [name for name in needs if missing[name] == 0]
    while ready:
        batch, ready = ready, []
        for name in batch:
            done.setdefault(name)
            for reader in readers[name]:
                missing[reader] -= 1
                if missing[reader] == 0:
                    ready.append(reader)
        ready.sort()
    return tuple(done)
