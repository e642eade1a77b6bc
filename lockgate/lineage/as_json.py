"""Lineage as JSON: every column with its inputs, steps and influences, and the way of the target both ways."""

from __future__ import annotations

import json
from typing import Any

from lockgate.analysis.flow_walks import ColumnName
from lockgate.analysis.lineage import Influence
from lockgate.ir.printer import expr_text
from lockgate.ir.program import Model
from lockgate.lineage.leaks import Leak
from lockgate.lineage.view import Dataset, View


def json_text(view: View) -> str:
    """One object, in ASCII, keys and lists in a fixed order."""
    return json.dumps(to_json(view), indent=2, ensure_ascii=True) + "\n"


def to_json(view: View) -> dict[str, Any]:
    """`datasets` holds the target's surroundings; `column` is there when the target is a column."""
    found: dict[str, Any] = {
        "project": view.program.name,
        "target": None if view.target is None else str(view.target),
        "datasets": [_dataset(view, item) for item in view.datasets.values()],
        "leaks": [_leak(item) for item in view.leaks],
    }
    if view.target is not None and view.target.column is not None:
        found["column"] = _way(view, view.target.dataset, view.target.column)
    return found


def _leak(item: Leak) -> dict[str, Any]:
    return {
        "policy": item.policy,
        "level": item.level,
        "waived": item.waived,
        "message": item.said,
        "path": [{"dataset": dataset, "column": column or None} for dataset, column in item.path],
    }


def _dataset(view: View, item: Dataset) -> dict[str, Any]:
    return {
        "name": item.name,
        "kind": "model" if isinstance(item, Model) else "source",
        "reads": list(view.reads[item.name]),
        "columns": [_column(view, item, name) for name in item.schema.names],
        "influences": [_influence(found) for found in view.lineage.influences(item.name)],
    }


def _column(view: View, item: Dataset, name: str) -> dict[str, Any]:
    known, kind = view.lineage, item.schema[name]
    return {
        "name": name,
        "type": str(kind.type),
        "nullable": kind.nullable,
        "labels": sorted(view.labels.get(item.name, {}).get(name, ())),
        "kind": known.kind(item.name, name),
        "inputs": [
            {"dataset": found.dataset, "column": found.column, "kind": found.kind}
            for found in known.inputs(item.name, name)
        ],
        "steps": [
            {
                "name": step.name,
                "kind": step.kind,
                "expression": step.text if step.expr is None else expr_text(step.expr),
            }
            for step in known.steps(item.name, name)
        ],
        "conditions": [_influence(found) for found in known.conditions(item.name, name)],
    }


def _influence(found: Influence) -> dict[str, Any]:
    step = found.step
    return {
        "kind": found.kind,
        "expression": step.text if step.expr is None else expr_text(step.expr),
        "columns": _names(found.columns),
    }


def _way(view: View, dataset: str, column: str) -> dict[str, Any]:
    known = view.lineage
    up, down = known.upstream(dataset, column), known.downstream(dataset, column)
    reach = known.reach(dataset, column)
    return {
        "dataset": dataset,
        "column": column,
        "upstream": _names(up),
        "upstream_influences": _others(up, known.upstream(dataset, column, influence=True)),
        "downstream": _names(down),
        "downstream_influenced": _others(down, known.downstream(dataset, column, influence=True)),
        "checks": [{"dataset": owner, "name": name} for owner, name in reach.checks],
        "exports": [{"model": model, "location": location} for model, location in reach.exports],
        "jobs": list(reach.jobs),
    }


def _names(columns: tuple[ColumnName, ...]) -> list[dict[str, str]]:
    return [{"dataset": dataset, "column": column} for dataset, column in columns]


def _others(known: tuple[ColumnName, ...], every: tuple[ColumnName, ...]) -> list[dict[str, str]]:
    by_value = set(known)
    return _names(tuple(item for item in every if item not in by_value))
