"""Which columns of its inputs a relation needs, to give some columns of its own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from lockgate.ir.expr import Column, Expr
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
from lockgate.ir.traverse import columns_of, expressions
from lockgate.ir.types import Schema

Names = frozenset[str]
"""Case-folded names of columns."""


def input_needs(rel: Rel, needed: Names) -> tuple[Names, ...]:
    """The columns needed of each input, at least one where there is one."""
    match rel:
        case Scan() | Values():
            return ()
        case Bind() | Limit():
            return (at_least_one(needed, rel.input.schema),)
        case Filter() | Sort():
            return (at_least_one(needed | _used(expressions(rel)), rel.input.schema),)
        case DistinctOn():
            keys = frozenset(name.casefold() for name in rel.keys)
            return (needed | keys | _used(expressions(rel)),)
        case Project():
            return (
                at_least_one(_used(expr for _, expr in kept_columns(rel.columns, needed)), rel.input.schema),
            )
        case Aggregate():
            exprs = [expr for _, expr in (*rel.groups, *kept_aggregates(rel, needed))]
            return (at_least_one(_used(exprs), rel.input.schema),)
        case Join():
            return _join_needs(rel, needed | _used(expressions(rel)))
        case Distinct():
            return (frozenset(rel.input.schema.by_name),)
        case SetOperation():
            if rel.kind == "union_all":
                names = at_least_one(needed, rel.schema)
                return tuple(names for _ in rel.inputs)
            return tuple(frozenset(item.schema.by_name) for item in rel.inputs)
        case Unpivot():
            own = {rel.name.casefold(), rel.value.casefold()}
            return (needed - own | frozenset(name.casefold() for name in rel.columns),)
        case Unnest():
            return (at_least_one(needed - {rel.name.casefold()} | _used(expressions(rel)), rel.input.schema),)
        case _:
            assert_never(rel)


def _join_needs(rel: Join, wanted: Names) -> tuple[Names, ...]:
    left, right = rel.left.schema, rel.right.schema
    return (
        at_least_one(wanted & left.by_name.keys(), left),
        at_least_one(wanted & right.by_name.keys(), right),
    )


def _used(exprs: Iterable[Expr]) -> Names:
    return frozenset(name.casefold() for expr in exprs for name in columns_of(expr))


def at_least_one(names: Names, schema: Schema) -> Names:
    """The names, or the first column where there are none: rows count even when no value does."""
    return names if names or not schema.fields else frozenset((schema.fields[0].name.casefold(),))


def kept_columns(columns: tuple[Named, ...], needed: Names) -> tuple[Named, ...]:
    """The needed columns of a projection; where none is, the one that costs least."""
    kept = tuple(item for item in columns if item[0].casefold() in needed)
    if kept or not columns:
        return kept
    return (next((item for item in columns if isinstance(item[1], Column)), columns[0]),)


def kept_aggregates(rel: Aggregate, needed: Names) -> tuple[Named, ...]:
    """The needed aggregates; one of them at least where there are no groups, for the row."""
    kept = tuple(item for item in rel.aggregates if item[0].casefold() in needed)
    return kept if kept or rel.groups else rel.aggregates[:1]
