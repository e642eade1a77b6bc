"""Queries: where they begin, and each operator handed to its room."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import define, evolve

from lockgate.diagnostics import (
    Edit,
    Fix,
    InvalidStatement,
    LimitWithoutOrder,
    MissingName,
    OrderWithoutLimit,
    Related,
    TooComplex,
    UnionMismatch,
    UnknownDataset,
)
from lockgate.diagnostics.suggest import nearest
from lockgate.grammar import syntax
from lockgate.grammar.keywords import quote_name
from lockgate.ir import types
from lockgate.ir.coerce import coerce
from lockgate.ir.expr import Expr
from lockgate.ir.functions import Typed
from lockgate.ir.rel import Bind, Filter, Limit, Rel, Scan, Sort, Values
from lockgate.ir.types import Schema
from lockgate.passes.resolve import aggregates, calls, columns, joins, reshape, setops
from lockgate.passes.resolve.context import Context
from lockgate.passes.resolve.expressions import Resolver
from lockgate.passes.resolve.pipe import NOTHING, Pipe, close, identity, project
from lockgate.passes.resolve.scope import Scope, table_scope
from lockgate.source import Span

MAX_COLUMNS = 150_000
"""Of all steps of a model together: each analysis looks at each of them."""


@define(slots=True)
class Binding:
    """A `with` that has been resolved; `used` when something reads it."""

    rel: Bind
    span: Span
    open: bool = False
    used: bool = False


class QueryResolver:
    """Queries of one model (or check): the project's datasets and the bindings so far."""

    def __init__(self, context: Context, stored: bool = True, future: dict[str, Span] | None = None) -> None:
        self.context = context
        context.said.clear()
        self.bindings: dict[str, Binding] = {}
        self.columns = 0
        """Of all steps so far, together."""
        self.stored = stored
        self.future = future or {}
        """Bindings that come later in the text, for the message."""

    def query(self, node: syntax.Query) -> Rel:
        """A whole query as a relation whose columns bear the visible names."""
        pipe = self.pipe(node)
        end = node.operators[-1].span if node.operators else node.source.span
        if pipe.pending is not None:
            self._unlimited(pipe.pending)
        return close(pipe, end, self.context)

    def pipe(self, node: syntax.Query) -> Pipe:
        """A query with its scope still open."""
        pipe = self.source(node.source)
        for operator in node.operators:
            pipe = _OPERATORS[type(operator)](self, pipe, operator)
            self.columns += len(pipe.scope.entries)
            if self.columns > MAX_COLUMNS:
                return self._too_wide(pipe, operator.span)
        return pipe

    def _too_wide(self, pipe: Pipe, place: Span) -> Pipe:
        """The rest of a query is not read whose steps have too many columns in all."""
        if self.columns < 2 * MAX_COLUMNS:
            self.columns = 2 * MAX_COLUMNS  # said once
            self.context.report(
                TooComplex(
                    span=place,
                    message=f"the steps of this query have more than {MAX_COLUMNS:,} columns in all",
                    help="select the columns that are needed first, or join fewer tables at once",
                )
            )
        return evolve(pipe, scope=evolve(pipe.scope, open=True), pending=None, ordered=True)

    def is_open(self, pipe: Pipe) -> bool:
        return pipe.scope.open

    def _unlimited(self, place: Span) -> None:
        self.context.report(
            OrderWithoutLimit(
                span=place,
                message="a stored table has no order, so this one is lost",
                help="remove it, or add `|> limit N` if you want the first rows; readers order for themselves",
            )
        )

    # -- where rows come from

    def source(self, node: syntax.FromItem) -> Pipe:
        """`from …` or the right side of a join."""
        match node:
            case syntax.FromDataset():
                return self._dataset(node)
            case syntax.FromQuery():
                rel = self.query(node.query)
                alias = node.alias.text if node.alias is not None else None
                origins = alias or "a query"
                return Pipe(
                    _hinted(rel, alias), table_scope(alias, origins, rel.schema.names, rel.schema.open)
                )
            case syntax.FromValues():
                return self._values(node)
            case syntax.BadSource():
                return Pipe(NOTHING, table_scope(None, "", (), open=True))

    def _dataset(self, node: syntax.FromDataset) -> Pipe:
        written = node.dataset
        alias = node.alias.text if node.alias is not None else written.parts[-1].text
        if len(written.parts) == 1:
            binding = self.bindings.get(written.text.casefold())
            if binding is not None:
                binding.used = True
                rel: Rel = binding.rel
                if alias != binding.rel.name:
                    # The alias stands on a projection, so that all uses share the one binding.
                    rel = project(rel, identity(rel), hint=alias)
                return Pipe(rel, table_scope(alias, binding.rel.name, rel.schema.names, rel.schema.open))
        dataset = self.context.datasets.get(written.text.casefold())
        if dataset is None:
            self._unknown_dataset(written)
            return Pipe(NOTHING, table_scope(alias, written.text, (), open=True))
        schema = dataset.schema
        scan = Scan(dataset.name, schema, hint=alias, span=written.span)
        return Pipe(scan, table_scope(alias, dataset.name, schema.names, schema.open))

    def _unknown_dataset(self, written: syntax.DatasetName) -> None:
        later = self.future.get(written.text.casefold())
        if later is not None:
            self.context.report(
                UnknownDataset(
                    span=written.span,
                    message=f"the binding `{written.text}` is used before it is declared",
                    help="move its `with` up, above this one",
                    related=(Related("it is declared here", later),),
                )
            )
            return
        names = [item.name for item in self.context.datasets.values()]
        known = [*names, *(binding.rel.name for binding in self.bindings.values())]
        close_names = nearest(written.text, known)
        last = written.parts[-1].text.casefold()
        if not close_names:
            close_names = tuple(sorted(n for n in names if n.split(".")[-1].casefold() == last))[:3]
        way = ".".join(quote_name(part) for part in close_names[0].split(".")) if close_names else ""
        shown = ", ".join(f"`{name}`" for name in sorted(known)[:8]) + (", …" if len(known) > 8 else "")
        self.context.report(
            UnknownDataset(
                span=written.span,
                message=f"no dataset `{written.text}`",
                help=f"did you mean `{close_names[0]}`?"
                if close_names
                else (f"the datasets are {shown}" if known else "declare it with `source` or `model`"),
                expected=close_names or tuple(sorted(known)[:20]),
                fixes=(Fix(f"use `{close_names[0]}`", (Edit(written.span, way),)),) if close_names else (),
            )
        )

    def _values(self, node: syntax.FromValues) -> Pipe:
        alias = node.alias.text if node.alias is not None else None
        names = [name.text for name in node.columns]
        width = len(node.rows[0]) if node.rows else 0
        if not names or alias is None:
            end = Span(node.span.file, node.span.end, node.span.end)
            wanted = ", ".join(f"c{index + 1}" for index in range(width))
            self.context.report(
                MissingName(
                    span=node.span,
                    message="the columns of `values` need names",
                    help="write `values (…) as v (a, b)`",
                    fixes=(Fix("name them", (Edit(end, f" as v ({wanted})"),)),) if alias is None else (),
                )
            )
            return Pipe(NOTHING, table_scope(alias, "values", (), open=True))
        self.context.unique_names(node.columns, "columns")
        rows = value_rows(self.context, node.rows, len(names), "`values`")
        if rows is None or len({name.casefold() for name in names}) < len(names):
            return Pipe(NOTHING, table_scope(alias, "values", (), open=True))
        rel = unified_values(self.context, tuple(names), rows, node)
        return Pipe(rel, table_scope(alias, "values", names, rel is NOTHING))

    # -- operators that need no room of their own

    def where(self, pipe: Pipe, node: syntax.Where) -> Pipe:
        resolver = Resolver(self.context, pipe.scope, pipe.rel.schema, "where")
        resolver.queries, resolver.step = self, node
        predicate = resolver.boolean(node.predicate, "`where`")
        if predicate.type == types.UNKNOWN:
            return pipe
        return evolve(pipe, rel=Filter(pipe.rel, predicate.expr, span=node.span))

    def alias(self, pipe: Pipe, node: syntax.Alias) -> Pipe:
        rel = close(pipe, node.span, self.context, f"`as {node.name.text}`")
        alias = node.name.text
        scope = table_scope(alias, alias, rel.schema.names, pipe.scope.open)
        return evolve(pipe, rel=_hinted(rel, alias), scope=scope)

    def order_by(self, pipe: Pipe, node: syntax.OrderBy) -> Pipe:
        if pipe.pending is not None:
            self._unlimited(pipe.pending)
        resolver = Resolver(self.context, pipe.scope, pipe.rel.schema, "order by")
        before = self.context.errors
        keys = calls.sort_keys(resolver, node.keys)
        if self.context.errors > before or any(_has_unknown(key.expr) for key in keys):
            return evolve(pipe, ordered=True, pending=None)
        return evolve(pipe, rel=Sort(pipe.rel, keys, span=node.span), pending=node.span, ordered=True)

    def limit(self, pipe: Pipe, node: syntax.Limit) -> Pipe:
        if not pipe.ordered:
            self.context.report(
                LimitWithoutOrder(
                    span=node.span,
                    message="a limit without an order keeps arbitrary rows, other ones on each run",
                    help="put `|> order by …` before it, with keys that leave no ties",
                )
            )
        return evolve(
            pipe, rel=Limit(pipe.rel, node.count, node.offset, span=node.span), pending=None, ordered=False
        )

    def bad(self, pipe: Pipe, node: syntax.BadOperator) -> Pipe:
        return evolve(pipe, scope=evolve(pipe.scope, open=True), pending=None, ordered=True)

    def lose_order(self, pipe: Pipe) -> Pipe:
        """Before an operator that keeps no order: an order that no limit has used is reported."""
        if pipe.pending is not None:
            self._unlimited(pipe.pending)
        if pipe.pending is None and not pipe.ordered:
            return pipe
        return evolve(pipe, pending=None, ordered=False)

    def statement(self, span: Span, message: str, help: str) -> None:
        self.context.report(InvalidStatement(span=span, message=message, help=help))


