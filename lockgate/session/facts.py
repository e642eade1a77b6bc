"""Facts of a checked program for its JSON: columns with labels, keys, dependencies."""

from __future__ import annotations

from typing import Any

from lockgate.analysis.graph import depends_on
from lockgate.analysis.keys import keys
from lockgate.analysis.labels import labels
from lockgate.ir.program import Program


def models_to_json(program: Program) -> dict[str, Any]:
    """Each model's interface by name: columns, key, and the datasets that it reads."""
    found, unique, needs = labels(program), keys(program), depends_on(program)
    answer: dict[str, Any] = {}
    for model in program.models:
        borne = found.get(model.name, {})
        key = unique.get(model.name)
        answer[model.name] = {
            "columns": [
                {
                    "name": item.name,
                    "type": str(item.type),
                    "nullable": item.nullable,
                    "labels": sorted(borne.get(item.name, ())),
                }
                for item in model.schema
            ],
            "key": None if key is None else list(key),
            "depends_on": list(needs.get(model.name, ())),
        }
    return answer
