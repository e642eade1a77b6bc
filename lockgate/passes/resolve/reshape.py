"""Operators on rows: `distinct`, `distinct on`, `unpivot`, `unnest`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.diagnostics import DuplicateName, TypeMismatch, UnionMismatch
from lockgate.grammar import syntax
from lockgate.ir import types
from lockgate.ir.coerce import coerce, common_type
from lockgate.ir.expr import Column, Expr
from lockgate.ir.rel import Distinct, DistinctOn, Rel, Unnest, Unpivot
from lockgate.ir.types import Array, Type
from lockgate.passes.resolve import calls
from lockgate.passes.resolve.columns import item_name
from lockgate.passes.resolve.expressions import Resolver
from lockgate.passes.resolve.names import find
from lockgate.passes.resolve.pipe import Pipe, fresh, project
from lockgate.passes.resolve.scope import Entry

if TYPE_CHECKING:
    from lockgate.passes.resolve.query import QueryResolver


def distinct(queries: QueryResolver, pipe: Pipe, node: syntax.Distinct) -> Pipe:
    """Each row once, or the first row in an order for each key."""
    pipe = queries.lose_order(pipe)
    if not node.on:
        return evolve(pipe, rel=Distinct(pipe.rel, span=node.span))
    resolver = Resolver(queries.context, pipe.scope, pipe.rel.schema, "distinct on")
    keys: list[str] = []
    known = True
    for item in node.on:
        value = resolver.typed(item)
        if value.type == types.UNKNOWN:
            known = False
        elif isinstance(value.expr, Column):
            keys.append(value.expr.name)
        else:
            known = False
            queries.statement(
                item.span,
                "`distinct on` takes columns",
                "compute it with `|> extend … as x` first, and write `distinct on (x)`",
            )
    if not node.order:
        queries.statement(
            node.span, "`distinct on` needs an order to know which row comes first", "add `order by …`"
        )
        return pipe
    before = queries.context.errors
    order = calls.sort_keys(resolver, node.order)
    if not known or queries.context.errors > before:
        return pipe
    return evolve(pipe, rel=DistinctOn(pipe.rel, tuple(dict.fromkeys(keys)), order, span=node.span))


def unpivot(queries: QueryResolver, pipe: Pipe, node: syntax.Unpivot) -> Pipe:
    """One row a row and named column: the column's name and its value."""
    pipe = queries.lose_order(pipe)
    found = [find(reference, pipe.scope, queries.context) for reference in node.columns]
    entries = [entry for entry in found if entry is not None]
    if len(entries) < len(found) or pipe.scope.open:
        return evolve(pipe, scope=evolve(pipe.scope, open=True))
    schema = pipe.rel.schema
    common: Type | None = types.NULL
    for entry, reference in zip(entries, node.columns, strict=True):
        kind = schema[entry.column].type
        joined = common_type(common, kind) if common is not None else None
        if joined is None:
            queries.context.report(
                UnionMismatch(
                    span=reference.span,
                    message=f"`{entry.name}` is {kind}, and the columns before it are {common}",
                    help="cast them to one type first",
                )
            )
            return evolve(pipe, scope=evolve(pipe.scope, open=True))
        common = joined
    assert common is not None
    gone = {entry.column for entry in entries}
    kept = [entry for entry in pipe.scope.entries if entry.column not in gone]
    for name in (node.value, node.name):
        if any(entry.name.casefold() == name.text.casefold() for entry in kept):
            queries.context.report(
                DuplicateName(
                    span=name.span,
                    message=f"there is a column `{name.text}` already",
                    help="give the new one another name",
                )
            )
            return evolve(pipe, scope=evolve(pipe.scope, open=True))
    # The column's name becomes data, so the columns bear their visible names below the operator.
    rel, kept, names = _visible(pipe, kept, entries, common)
    rel = Unpivot(rel, node.value.text, node.name.text, names, span=node.span)
    new = [Entry(None, node.name.text, node.name.text), Entry(None, node.value.text, node.value.text)]
    return evolve(pipe, rel=rel, scope=pipe.scope.with_entries([*kept, *new]))


def _visible(
    pipe: Pipe, kept: list[Entry], entries: list[Entry], common: Type
) -> tuple[Rel, list[Entry], tuple[str, ...]]:
    schema = pipe.rel.schema
    names = tuple(entry.name for entry in entries)
    taken = {name.casefold() for name in names}
    columns: list[tuple[str, Expr]] = []
    moved: list[Entry] = []
    for entry in kept:
        column = fresh(entry.column, taken)
        taken.add(column.casefold())
        moved.append(Entry(entry.alias, entry.name, column))
        columns.append((column, Column(entry.column)))
    for entry in entries:
        columns.append((entry.name, coerce(Column(entry.column), schema[entry.column].type, common)))
    return project(pipe.rel, columns), moved, names


def unnest(queries: QueryResolver, pipe: Pipe, node: syntax.Unnest) -> Pipe:
    """One row for each element of an array."""
    pipe = queries.lose_order(pipe)
    resolver = Resolver(queries.context, pipe.scope, pipe.rel.schema, "unnest")
    value = resolver.typed(node.item.expr)
    name = (
        node.item.name.text
        if node.item.name is not None
        else item_name(queries, evolve(node.item, name=None), "element")
    )
    if value.type == types.UNKNOWN or name is None:
        return evolve(pipe, scope=evolve(pipe.scope, open=True))
    if not isinstance(value.type, Array):
        queries.context.report(
            TypeMismatch(
                span=node.item.expr.span,
                message=f"`unnest` takes an array, and this is {value.type}",
                help="",
            )
        )
        return evolve(pipe, scope=evolve(pipe.scope, open=True))
    if pipe.scope.named(name):
        queries.context.report(
            DuplicateName(
                span=node.item.span,
                message=f"there is a column `{name}` already",
                help="write `unnest … as another_name`",
            )
        )
        return pipe
    column = fresh(name, pipe.rel.schema.by_name)
    entries = [*pipe.scope.entries, Entry(None, name, column)]
    return evolve(
        pipe, rel=Unnest(pipe.rel, value.expr, column, span=node.span), scope=pipe.scope.with_entries(entries)
    )
