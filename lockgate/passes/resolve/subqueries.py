"""Queries inside expressions, which the language has not: what stands in their place, with the rewrite as a fix."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.diagnostics import Edit, Fix, NotInNullable, SubqueryInExpression
from lockgate.grammar import syntax
from lockgate.grammar.keywords import quote_name
from lockgate.ir.functions import Typed
from lockgate.ir.types import Field
from lockgate.passes.resolve.context import Context, unknown
from lockgate.source import Span

if TYPE_CHECKING:
    from lockgate.passes.resolve.expressions import Resolver


class NotInQuery(NotInNullable):
    """`x not in (from …)` of a column with NULLs: without a meaning here, so nobody can allow it."""

    __slots__ = ()
    overridable = False


def subquery(resolver: Resolver, node: syntax.Subquery) -> Typed:
    """Report a query in an expression; `not in` a column that may be NULL under its own name."""
    column = _column(resolver, node)
    fixes = _as_join(resolver, node, column) if column is not None else ()
    if node.negated and column is not None and column.nullable:
        resolver.report(
            NotInQuery(
                span=node.span,
                message=f"`{column.name}` may be NULL, and `not in` values with a NULL among them is never true",
                help="`|> anti join (from …) as x on …` keeps the rows without a match, whatever is NULL",
                fixes=fixes,
                level="error",
            )
        )
        return unknown(node.span)
    resolver.report(
        SubqueryInExpression(
            span=node.span, message="a query cannot stand inside an expression", help=_help(node), fixes=fixes
        )
    )
    return unknown(node.span)


def _help(node: syntax.Subquery) -> str:
    if node.kind == "scalar":
        return "`cross join (from … |> aggregate …) as x` gives its one row to every row, and then `x.column`"
    if node.negated:
        return "`|> anti join (from …) as x on …` keeps the rows without a match"
    rewrite = "`|> semi join (from …) as x on …` keeps the rows with a match"
    return f"{rewrite} (`anti join` for `not exists`)" if node.kind == "exists" else rewrite


def _column(resolver: Resolver, node: syntax.Subquery) -> Field | None:
    """The one column of the query of an `in`, where the query is right by itself."""
    if node.kind != "in":
        return None
    from lockgate.passes.resolve.query import QueryResolver

    outer = resolver.context
    quiet = Context(datasets=outer.datasets, functions=outer.functions, params=outer.params)
    queries = QueryResolver(quiet, stored=False)
    if resolver.queries is not None:
        queries.bindings.update(resolver.queries.bindings)
    schema = queries.query(node.query).schema
    if quiet.errors or schema.open or len(schema) != 1:
        return None
    return schema.fields[0]


def _as_join(resolver: Resolver, node: syntax.Subquery, column: Field) -> tuple[Fix, ...]:
    """`where x not in (query)` as `anti join (query) as excluded on x = excluded.c`; what else it asks for stays."""
    step = resolver.step
    if step is None or not isinstance(node.operand, syntax.Reference):
        return ()
    parts = _conjuncts(step.predicate)
    at = next((index for index, part in enumerate(parts) if part.span == node.span), None)
    operand = _operand(resolver, node.operand)
    alias = "excluded" if node.negated else "wanted"
    if at is None or operand is None or alias in resolver.scope.by_alias:
        return ()
    kind = "anti join" if node.negated else "semi join"
    name, rest = quote_name(column.name), ""
    if "." not in operand:  # both sides may have a column of the name
        name = quote_name(f"{alias}_{column.name}")
        rest = f" |> rename {quote_name(column.name)} as {name}"
    join = f"{kind} ({_text(node.query)}{rest}) as {alias} on {operand} = {alias}.{name}"
    file, end = step.span.file, step.span.end
    if len(parts) == 1:
        edits: tuple[Edit, ...] = (Edit(step.span, join),)
    else:
        place = (
            Span(file, parts[at - 1].span.end, node.span.end)
            if at
            else Span(file, node.span.start, parts[1].span.start)
        )
        if at == len(parts) - 1:
            edits = (Edit(Span(file, place.start, end), f"\n  |> {join}"),)
        else:
            edits = (Edit(place, ""), Edit(Span(file, end, end), f"\n  |> {join}"))
    return (Fix(f"write it as `{kind}`", edits),)


def _conjuncts(predicate: syntax.Expr) -> list[syntax.Expr]:
    made: list[syntax.Expr] = []
    todo = [predicate]
    while todo:
        item = todo.pop()
        if isinstance(item, syntax.Binary) and item.op == "and":
            todo += [item.right, item.left]
        else:
            made.append(item)
    return made


def _operand(resolver: Resolver, node: syntax.Reference) -> str | None:
    written = [quote_name(part.text) for part in node.parts]
    if len(written) > 1:
        return ".".join(written)
    entries = resolver.scope.named(node.parts[0].text)
    if len(entries) != 1:
        return None
    alias = entries[0].alias
    return written[0] if alias is None else f"{quote_name(alias)}.{written[0]}"


def _text(query: syntax.Query) -> str:
    """The query as the formatter writes it."""
    from lockgate.grammar.actions import Builder
    from lockgate.grammar.layout.comments import Comments
    from lockgate.grammar.layout.doc import render
    from lockgate.grammar.layout.queries import Queries

    return render(Queries(Comments(Builder("", "", [], [], []))).whole(query))
