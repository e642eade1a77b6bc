"""What the page knows: datasets in the places where they stand, columns by number, and what flows into what.

The script reads the same object from the page; its keys are short because a large project has many of them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from lockgate.analysis.flow_walks import ColumnName
from lockgate.analysis.lineage import Influence
from lockgate.diagnostics.display import safe
from lockgate.ir.program import Model
from lockgate.lineage import words
from lockgate.lineage.layout import layers
from lockgate.lineage.page.geometry import GEOMETRY
from lockgate.lineage.view import Dataset, View

BIG = 40
"""With more datasets than this the cards start closed."""


def facts(view: View) -> dict[str, Any]:
    """`datasets` and `columns` refer to each other by index; no text has anything invisible in it."""
    found: dict[str, Any] = _shown(_facts(view))
    return found


def _shown(value: Any) -> Any:
    if isinstance(value, str):
        return safe(" ".join(value.split()) if not value.isprintable() else value)
    if isinstance(value, dict):
        return {key: _shown(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_shown(item) for item in value]
    return value


def _facts(view: View) -> dict[str, Any]:
    big = len(view.datasets) > BIG
    # In a large project what stands beside its readers makes short edges and low layers.
    names = [(layer, name) for layer, items in enumerate(layers(view.reads, late=big)) for name in items]
    place = {name: index for index, (_, name) in enumerate(names)}
    numbers: dict[ColumnName, int] = {}
    for _, name in names:
        for column in view.datasets[name].schema.names:
            numbers[name, column] = len(numbers)
    described = {
        (item.name, column.name): column.description
        for item in view.program.sources
        for column in item.columns
    }
    target = view.target
    chosen: str | None = None
    if target is not None:
        number = None if target.column is None else numbers[target.dataset, target.column]
        chosen = f"d{place[target.dataset]}" if number is None else f"c{number}"
    return {
        "project": view.program.name,
        "target": chosen,
        "big": big,
        "geometry": GEOMETRY,
        "datasets": [
            _dataset(view, view.datasets[name], layer, numbers, [place[item] for item in view.reads[name]])
            for layer, name in names
        ],
        "columns": [_column(view, name, place, numbers, described.get(name, "")) for name in numbers],
        "checks": [
            {"name": check, "dataset": place[owner], "reads": _numbered(_read(view, (owner, check)), numbers)}
            for owner, check in view.lineage.checks
            if owner in place
        ],
        "exports": [
            {"dataset": place[item.model], "to": item.to.location}
            for item in view.program.exports
            if item.model in place
        ],
        "leaks": [
            {
                "said": item.said,
                "level": "waived" if item.waived else item.level,
                "path": [
                    f"c{numbers[name]}" if name in numbers else f"d{place[name[0]]}" for name in item.path
                ],
            }
            for item in view.leaks
        ],
        "jobs": [
            {"name": job.name, "after": [place[name] for name in job.after if name in place]}
            for job in view.program.jobs
            if any(name in place for name in job.after)
        ],
    }


def _dataset(
    view: View, item: Dataset, layer: int, numbers: dict[ColumnName, int], reads: list[int]
) -> dict[str, Any]:
    first = numbers[item.name, item.schema.names[0]] if item.schema.names else 0
    if isinstance(item, Model):
        kind, more = "model", item.materialization.kind
    else:
        kind, more = "source", item.location.format if item.location is not None else ""
    return {
        "name": item.name,
        "kind": kind,
        "more": more,
        "layer": layer,
        "first": first,
        "count": len(item.schema.names),
        "reads": reads,
        "key": _numbered(((item.name, name) for name in item.key or ()), numbers),
        "about": item.description,
        "owner": item.owner,
        "rows": [_influence(found, numbers) for found in view.lineage.influences(item.name)],
    }


def _column(
    view: View, name: ColumnName, place: dict[str, int], numbers: dict[ColumnName, int], about: str
) -> dict[str, Any]:
    dataset, column = name
    item, known = view.datasets[dataset], view.lineage
    field = item.schema[column]
    return {
        "name": column,
        "dataset": place[dataset],
        "type": str(field.type),
        "null": field.nullable,
        "labels": sorted(view.labels.get(dataset, {}).get(column, ())),
        "kind": known.kind(dataset, column),
        "about": about,
        "from": [
            [numbers[found.dataset, found.column], found.kind]
            for found in known.inputs(dataset, column)
            if (found.dataset, found.column) in numbers
        ],
        "steps": [[step.name, step.kind, words.step(step)] for step in known.steps(dataset, column)],
        "decided": [_influence(found, numbers) for found in known.conditions(dataset, column)],
    }


def _influence(found: Influence, numbers: dict[ColumnName, int]) -> list[Any]:
    return [found.kind, words.influence(found.step), _numbered(found.columns, numbers)]


def _read(view: View, check: ColumnName) -> Iterable[ColumnName]:
    return [(node.dataset, getattr(node, "column", "")) for node in view.lineage.checks[check]]


def _numbered(names: Iterable[ColumnName], numbers: dict[ColumnName, int]) -> list[int]:
    return [numbers[name] for name in names if name in numbers]
