"""The key of each model: the declared one, or the smallest that is proven."""

from __future__ import annotations

from collections.abc import Mapping

from lockgate.analysis.facts import Facts, facts
from lockgate.ir.program import Model, Program


def keys(program: Program) -> Mapping[str, tuple[str, ...] | None]:
    """For each model its declared key, or the smallest one that can be proven, or None."""
    found: dict[str, tuple[str, ...] | None] = {}
    for model in program.models:
        if model.key is not None:
            found[model.name] = model.key
            continue
        proven = [] if model.broken else proven_keys(model, program)
        found[model.name] = proven[0] if proven else None
    return found


def proven_keys(model: Model, program: Program) -> list[tuple[str, ...]]:
    """The keys that the query of a model proves, whatever it declares: unique and never NULL; the smallest first."""
    schema = model.schema
    place = {name: index for index, name in enumerate(schema.names)}
    unique = facts(program).stored(model).unique
    sets = [item for item in unique if all(not schema[name].nullable for name in item)]
    ordered = [tuple(sorted(item, key=place.__getitem__)) for item in sets]
    return sorted(ordered, key=lambda item: (len(item), [place[name] for name in item]))


def declares_proven_key(model: Model, known: Facts) -> bool:
    """Whether the key that a model declares follows from its query, whose facts these are."""
    if model.key is None or not known.determines(model.key):
        return False
    return not any(model.schema[name].nullable for name in model.key)
