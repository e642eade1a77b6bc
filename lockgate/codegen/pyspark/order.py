"""The order in which models are built."""

from __future__ import annotations

from lockgate.codegen.pyspark.bodies import scanned
from lockgate.ir.program import Model


def in_order(models: tuple[Model, ...]) -> tuple[Model, ...]:
    """Each after what it reads, and after what its checks read where that makes no circle; ties by name."""
    needs = {model.name.casefold(): set(scanned(model.query)) for model in models}
    wishes = {
        model.name.casefold(): {name for check in model.checks for name in scanned(check.violations)}
        - {model.name.casefold()}
        for model in models
    }
    left = {model.name.casefold(): model for model in models}
    done: list[Model] = []
    while left:
        free = [name for name in left if not needs[name] & left.keys()]
        best = [name for name in free if not wishes[name] & left.keys()]
        chosen = best or free[:1] or list(left)[:1]
        done += [left.pop(name) for name in chosen]
    return tuple(done)