def _has_unknown(expr: Expr) -> bool:
    from lockgate.ir.expr import Literal
    from lockgate.ir.traverse import walk_expr

    return any(isinstance(item, Literal) and item.type == types.UNKNOWN for item in walk_expr(expr))


def _hinted(rel: Rel, hint: str | None) -> Rel:
    return evolve(rel, hint=hint) if hint is not None and not isinstance(rel, Bind) else rel


def value_rows(
    context: Context, rows: tuple[tuple[syntax.Expr, ...], ...], width: int, what: str
) -> list[list[Typed]] | None:
    """Rows of constants, or None after a report of a row of another width."""
    resolver = Resolver(context, Scope(()), Schema(()), "values")
    made: list[list[Typed]] = []
    good = True
    for row in rows:
        values = [resolver.typed(item) for item in row]
        if len(row) != width and row:
            good = False
            span = row[0].span.to(row[-1].span)
            context.report(
                UnionMismatch(
                    span=span,
                    message=f"this row of {what} has {len(row)} values, and {width} are wanted",
                    help="",
                )
            )
        made.append(values)
    return made if good else None


def unified_values(
    context: Context, names: tuple[str, ...], rows: list[list[Typed]], node: syntax.FromValues
) -> Rel:
    """A `Values` whose columns have one type each; NOTHING where there is none."""
    resolver = Resolver(context, Scope(()), Schema(()), "values")
    wanted: list[types.Type] = []
    for index in range(len(names)):
        column = [row[index] for row in rows]
        spans = [row[index].span for row in node.rows]
        common = resolver.common(column, spans, "the values of a column")
        if common is None or common == types.UNKNOWN:
            return NOTHING
        wanted.append(common)
    made = tuple(
        tuple(coerce(value.expr, value.type, kind) for value, kind in zip(row, wanted, strict=True))
        for row in rows
    )
    return Values(names, made, hint=node.alias.text if node.alias is not None else None, span=node.span)


_OPERATORS: dict[type, Callable[[QueryResolver, Pipe, Any], Pipe]] = {
    syntax.Where: QueryResolver.where,
    syntax.Select: columns.select,
    syntax.Extend: columns.extend,
    syntax.Set: columns.set_columns,
    syntax.Drop: columns.drop,
    syntax.Rename: columns.rename,
    syntax.Alias: QueryResolver.alias,
    syntax.Join: joins.join,
    syntax.Aggregate: aggregates.aggregate,
    syntax.Distinct: reshape.distinct,
    syntax.OrderBy: QueryResolver.order_by,
    syntax.Limit: QueryResolver.limit,
    syntax.SetOperation: setops.set_operation,
    syntax.Pivot: aggregates.pivot,
    syntax.Unpivot: reshape.unpivot,
    syntax.Unnest: reshape.unnest,
    syntax.BadOperator: QueryResolver.bad,
}
