"""Lineage as a Mermaid flowchart: datasets in one subgraph a schema, or a column's way with one subgraph a dataset."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count

from lockgate.lineage.view import View

PLAIN = frozenset(" ._,()+=*/-")
LONGEST = 200


def mermaid(view: View) -> str:
    """The text of a `flowchart LR`."""
    if view.target is not None and view.target.column is not None:
        return _columns(view, view.target.dataset, view.target.column)
    return _datasets(view)


def label(text: str) -> str:
    """A quoted label; what could end it, or mean something in it, is written as a character code."""
    cut = text if len(text) <= LONGEST else text[:LONGEST] + "..."
    return f'"{"".join(_character(item) for item in cut)}"'


def _character(item: str) -> str:
    if (item.isascii() and item.isalnum()) or item in PLAIN or (item > "\x7f" and item.isprintable()):
        return item
    return f"#{ord(item)};"


def _schema(dataset: str) -> str:
    return dataset.partition(".")[0] if "." in dataset else ""


def _grouped(names: Iterable[str]) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(_schema(name), []).append(name)
    return groups


def _datasets(view: View) -> str:
    ids = {name: f"d{index}" for index, name in enumerate(view.datasets)}
    lines = ["flowchart LR"]
    for number, (schema, names) in enumerate(_grouped(view.datasets).items()):
        lines.append(f"  subgraph s{number}[{label(schema or 'project')}]")
        lines += [f"    {ids[name]}[{label(name)}]" for name in names]
        lines.append("  end")
    for name, inputs in view.reads.items():
        lines += [f"  {ids[item]} --> {ids[name]}" for item in inputs]
    if view.target is not None:
        lines += _marked([ids[view.target.dataset]])
    return "\n".join(lines) + "\n"


def _columns(view: View, dataset: str, column: str) -> str:
    known = view.lineage
    chosen = (dataset, column)
    ways = [*known.upstream(*chosen), chosen, *known.downstream(*chosen)]
    order = {name: index for index, name in enumerate(view.datasets)}
    shown = sorted(dict.fromkeys(ways), key=lambda item: order[item[0]])
    ids = {item: f"c{index}" for index, item in enumerate(shown)}
    number = count()
    lines = ["flowchart LR"]
    for name in dict.fromkeys(item[0] for item in shown):
        lines.append(f"  subgraph s{next(number)}[{label(name)}]")
        lines += [f"    {ids[item]}[{label(item[1])}]" for item in shown if item[0] == name]
        lines.append("  end")
    for item in shown:
        for source in known.inputs(*item):
            start = ids.get((source.dataset, source.column))
            if start is not None:
                lines.append(f"  {start} -->|{label(source.kind)}| {ids[item]}")
    return "\n".join([*lines, *_marked([ids[chosen]])]) + "\n"


def _marked(ids: list[str]) -> list[str]:
    return ["  classDef chosen stroke-width:3px", *(f"  class {item} chosen" for item in ids)]
