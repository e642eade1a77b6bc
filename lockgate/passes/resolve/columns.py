"""Operators on columns: `select`, `extend`, `set`, `drop`, `rename`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.diagnostics import DuplicateName, Edit, Fix, MissingName, UnknownColumn
from lockgate.grammar import syntax
from lockgate.grammar.keywords import quote_name
from lockgate.ir.expr import Column, Expr
from lockgate.ir.types import UNKNOWN
from lockgate.passes.resolve import hints, names
from lockgate.passes.resolve.expressions import Resolver
from lockgate.passes.resolve.pipe import Pipe, fresh, identity, project
from lockgate.passes.resolve.scope import Entry, Scope
from lockgate.source import Span

if TYPE_CHECKING:
    from lockgate.passes.resolve.query import QueryResolver


def _resolver(queries: QueryResolver, pipe: Pipe, place: str) -> Resolver:
    return Resolver(queries.context, pipe.scope, pipe.rel.schema, place)


def item_name(queries: QueryResolver, item: syntax.Item, suggestion: str) -> str | None:
    """The name of an item: written, or that of a bare column; None after a report."""
    if item.name is not None:
        return item.name.text
    if isinstance(item.expr, syntax.Reference):
        return item.expr.parts[-1].text
    if isinstance(item.expr, syntax.Call) and item.expr.name.text.lower() in hints.STATEMENTS:
        return None  # reported as no column at all
    end = Span(item.span.file, item.expr.span.end, item.expr.span.end)
    queries.context.report(
        MissingName(
            span=item.expr.span,
            message="this expression needs a name",
            help=f"write `… as {suggestion}`",
            fixes=(Fix(f"name it `{suggestion}`", (Edit(end, f" as {suggestion}"),)),),
        )
    )
    return None


def assigned(queries: QueryResolver, scope: Scope, item: syntax.Item) -> syntax.Item:
    """`x = a + b` where no column is named `x`: reported, and read as `a + b as x`."""
    expr = item.expr
    if item.name is not None or not isinstance(expr, syntax.Binary) or expr.op != "=":
        return item
    left = expr.left
    if not isinstance(left, syntax.Reference) or len(left.parts) > 1:
        return item
    name = left.parts[0]
    if scope.open or scope.named(name.text) or name.text.casefold() in queries.context.params:
        return item
    shown = quote_name(name.text)
    head = Span(item.span.file, left.span.start, expr.right.span.start)
    end = Span(item.span.file, expr.right.span.end, expr.right.span.end)
    queries.context.report(
        MissingName(
            span=left.span.to(expr.op_span),
            message=f"no column `{name.text}` here; a new column's name comes behind its expression",
            help=f"write `… as {shown}`",
            fixes=(Fix(f"write `… as {shown}`", (Edit(head, ""), Edit(end, f" as {shown}")), "safe"),),
        )
    )
    return syntax.Item(expr.right, name, span=item.span)


def _bare(item: syntax.Item) -> bool:
    return item.name is None and isinstance(item.expr, syntax.Reference)


def suggested(expr: syntax.Expr, index: int) -> str:
    """A name for an expression: `sum_amount` for `sum(o.amount)`."""
    if isinstance(expr, syntax.Call) and all(c.isalnum() or c == "_" for c in expr.name.text):
        first = expr.args[0].expr if expr.args else None
        tail = f"_{first.parts[-1].text}" if isinstance(first, syntax.Reference) else ""
        if all(c.isalnum() or c == "_" for c in tail):
            return expr.name.text.lower() + tail if tail else f"{expr.name.text.lower()}_{index + 1}"
    return f"column_{index + 1}"


def select(queries: QueryResolver, pipe: Pipe, node: syntax.Select) -> Pipe:
    """Only these columns; aliases stay usable for what passed through unchanged."""
    resolver = _resolver(queries, pipe, "select")
    entries: list[Entry] = []
    columns: list[tuple[str, Expr]] = []
    taken: set[str] = set()
    seen: dict[tuple[str | None, str], Span] = {}
    open_scope = pipe.scope.open

    def add(alias: str | None, name: str, expr: Expr, span: Span) -> None:
        key = (alias.casefold() if alias is not None else None, name.casefold())
        same = seen.setdefault(key, span)
        if same is not span:
            queries.context.duplicate(syntax.Name(name, span=span), same, "columns of this `select`")
            return
        column = fresh(name if name.casefold() not in taken or alias is None else f"{alias}.{name}", taken)
        taken.add(column.casefold())
        entries.append(Entry(alias, name, column))
        columns.append((column, expr))

    for index, item in enumerate(node.items):
        if isinstance(item, syntax.Star):
            for entry in _starred(queries, pipe, item):
                add(entry.alias, entry.name, Column(entry.column, span=item.span), item.span)
            continue
        item = assigned(queries, pipe.scope, item)
        value = resolver.typed(item.expr)
        name = item_name(queries, item, suggested(item.expr, index))
        if value.type == UNKNOWN or name is None:
            # A column that is not there has, most likely, not the name that its users write either.
            open_scope = open_scope or name is None or _bare(item)
            if name is not None:  # the name stays, so that its users stay silent
                add(None, name, value.expr, item.span)
            continue
        alias = _passed_alias(pipe, item, value.expr)
        if alias is not None and isinstance(item.expr, syntax.Reference):
            name = _entry_name(pipe, item.expr, name)
        add(alias, name, value.expr, item.span)
    kept = {entry.alias for entry in entries}
    origins = tuple(origin for origin in pipe.scope.origins if origin[0] in kept)
    scope = evolve(pipe.scope, entries=tuple(entries), origins=origins, open=open_scope)
    if not columns:
        return evolve(pipe, scope=evolve(scope, open=True))
    return evolve(pipe, rel=project(pipe.rel, columns), scope=scope)


def _entry_name(pipe: Pipe, reference: syntax.Reference, written: str) -> str:
    """The name as declared, when the reference differs by case."""
    found = pipe.scope.named(written)
    return found[0].name if found else written


def _passed_alias(pipe: Pipe, item: syntax.Item, expr: Expr) -> str | None:
    """The alias under which a bare column stays visible."""
    if not isinstance(item.expr, syntax.Reference) or not isinstance(expr, Column):
        return None
    written = item.expr.parts[-1].text.casefold()
    if item.name is not None and item.name.text.casefold() != written:
        return None
    for entry in pipe.scope.entries:
        if entry.column == expr.name and entry.name.casefold() == written:
            return entry.alias
    return None


def _starred(queries: QueryResolver, pipe: Pipe, star: syntax.Star) -> list[Entry]:
    if star.alias is None:
        return list(pipe.scope.entries)
    found = pipe.scope.columns_of(star.alias.text)
    if not found and star.alias.text.casefold() not in pipe.scope.by_alias and not pipe.scope.open:
        aliases = tuple(dict.fromkeys(alias for alias, _ in pipe.scope.origins))
        queries.context.report(
            UnknownColumn(
                span=star.span,
                message=f"no table `{star.alias.text}` in scope",
                help="the aliases here are " + ", ".join(f"`{a}`" for a in aliases)
                if aliases
                else "write `*`",
                expected=aliases,
            )
        )
    return found


def extend(queries: QueryResolver, pipe: Pipe, node: syntax.Extend) -> Pipe:
    """Add columns; none may use another one of the same step."""
    resolver = _resolver(queries, pipe, "extend")
    columns = identity(pipe.rel)
    taken = {name.casefold() for name, _ in columns}
    entries = list(pipe.scope.entries)
    added: dict[str, Span] = {}
    open_scope = pipe.scope.open
    for index, item in enumerate(node.items):
        item = assigned(queries, pipe.scope, item)
        value = resolver.typed(item.expr)
        name = item_name(queries, item, suggested(item.expr, index))
        if name is None:
            open_scope = True
            continue
        folded = name.casefold()
        place = item.name.span if item.name is not None else item.span
        if folded in added:
            queries.context.duplicate(
                syntax.Name(name, span=place), added[folded], "columns of this `extend`"
            )
            continue
        if pipe.scope.named(name):
            queries.context.report(
                DuplicateName(
                    span=place,
                    message=f"there is a column `{name}` already",
                    help=f"use `|> set {name} = …` to replace it, or give the new one another name",
                )
            )
            continue
        added[folded] = place
        column = fresh(name, taken)
        taken.add(column.casefold())
        entries.append(Entry(None, name, column))
        columns.append((column, value.expr))
    scope = evolve(pipe.scope, entries=tuple(entries), open=open_scope)
    return evolve(pipe, rel=project(pipe.rel, columns), scope=scope)


def set_columns(queries: QueryResolver, pipe: Pipe, node: syntax.Set) -> Pipe:
    """Replace columns in place."""
    resolver = _resolver(queries, pipe, "set")
    replaced: dict[str, Expr] = {}
    for reference, expr in node.items:
        value = resolver.typed(expr)
        entry = names.find(reference, pipe.scope, queries.context)
        if entry is None:
            continue
        if entry.column in replaced:
            queries.context.duplicate(reference.parts[-1], None, "columns of this `set`")
            continue
        replaced[entry.column] = value.expr
    columns = [(name, replaced.get(name, expr)) for name, expr in identity(pipe.rel)]
    return evolve(pipe, rel=project(pipe.rel, columns))


def drop(queries: QueryResolver, pipe: Pipe, node: syntax.Drop) -> Pipe:
    """Leave columns out."""
    gone: set[str] = set()
    for reference in node.columns:
        entry = names.find(reference, pipe.scope, queries.context)
        if entry is not None:
            gone.add(entry.column)
    kept = [entry for entry in pipe.scope.entries if entry.column not in gone]
    if not kept and pipe.scope.entries and not pipe.scope.open:
        queries.statement(node.span, "this drops every column", "keep at least one")
        return pipe
    columns = [(name, expr) for name, expr in identity(pipe.rel) if name not in gone]
    return evolve(pipe, rel=project(pipe.rel, columns), scope=pipe.scope.with_entries(kept))


def rename(queries: QueryResolver, pipe: Pipe, node: syntax.Rename) -> Pipe:
    """Give columns other names; aliases keep them."""
    new_names: dict[str, str] = {}
    for reference, name in node.items:
        entry = names.find(reference, pipe.scope, queries.context)
        if entry is None:
            continue
        new_names[entry.column] = name.text
    taken = {name.casefold() for name in pipe.rel.schema.names if name not in new_names}
    moved: dict[str, str] = {}
    for known in pipe.rel.schema.names:
        moved[known] = fresh(new_names[known], taken) if known in new_names else known
        taken.add(moved[known].casefold())
    columns = [(moved[known], Column(known)) for known in pipe.rel.schema.names]
    entries = [
        Entry(entry.alias, new_names.get(entry.column, entry.name), moved.get(entry.column, entry.column))
        for entry in pipe.scope.entries
    ]
    seen: set[tuple[str | None, str]] = set()
    for entry in entries:
        key = (entry.alias.casefold() if entry.alias is not None else None, entry.name.casefold())
        if key in seen:
            queries.context.duplicate(syntax.Name(entry.name, span=node.span), None, "columns")
        seen.add(key)
    return evolve(pipe, rel=project(pipe.rel, columns), scope=pipe.scope.with_entries(entries))
