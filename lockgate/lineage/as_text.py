"""Lineage as text for 80 columns: a tree of where a column comes from and one of where it goes.

A way that was shown already is not shown again, and very long ones are cut: the text is never longer than the project.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from textwrap import wrap

from lockgate.analysis.flow_walks import ColumnName
from lockgate.analysis.lineage import Influence
from lockgate.diagnostics.display import safe
from lockgate.ir.program import Model
from lockgate.lineage import words
from lockgate.lineage.layout import layers
from lockgate.lineage.leaks import Leak, over
from lockgate.lineage.view import View

WIDTH = 80
DEEPEST = 12
"""Levels of a tree that fit the width."""

Branch = tuple[ColumnName, str]
"""A column and what is said behind it."""


def text(view: View) -> str:
    """The lineage of a column, of a dataset, or of the project."""
    if view.target is None:
        lines = _project(view)
    elif view.target.column is None:
        lines = _dataset(view, view.target.dataset)
    else:
        lines = _column(view, view.target.dataset, view.target.column)
    return "\n".join(line.rstrip() for line in lines) + "\n"


def _column(view: View, dataset: str, column: str) -> list[str]:
    known = view.lineage
    field = view.datasets[dataset].schema[column]
    labels = "".join(f"  [{name}]" for name in sorted(view.labels.get(dataset, {}).get(column, ())))
    null = "" if field.nullable else " not null"
    lines = [safe(f"{dataset}.{column}"), f"  {safe(f'{field.type}{null}{labels}', limit=WIDTH)}"]
    for step in known.steps(dataset, column):
        lines += _wrapped(f"{step.name} = {words.step(step)}", "  ", "      ")

    def before(item: ColumnName) -> Iterable[Branch]:
        return [((found.dataset, found.column), found.kind) for found in known.inputs(*item)]

    children: dict[ColumnName, list[Branch]] = {}
    for item in dict.fromkeys(((dataset, column), *known.downstream(dataset, column))):
        for found in known.inputs(*item):
            children.setdefault((found.dataset, found.column), []).append((item, found.kind))
    origin = "comes from" if known.inputs(dataset, column) else "comes from no other column"
    lines += ["", origin, *_tree((dataset, column), before)]
    after = "goes to" if (dataset, column) in children else "goes to no other column"
    lines += ["", after, *_tree((dataset, column), lambda item: children.get(item, ()))]
    lines += _influences("value decided by", known.conditions(dataset, column))
    lines += _influences("rows decided by", known.influences(dataset))
    reach = known.reach(dataset, column)
    lines += _listed("reaches the checks", [f"{owner} {name}" for owner, name in reach.checks])
    lines += _listed("reaches the exports", [f"{model} to {place}" for model, place in reach.exports])
    lines += _listed("reaches the jobs", reach.jobs)
    return lines + _leaks(over(view.leaks, dataset, column))


def _tree(root: ColumnName, follow: Callable[[ColumnName], Iterable[Branch]]) -> list[str]:
    """Branches below a root, each column's own ones once."""
    lines: list[str] = []
    seen = {root}
    stack = _branches(list(follow(root)), "", 1)
    while stack:
        (name, kind), stem, tail, level = stack.pop()
        branches = list(follow(name))
        again = name in seen and bool(branches)
        deep = level >= DEEPEST and bool(branches) and not again
        note = "  (see above)" if again else "  (goes on)" if deep else ""
        lines.append(_fitted(f"{stem}{safe('.'.join(name))}", f"  {kind}{note}"))
        if name not in seen and not deep:
            seen.add(name)
            stack += _branches(branches, tail, level + 1)
    return lines


def _branches(items: Sequence[Branch], tail: str, level: int) -> list[tuple[Branch, str, str, int]]:
    """Each with its stem, last first, as they go on a stack."""
    made = []
    for place, item in enumerate(items):
        last = place == len(items) - 1
        made.append((item, tail + ("└─ " if last else "├─ "), tail + ("   " if last else "│  "), level))
    return made[::-1]


def _dataset(view: View, name: str) -> list[str]:
    item, known = view.datasets[name], view.lineage
    kind = f"model, {item.materialization.kind}" if isinstance(item, Model) else "source"
    lines = [safe(name), f"  {kind}, {len(item.schema)} columns", ""]
    width = min(max(map(len, item.schema.names), default=0), 28)
    for column in item.schema.names:
        inputs = [f"{safe(found.dataset)}.{safe(found.column)}" for found in known.inputs(name, column)]
        how = known.kind(name, column)
        said = how if how == "source" else f"{how:<10} {', '.join(inputs)}"
        head = f"  {safe(column):<{width}}  "
        lines += _wrapped(said, head, " " * min(len(head), width + 4) + " " * 11)
    readers = [other for other, reads in view.reads.items() if name in reads]
    lines += _listed("reads", view.reads[name]) + _listed("is read by", readers)
    lines += _influences("rows decided by", known.influences(name))
    return lines + _leaks(tuple(item for item in view.leaks if any(name == other for other, _ in item.path)))


def _project(view: View) -> list[str]:
    lines: list[str] = []
    for number, layer in enumerate(layers(view.reads)):
        lines += ["", f"layer {number}"] if lines else [f"layer {number}"]
        for name in layer:
            lines += _wrapped(f"{safe(name)}", "  ", "    ")
            if view.reads[name]:
                lines += _wrapped(f"from {', '.join(map(safe, view.reads[name]))}", "    ", "         ")
    return [*lines, *_leaks(view.leaks)] or ["the project has no datasets"]


def _leaks(items: Iterable[Leak]) -> list[str]:
    """Each leak with its way: `shop.people.email > stage.people.contact > mart.people.reach`."""
    lines: list[str] = []
    for item in items:
        lines += ["", "leaks"] if not lines else []
        lines += _wrapped(item.said, "  ", "    ")
        way = " > ".join(safe(".".join(filter(None, name))) for name in item.path)
        lines += _wrapped(way, "    by ", "       ")
    return lines


def _influences(title: str, items: Sequence[Influence]) -> list[str]:
    lines = ["", title] if items else []
    for item in items:
        said = words.influence(item.step)
        lines += _wrapped(f"{item.kind:<11} {said}".rstrip(), "  ", "              ", most=3)
        names = ", ".join(f"{safe(dataset)}.{safe(column)}" for dataset, column in item.columns)
        lines += _wrapped(f"by {names}", "              ", "                 ") if names else []
    return lines


def _listed(title: str, names: Sequence[str]) -> list[str]:
    return ["", title, *(f"  {safe(name)}" for name in names)] if names else []


def _wrapped(text: str, first: str, then: str, most: int = 12) -> list[str]:
    lines = wrap(
        safe(text),
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=True,
        break_on_hyphens=False,
    )
    return lines if len(lines) <= most else [*lines[:most], f"{then}..."]


def _fitted(text: str, note: str) -> str:
    room = WIDTH - len(note)
    return (text if len(text) <= room else f"{text[: room - 3]}...") + note
