"""A table on its way through a query: the relation so far, and what its columns are called."""

from __future__ import annotations

from collections.abc import Container, Iterable

from attrs import define, evolve, field

from lockgate.diagnostics import DuplicateName, Edit, Fix
from lockgate.grammar.keywords import quote_name
from lockgate.ir.expr import Column, Expr
from lockgate.ir.rel import Project, Rel, Scan
from lockgate.ir.types import Schema
from lockgate.passes.resolve.context import Context
from lockgate.passes.resolve.scope import Entry, Scope
from lockgate.source import Span


@define(slots=True)
class Pipe:
    """The state between two operators. `pending` is the place of an order that no limit has used yet."""

    rel: Rel
    scope: Scope
    pending: Span | None = None
    ordered: bool = False
    notes: list[Span] = field(factory=list)
    """Orders that were lost."""


NOTHING = Scan("", Schema((), open=True))
"""The relation of a query whose beginning could not be resolved: no columns that are known."""


def fresh(name: str, taken: Container[str]) -> str:
    """`name`, or `name_2`, `name_3`, … when it is taken (case-folded names)."""
    if name.casefold() not in taken:
        return name
    count = 2
    while f"{name}_{count}".casefold() in taken:
        count += 1
    return f"{name}_{count}"


def identity(rel: Rel) -> list[tuple[str, Expr]]:
    """Every column as itself, the beginning of a projection."""
    return [(name, Column(name)) for name in rel.schema.names]


def project(rel: Rel, columns: Iterable[tuple[str, Expr]], hint: str | None = None) -> Project:
    """A projection of a relation."""
    return Project(rel, tuple(columns), hint=hint)


def close(pipe: Pipe, end: Span, context: Context, what: str = "the query") -> Rel:
    """End a query: names must be unique now, and the relation's columns bear them."""
    scope = pipe.scope
    if not scope.open:  # else the real columns are not known, and a message would be a guess
        for entries in scope.duplicates():
            report_duplicate(entries, end, context, what)
            scope = evolve(scope, open=True)
    columns: list[tuple[str, Column]] = []
    seen: set[str] = set()
    for entry in scope.entries:
        if entry.name.casefold() not in seen and entry.column in pipe.rel.schema:
            seen.add(entry.name.casefold())
            columns.append((entry.name, Column(entry.column)))
    if scope.open:
        # What reads this must know that not all columns are known; it has an error and is never emitted.
        known = tuple(evolve(pipe.rel.schema[expr.name], name=name) for name, expr in columns)
        return Scan("", Schema(known, open=True))
    names = pipe.rel.schema.names
    if len(columns) == len(names) and all(
        name == known and expr.name == known for (name, expr), known in zip(columns, names, strict=True)
    ):
        return pipe.rel
    return project(pipe.rel, columns)


def report_duplicate(entries: list[Entry], end: Span, context: Context, what: str) -> None:
    """Two columns of one name where names must be unique."""
    name = entries[0].name
    owners = [entry.alias for entry in entries if entry.alias is not None]
    fixes: list[Fix] = []
    at = Span(end.file, end.end, end.end)
    for entry in entries[1:]:
        if entry.alias is not None:
            way = f"{quote_name(entry.alias)}.{quote_name(entry.name)}"
            new = quote_name(f"{entry.alias}_{entry.name}")
            fixes.append(Fix(f"drop `{way}`", (Edit(at, f"\n|> drop {way}"),)))
            fixes.append(Fix(f"rename `{way}`", (Edit(at, f"\n|> rename {way} as {new}"),)))
    origin = f" (from {' and '.join(f'`{owner}`' for owner in owners)})" if len(owners) > 1 else ""
    context.report(
        DuplicateName(
            span=end,
            message=f"{what} has {len(entries)} columns named `{name}`{origin}",
            help="drop, rename or select so that each name stands once",
            fixes=tuple(fixes),
        )
    )
