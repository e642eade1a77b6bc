"""Unique sets: which columns together never repeat, from declared keys through every operator.

A unique set may hold NULLs; a key is one that does not. The empty set says: at most one row.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice, product

from lockgate.analysis.graph import build_order
from lockgate.ir import rel as relations
from lockgate.ir.expr import Call, Cast, Column, Expr, Literal, Parameter
from lockgate.ir.program import Program
from lockgate.ir.rel import Rel
from lockgate.ir.traverse import walk
from lockgate.ir.types import DOUBLE

Sets = tuple[frozenset[str], ...]
MOST = 16
"""Unique sets kept for one relation; more say nothing new."""


def keys(program: Program) -> Mapping[str, tuple[str, ...] | None]:
    """For each model its declared key, or the smallest one that can be proven, or None."""
    sets = dataset_sets(program)
    found: dict[str, tuple[str, ...] | None] = {}
    for model in program.models:
        if model.key is not None:
            found[model.name] = model.key
            continue
        schema = model.schema
        proven = [item for item in sets[model.name] if all(not schema[name].nullable for name in item)]
        place = {name: index for index, name in enumerate(schema.names)}
        ranked = sorted(proven, key=lambda item: (len(item), sorted(place[name] for name in item)))
        found[model.name] = tuple(sorted(ranked[0], key=place.__getitem__)) if ranked else None
    return found


def dataset_sets(program: Program) -> Mapping[str, Sets]:
    """The unique sets of every dataset."""
    found: dict[str, Sets] = {}
    for source in program.sources:
        declared = [frozenset((column.name,)) for column in source.columns if column.unique]
        found[source.name] = minimal(
            [*declared, *((frozenset(source.key),) if source.key is not None else ())]
        )
    by_name = {model.name: model for model in program.models}
    for name in build_order(program):
        model = by_name[name]
        proven = unique_sets(model.query, found) if not model.broken else ()
        found[name] = minimal([*proven, *((frozenset(model.key),) if model.key is not None else ())])
    for model in program.models:
        found.setdefault(model.name, ())
    return found


def minimal(sets: list[frozenset[str]]) -> Sets:
    """The sets that hold no other one, smallest first."""
    made: list[frozenset[str]] = []
    for item in sorted(set(sets), key=lambda item: (len(item), sorted(item))):
        if not any(known <= item for known in made):
            made.append(item)
    return tuple(made[:MOST])


def unique_sets(root: Rel, datasets: Mapping[str, Sets]) -> Sets:
    """The unique sets of a relation, given those of the datasets it reads."""
    known: dict[int, Sets] = {}
    for rel in walk(root):
        known[id(rel)] = _sets(rel, known, datasets)
    return known[id(root)]


def _sets(rel: Rel, known: Mapping[int, Sets], datasets: Mapping[str, Sets]) -> Sets:
    match rel:
        case relations.Scan():
            return datasets.get(rel.dataset, ())
        case relations.Values():
            return (frozenset(),) if len(rel.rows) <= 1 else ()
        case relations.Filter():
            fixed, pairs = equalities(rel.predicate)
            below = known[id(rel.input)]
            return minimal([reduced(item, fixed, pairs) for item in below]) if fixed or pairs else below
        case relations.Project():
            return _projected(rel, known[id(rel.input)])
        case relations.Join():
            return _joined(rel, known[id(rel.left)], known[id(rel.right)])
        case relations.Aggregate():
            if rel.sets is not None:
                return ()
            groups = frozenset(name for name, _ in rel.groups)
            return (groups,)
        case relations.Distinct():
            return minimal([*known[id(rel.input)], frozenset(rel.schema.names)])
        case relations.DistinctOn():
            return minimal([*known[id(rel.input)], frozenset(rel.keys)])
        case relations.Limit():
            return (frozenset(),) if rel.count <= 1 else known[id(rel.input)]
        case relations.SetOperation():
            if rel.kind == "union_all":
                return ()
            all_columns = frozenset(rel.schema.names)
            return minimal([all_columns, *(known[id(rel.inputs[0])] if rel.kind != "union" else ())])
        case relations.Unpivot():
            kept = [item for item in known[id(rel.input)] if not item & set(rel.columns)]
            return minimal([item | {rel.name} for item in kept])
        case relations.Unnest():
            return ()
        case _:
            return known[id(rel.input)]


def _projected(rel: relations.Project, below: Sets) -> Sets:
    """Sets whose columns pass through, under their new names."""
    moved: dict[str, str] = {}
    constant: set[str] = set()
    for name, expr in rel.columns:
        if isinstance(expr, Column):
            moved.setdefault(expr.name, name)
        elif isinstance(expr, (Literal, Parameter)):
            constant.add(name)
    return minimal([frozenset(moved[c] for c in item) for item in below if all(c in moved for c in item)])


def _joined(rel: relations.Join, left: Sets, right: Sets) -> Sets:
    if rel.kind in ("semi", "anti"):
        return left
    pairs: list[tuple[str, str]] = []
    fixed: set[str] = set()
    if rel.predicate is not None:
        fixed, pairs = equalities(rel.predicate)
    named = fixed.union(*pairs)
    on_right = {name for name in named if name in rel.right.schema}
    on_left = {name for name in named if name in rel.left.schema}
    made: list[frozenset[str]] = []
    if rel.kind in ("inner", "left", "cross") and any(item <= on_right for item in right):
        made += left
    if rel.kind in ("inner", "right", "cross") and any(item <= on_left for item in left):
        made += right
    if rel.kind != "full":
        made += [a | b for a, b in islice(product(left, right), MOST)]
    if rel.kind == "inner":
        made += [reduced(item, set(), pairs) for item in made]
    return minimal(made)


def reduced(item: frozenset[str], fixed: set[str], pairs: list[tuple[str, str]]) -> frozenset[str]:
    """A set without columns that are constant, and with one of each pair of equal columns."""
    kept = set(item) - fixed
    for a, b in pairs:
        if a in kept and b in kept:
            kept.discard(max(a, b))
    return frozenset(kept)


def equalities(predicate: Expr) -> tuple[set[str], list[tuple[str, str]]]:
    """Columns that equal a constant, and pairs of columns that are equal, wherever the predicate is true."""
    fixed: set[str] = set()
    pairs: list[tuple[str, str]] = []
    todo = [predicate]
    while todo:
        item = todo.pop()
        if not isinstance(item, Call):
            continue
        if item.function == "and":
            todo.extend(item.args)
        elif item.function in ("=", "is_not_distinct") and len(item.args) == 2:
            a, b = _bare(item.args[0]), _bare(item.args[1])
            if isinstance(a, Column) and isinstance(b, Column):
                pairs.append((a.name, b.name))
            elif isinstance(a, Column) and isinstance(b, (Literal, Parameter)):
                fixed.add(a.name)
            elif isinstance(b, Column) and isinstance(a, (Literal, Parameter)):
                fixed.add(b.name)
        elif item.function == "is_null" and isinstance(item.args[0], Column):
            fixed.add(item.args[0].name)
    return fixed, pairs


def _bare(expr: Expr) -> Expr:
    """The column under a widening that keeps different values different."""
    if isinstance(expr, Cast) and expr.implicit and expr.type != DOUBLE:
        return expr.operand
    return expr
