"""Queries and their pipe operators."""

from __future__ import annotations

from lockgate.diagnostics import SyntaxProblem, TooComplex
from lockgate.grammar import syntax as s
from lockgate.grammar.actions.builder import LOST, Builder, Lost, Token
from lockgate.grammar.actions.expressions import whole
from lockgate.source import Span

Pipeline = list[s.FromItem | s.Operator | Lost]
MAX_OPERATORS = 500
Pairs = list[tuple[s.Reference, s.Expr]]


def pipeline(b: Builder, source: s.FromItem) -> Pipeline:
    return [source]


def operator(b: Builder, items: Pipeline, pipe: Token, item: s.Operator | Lost) -> Pipeline:
    if len(items) > MAX_OPERATORS:
        if not isinstance(items[-1], s.BadOperator):
            b.problems.append(
                TooComplex(
                    span=b.place(pipe),
                    message=f"a query has at most {MAX_OPERATORS} operators",
                    help="give the first of them a name of their own: `with NAME as (…)`, or a model",
                )
            )
            items.append(s.BadOperator(span=b.place(pipe)))
        return items
    items.append(s.BadOperator(span=b.span()) if item is LOST else item)
    return items


def query(b: Builder, items: Pipeline) -> s.Query | Lost:
    source, *operators = items
    if source is LOST:
        return LOST
    return s.Query(source, tuple(operators), span=b.span())  # type: ignore[arg-type]


def from_dataset(b: Builder, dataset: s.DatasetName, alias: s.Name | None) -> s.FromDataset:
    return s.FromDataset(dataset, alias, span=b.span())


def from_query(b: Builder, query: s.Query, alias: s.Name | None) -> s.FromQuery:
    return s.FromQuery(query, alias, span=b.span())


def from_values(
    b: Builder,
    rows: list[tuple[s.Expr, ...]],
    alias: s.Name | None = None,
    columns: list[s.Name] | None = None,
) -> s.FromValues:
    return s.FromValues(tuple(rows), alias, tuple(columns or ()), span=b.span())


def row(b: Builder, items: list[s.Expr]) -> tuple[s.Expr, ...]:
    return tuple(items)


def where(b: Builder, predicate: s.Expr) -> s.Where:
    return s.Where(predicate, span=b.span())


def select(b: Builder, items: list[s.Item | s.Star]) -> s.Select:
    return s.Select(tuple(items), span=b.span())


def item(b: Builder, expr: s.Expr, alias: s.Name | None = None) -> s.Item:
    return s.Item(expr, alias, span=b.span())


def star(b: Builder, path: list[s.Name] | None = None) -> s.Star:
    if path is not None and len(path) > 1:
        b.problems.append(
            SyntaxProblem(
                span=b.span(),
                message="`*` stands behind one alias",
                help=f"write `{path[-1].text}.*`, and give the dataset that alias with `as`",
            )
        )
    return s.Star(path[-1] if path else None, span=b.span())


def extend(b: Builder, items: list[s.Item]) -> s.Extend:
    return s.Extend(tuple(items), span=b.span())


def set_columns(b: Builder, items: Pairs) -> s.Set:
    return s.Set(tuple(items), span=b.span())


def drop(b: Builder, columns: list[s.Reference]) -> s.Drop:
    return s.Drop(tuple(columns), span=b.span())


def rename(b: Builder, items: list[tuple[s.Reference, s.Name]]) -> s.Rename:
    return s.Rename(tuple(items), span=b.span())


def alias(b: Builder, name: s.Name) -> s.Alias:
    return s.Alias(name, span=b.span())


def join_on(b: Builder, kind: Token | None, many: Token | None, right: s.FromItem, on: s.Expr) -> s.Join:
    return _join(b, "inner" if kind is None else b.word(kind), many, right, on, ())


def join_using(
    b: Builder, kind: Token | None, many: Token | None, right: s.FromItem, using: list[s.Name]
) -> s.Join:
    return _join(b, "inner" if kind is None else b.word(kind), many, right, None, tuple(using))


def join_cross(b: Builder, many: Token | None, right: s.FromItem) -> s.Join:
    return _join(b, "cross", many, right, None, ())


def _join(
    b: Builder, kind: str, many: Token | None, right: s.FromItem, on: s.Expr | None, using: tuple[s.Name, ...]
) -> s.Join:
    many_span: Span | None = None if many is None else b.place(many)
    return s.Join(kind, many is not None, right, on, using, span=b.span(), many_span=many_span)


def aggregate(b: Builder, items: list[s.Item], groups: list[s.Item | s.GroupingSets] | None) -> s.Aggregate:
    return s.Aggregate(tuple(items), tuple(groups or ()), span=b.span())


def aggregate_groups(b: Builder, groups: list[s.Item | s.GroupingSets]) -> s.Aggregate:
    return s.Aggregate((), tuple(groups), span=b.span())


def grouping(b: Builder, word: Token, sets: list[list[s.Item]]) -> s.GroupingSets:
    kind = b.word(word)
    kind = "grouping_sets" if kind == "grouping" else kind
    return s.GroupingSets(kind, tuple(tuple(items) for items in sets), span=b.span())


def set_of_one(b: Builder, expr: s.Expr, alias: s.Name) -> list[s.Item]:
    return [s.Item(expr, alias, span=expr.span.to(alias.span))]


def set_of_many(b: Builder, first: s.Item, others: list[s.Item]) -> list[s.Item]:
    return [first, *others]


def distinct(b: Builder, on: list[s.Expr] | None = None, order: list[s.OrderKey] | None = None) -> s.Distinct:
    return s.Distinct(tuple(on or ()), tuple(order or ()), span=b.span())


def order_by(b: Builder, keys: list[s.OrderKey]) -> s.OrderBy:
    return s.OrderBy(tuple(keys), span=b.span())


def limit(b: Builder, count: Token, offset: Token | None) -> s.Limit:
    return s.Limit(whole(b, count), 0 if offset is None else whole(b, offset), span=b.span())


def union_all(b: Builder, word: Token) -> str:
    return "union_all"


def set_operation(b: Builder, kind: str | Token, queries: list[s.Query]) -> s.SetOperation:
    named = kind if isinstance(kind, str) else b.word(kind)
    return s.SetOperation(named, tuple(queries), span=b.span())


def pivot(b: Builder, items: list[s.Item], column: s.Reference, values: list[s.Item]) -> s.Pivot:
    return s.Pivot(tuple(items), column, tuple(values), span=b.span())


def unpivot(b: Builder, value: s.Name, name: s.Name, columns: list[s.Reference]) -> s.Unpivot:
    return s.Unpivot(value, name, tuple(columns), span=b.span())


def unnest(b: Builder, item: s.Item) -> s.Unnest:
    return s.Unnest(item, span=b.span())
