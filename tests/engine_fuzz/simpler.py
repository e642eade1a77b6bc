"""Relations and expressions that are a little simpler than a given one; not all of them are well-formed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from attrs import evolve

from lockgate.ir.expr import AggregateCall, Case, Column, Expr, Literal, WindowCall
from lockgate.ir.infer import infer
from lockgate.ir.rel import (
    Aggregate,
    DistinctOn,
    Join,
    Limit,
    Project,
    Rel,
    SetOperation,
    Sort,
    Unpivot,
    Values,
)
from lockgate.ir.traverse import children, expressions, map_expressions
from lockgate.ir.traverse_expr import expr_children, map_expr_children, walk_expr
from lockgate.ir.types import NULL, UNKNOWN, Schema, Type
from tests.engine_fuzz import datasets

T = TypeVar("T")


def inputs(rel: Rel) -> Iterator[Rel]:
    """What the relation reads, in place of it; also with no more than the columns that it has."""
    for child in children(rel):
        yield child
        if set(rel.schema.names) < set(child.schema.names):
            yield Project(child, tuple((name, Column(name)) for name in rel.schema.names))


def fewer_parts(rel: Rel) -> Iterator[Rel]:
    """The relation with a column, key, input or row less."""
    match rel:
        case Project():
            yield from (evolve(rel, columns=less) for less in _less(rel.columns))
        case Aggregate():
            yield from (evolve(rel, aggregates=less) for less in _less(rel.aggregates))
            if rel.sets is None:
                yield from (evolve(rel, groups=less) for less in _less(rel.groups))
            else:
                yield evolve(rel, sets=None)
                yield from (evolve(rel, sets=less) for less in _less(rel.sets))
        case SetOperation():
            yield from (evolve(rel, inputs=less) for less in _less(rel.inputs) if len(less) > 1)
        case Sort():
            yield from (evolve(rel, keys=less) for less in _less(rel.keys) if less)
        case DistinctOn():
            yield from (evolve(rel, order=less) for less in _less(rel.order) if less)
            yield from (evolve(rel, keys=less) for less in _less(rel.keys) if less)
        case Unpivot():
            yield from (evolve(rel, columns=less) for less in _less(rel.columns) if less)
        case Values():
            yield from (evolve(rel, rows=less) for less in _less(rel.rows) if less)
        case Limit() if rel.offset:
            yield evolve(rel, offset=0)
        case Join() if rel.kind not in ("inner", "cross", "semi", "anti"):
            yield evolve(rel, kind="inner")
        case _:
            pass


def _less(items: tuple[T, ...]) -> Iterator[tuple[T, ...]]:
    return (items[:place] + items[place + 1 :] for place in reversed(range(len(items))))


def simpler_expressions(rel: Rel) -> Iterator[Rel]:
    """The relation with one part of one expression simpler."""
    schema = Schema(tuple(item for child in children(rel) for item in child.schema))
    for whole in expressions(rel):
        functions = {id(item.function) for item in walk_expr(whole) if isinstance(item, WindowCall)}
        for part in walk_expr(whole):
            for new in _simpler(part, schema):
                if id(part) in functions and type(new) is not type(part):
                    continue  # a window is over a call
                yield map_expressions(rel, lambda expr: _put(expr, part, new))  # noqa: B023  # used at once


def _put(expr: Expr, old: Expr, new: Expr) -> Expr:
    return new if expr is old else map_expr_children(expr, lambda child: _put(child, old, new))


def _simpler(expr: Expr, schema: Schema) -> Iterator[Expr]:
    if isinstance(expr, Literal):
        first = datasets.PLAIN.get(expr.type, ())[:1]
        yield from (Literal(value, expr.type) for value in first if value != expr.value)
        return
    kind = infer(expr, schema)[0]
    yield from (child for child in expr_children(expr) if infer(child, schema)[0] == kind)
    match expr:
        case AggregateCall():
            if expr.filter is not None:
                yield evolve(expr, filter=None)
            if expr.distinct:
                yield evolve(expr, distinct=False)
        case WindowCall():
            if expr.partition:
                yield evolve(expr, partition=expr.partition[1:])
            if len(expr.order) > 1:
                yield evolve(expr, order=expr.order[:-1])
        case Case() if len(expr.branches) > 1:
            yield evolve(expr, branches=expr.branches[:-1])
        case Column():
            return
        case _:
            pass
    if not isinstance(expr, (AggregateCall, WindowCall)):
        yield from _constants(kind)


def _constants(kind: Type) -> Iterator[Expr]:
    if kind not in (NULL, UNKNOWN):
        yield from (Literal(value, kind) for value in datasets.PLAIN.get(kind, ())[:1])
        yield Literal(None, kind)
