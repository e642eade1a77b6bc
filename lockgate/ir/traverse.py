"""Ways through relations: inputs, expressions, walks, rewrites. All are iterative, so depth costs no stack.

A relation is a graph without cycles: the uses of a binding share one object, and every walk and
rewrite meets it once and keeps it shared.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, assert_never

from attrs import evolve

from lockgate.ir.expr import Expr
from lockgate.ir.rel import (
    Aggregate,
    Bind,
    Distinct,
    DistinctOn,
    Filter,
    Join,
    Limit,
    Named,
    Project,
    Rel,
    Scan,
    SetOperation,
    Sort,
    Unnest,
    Unpivot,
    Values,
)
from lockgate.ir.traverse_expr import (
    Rewrite,
    columns_of,
    depth,
    expr_children,
    map_expr_children,
    map_keys,
    map_tuple,
    size,
    substitute,
    transform_expr,
    walk_expr,
)
from lockgate.ir.types import Schema

__all__ = [
    "children",
    "columns_of",
    "depth",
    "derive",
    "expr_children",
    "expressions",
    "map_children",
    "map_expr_children",
    "map_expressions",
    "size",
    "substitute",
    "transform",
    "transform_expr",
    "walk",
    "walk_expr",
]


def children(rel: Rel) -> tuple[Rel, ...]:
    """The inputs, in order."""
    match rel:
        case Scan() | Values():
            return ()
        case Join():
            return (rel.left, rel.right)
        case SetOperation():
            return rel.inputs
        case (
            Bind()
            | Filter()
            | Project()
            | Aggregate()
            | Distinct()
            | DistinctOn()
            | Sort()
            | Limit()
            | Unpivot()
            | Unnest()
        ):
            return (rel.input,)
        case _:
            assert_never(rel)


def map_children(rel: Rel, rewrite: Callable[[Rel], Rel]) -> Rel:
    """The relation over rewritten inputs; the same object if none changed."""
    match rel:
        case Scan() | Values():
            return rel
        case Join():
            left, right = rewrite(rel.left), rewrite(rel.right)
            if left is rel.left and right is rel.right:
                return rel
            return evolve(rel, left=left, right=right)
        case SetOperation():
            inputs = tuple(map(rewrite, rel.inputs))
            if all(new is old for new, old in zip(inputs, rel.inputs, strict=True)):
                return rel
            return evolve(rel, inputs=inputs)
        case (
            Bind()
            | Filter()
            | Project()
            | Aggregate()
            | Distinct()
            | DistinctOn()
            | Sort()
            | Limit()
            | Unpivot()
            | Unnest()
        ):
            made = rewrite(rel.input)
            return rel if made is rel.input else evolve(rel, input=made)
        case _:
            assert_never(rel)


def expressions(rel: Rel) -> tuple[Expr, ...]:
    """The expressions of this relation itself, in the order in which they stand."""
    match rel:
        case Scan() | Bind() | Distinct() | Limit() | SetOperation() | Unpivot():
            return ()
        case Values():
            return tuple(item for row in rel.rows for item in row)
        case Filter():
            return (rel.predicate,)
        case Project():
            return tuple(expr for _, expr in rel.columns)
        case Join():
            return () if rel.predicate is None else (rel.predicate,)
        case Aggregate():
            return tuple(expr for _, expr in (*rel.groups, *rel.aggregates))
        case DistinctOn():
            return tuple(key.expr for key in rel.order)
        case Sort():
            return tuple(key.expr for key in rel.keys)
        case Unnest():
            return (rel.expr,)
        case _:
            assert_never(rel)


def map_expressions(rel: Rel, rewrite: Rewrite) -> Rel:
    """The relation with each of its own expressions rewritten; the same object if none changed."""
    changes: dict[str, Any] = {}
    match rel:
        case Scan() | Bind() | Distinct() | Limit() | SetOperation() | Unpivot():
            return rel
        case Values():
            rows = tuple(map_tuple(row, rewrite) for row in rel.rows)
            if any(new is not old for new, old in zip(rows, rel.rows, strict=True)):
                changes["rows"] = rows
        case Filter():
            _note(changes, "predicate", rel.predicate, rewrite(rel.predicate))
        case Project():
            _note(changes, "columns", rel.columns, _map_named(rel.columns, rewrite))
        case Join():
            if rel.predicate is not None:
                _note(changes, "predicate", rel.predicate, rewrite(rel.predicate))
        case Aggregate():
            _note(changes, "groups", rel.groups, _map_named(rel.groups, rewrite))
            _note(changes, "aggregates", rel.aggregates, _map_named(rel.aggregates, rewrite))
        case DistinctOn():
            _note(changes, "order", rel.order, map_keys(rel.order, rewrite))
        case Sort():
            _note(changes, "keys", rel.keys, map_keys(rel.keys, rewrite))
        case Unnest():
            _note(changes, "expr", rel.expr, rewrite(rel.expr))
        case _:
            assert_never(rel)
    return evolve(rel, **changes) if changes else rel


def _note(changes: dict[str, Any], name: str, old: object, new: object) -> None:
    if new is not old:
        changes[name] = new


def _map_named(columns: tuple[Named, ...], rewrite: Rewrite) -> tuple[Named, ...]:
    made = tuple(rewrite(expr) for _, expr in columns)
    if all(new is old for new, (_, old) in zip(made, columns, strict=True)):
        return columns
    return tuple((name, new) for new, (name, _) in zip(made, columns, strict=True))


def walk(rel: Rel) -> Iterator[Rel]:
    """The relation and all below it, each object once, inputs first."""
    found: list[Rel] = []
    seen: set[int] = set()
    stack: list[Rel | None] = [rel]  # None: the next one has had its inputs
    while stack:
        item = stack.pop()
        if item is None:
            done = stack.pop()
            assert done is not None
            found.append(done)
        elif id(item) not in seen:
            seen.add(id(item))
            inputs = children(item)
            if inputs:
                stack += (item, None)
                stack += inputs[::-1]
            else:
                found.append(item)
    return iter(found)


def derive(rel: Rel) -> Schema:
    """The schema, worked out from the bottom up: asking a deep relation for it directly recurses."""
    for item in walk(rel):
        _ = item.schema
    return rel.schema


def transform(rel: Rel, rewrite: Callable[[Rel], Rel]) -> Rel:
    """Rewrite bottom-up, each object once; the same object if nothing changed.

    The schema of each new relation is worked out on the way, so that no later use of it recurses.
    """
    made: dict[int, Rel] = {}
    for item in walk(rel):
        rebuilt = map_children(item, lambda child: made[id(child)])
        if rebuilt is not item:
            _ = rebuilt.schema
        result = rewrite(rebuilt)
        if result is not rebuilt:
            derive_new(result, rebuilt)
        made[id(item)] = result
    return made[id(rel)]


def derive_new(rel: Rel, known: Rel) -> None:
    """Work out the schemas that a rewrite has added above what was known."""
    seen: set[int] = {id(known), *(id(child) for child in children(known))}
    stack: list[tuple[Rel, bool]] = [(rel, False)]
    while stack:
        item, ready = stack.pop()
        if ready:
            _ = item.schema
        elif id(item) not in seen and not _has_schema(item):
            seen.add(id(item))
            stack.append((item, True))
            stack.extend((child, False) for child in children(item))


def _has_schema(rel: Rel) -> bool:
    return "schema" in rel.__dict__ or isinstance(rel, Scan)
