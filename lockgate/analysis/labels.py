"""Labels by explicit flow: a column bears the labels of every column that its value is computed from.

Functions whose result tells nothing of single values (`count`, …) drop them, as the function
table says. Influence through filters, joins and orders is implicit flow and not counted here.
"""

from __future__ import annotations

from collections.abc import Mapping

from lockgate.analysis.graph import build_order
from lockgate.ir import functions
from lockgate.ir import rel as relations
from lockgate.ir.expr import AggregateCall, Call, Case, Column, Expr
from lockgate.ir.program import Program
from lockgate.ir.rel import Rel
from lockgate.ir.traverse import expr_children, walk

Labels = Mapping[str, frozenset[str]]
"""Labels by column name; a column without any is left out."""
NONE: frozenset[str] = frozenset()


def labels(program: Program) -> Mapping[str, Labels]:
    """For each dataset (by name) the labels of its columns."""
    found: dict[str, Labels] = {
        source.name: {column.name: frozenset(column.labels) for column in source.columns if column.labels}
        for source in program.sources
    }
    by_name = {model.name: model for model in program.models}
    for name in build_order(program):
        model = by_name[name]
        flowed = dict(relation_labels(model.query, found))
        for column, label in model.labels:
            flowed[column] = flowed.get(column, NONE) | {label}
        found[name] = flowed
    return found


def relation_labels(root: Rel, datasets: Mapping[str, Labels]) -> Labels:
    """The labels of a relation's columns, given those of the datasets it reads."""
    known: dict[int, Labels] = {}
    for rel in walk(root):
        known[id(rel)] = _labels(rel, known, datasets)
    return known[id(root)]


def _labels(rel: Rel, known: Mapping[int, Labels], datasets: Mapping[str, Labels]) -> Labels:
    match rel:
        case relations.Scan():
            return datasets.get(rel.dataset, {})
        case relations.Values():
            return {}
        case relations.Project():
            return _named(rel.columns, known[id(rel.input)])
        case relations.Aggregate():
            return _named((*rel.groups, *rel.aggregates), known[id(rel.input)])
        case relations.Join():
            if rel.kind in ("semi", "anti"):
                return known[id(rel.left)]
            return {**known[id(rel.left)], **known[id(rel.right)]}
        case relations.SetOperation():
            merged: dict[str, frozenset[str]] = {}
            for item in rel.inputs:
                for name, found in known[id(item)].items():
                    merged[name] = merged.get(name, NONE) | found
            return merged
        case relations.Unpivot():
            below = known[id(rel.input)]
            value = frozenset().union(*(below.get(name, NONE) for name in rel.columns))
            kept = {name: found for name, found in below.items() if name not in rel.columns}
            return {**kept, **({rel.value: value} if value else {})}
        case relations.Unnest():
            below = known[id(rel.input)]
            found = expression_labels(rel.expr, below)
            return {**below, **({rel.name: found} if found else {})}
        case _:
            return known[id(rel.input)]


def _named(columns: tuple[relations.Named, ...], below: Labels) -> Labels:
    if not below:
        return {}
    made = {name: expression_labels(expr, below) for name, expr in columns}
    return {name: found for name, found in made.items() if found}


def expression_labels(expr: Expr, below: Labels) -> frozenset[str]:
    """The labels that flow into an expression's value."""
    found: set[str] = set()
    todo = [expr]
    while todo:
        item = todo.pop()
        match item:
            case Column():
                found.update(below.get(item.name, NONE))
            case Call() | AggregateCall():
                function = functions.lookup(item.function)
                if function is None or function.labels != "drop":
                    todo.extend(item.args)
            case Case():
                # A condition decides but does not flow: the values do.
                todo.extend(value for _, value in item.branches)
                if item.default is not None:
                    todo.append(item.default)
            case _:
                todo.extend(expr_children(item))
    return frozenset(found)
