"""Queries: where rows come from, and pipe operators."""

from __future__ import annotations

from attrs import field, frozen

from lockgate.grammar.syntax.expressions import Expr, OrderKey, Reference
from lockgate.grammar.syntax.names import DatasetName, Name
from lockgate.grammar.syntax.place import place
from lockgate.source import Span


@frozen(slots=True)
class Star:
    """`*` or `alias.*`."""

    alias: Name | None
    span: Span = place()


@frozen(slots=True)
class Item:
    """`expr [as name]`; `name` is None when not written."""

    expr: Expr
    name: Name | None
    span: Span = place()


@frozen(slots=True)
class FromDataset:
    """`DATASET [as a]`, a binding's name included."""

    dataset: DatasetName
    alias: Name | None
    span: Span = place()


@frozen(slots=True)
class FromQuery:
    """`(query) as a`."""

    query: Query
    alias: Name | None
    span: Span = place()


@frozen(slots=True)
class FromValues:
    """`values (1, 'x'), … as v (id, name)`."""

    rows: tuple[tuple[Expr, ...], ...]
    alias: Name | None
    columns: tuple[Name, ...]
    span: Span = place()


@frozen(slots=True)
class BadSource:
    """A query's table, or a whole query, that did not parse: it has its diagnostic, and its columns are not known."""

    span: Span = place()


FromItem = FromDataset | FromQuery | FromValues | BadSource


@frozen(slots=True)
class Where:
    predicate: Expr
    span: Span = place()


@frozen(slots=True)
class Select:
    items: tuple[Item | Star, ...]
    span: Span = place()


@frozen(slots=True)
class Extend:
    items: tuple[Item, ...]
    span: Span = place()


@frozen(slots=True)
class Set:
    """`set column = expr, …`."""

    items: tuple[tuple[Reference, Expr], ...]
    span: Span = place()


@frozen(slots=True)
class Drop:
    columns: tuple[Reference, ...]
    span: Span = place()


@frozen(slots=True)
class Rename:
    items: tuple[tuple[Reference, Name], ...]
    span: Span = place()


@frozen(slots=True)
class Alias:
    """`as x`."""

    name: Name
    span: Span = place()


@frozen(slots=True)
class Join:
    """`kind` is inner, left, right, full, semi, anti or cross."""

    kind: str
    many: bool
    right: FromItem
    on: Expr | None
    using: tuple[Name, ...]
    span: Span = place()
    many_span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)


@frozen(slots=True)
class GroupingSets:
    """`rollup (…)`, `cube (…)` or `grouping sets ((…), …)` in `group by`; `kind` is rollup, cube or grouping_sets.

    For rollup and cube each element is a set of one or more.
    """

    kind: str
    sets: tuple[tuple[Item, ...], ...]
    span: Span = place()


@frozen(slots=True)
class Aggregate:
    """`aggregate … [group by …]`."""

    items: tuple[Item, ...]
    groups: tuple[Item | GroupingSets, ...]
    span: Span = place()


@frozen(slots=True)
class Distinct:
    """`distinct`, or with keys `distinct on (a, b) order by …`."""

    on: tuple[Expr, ...] = ()
    order: tuple[OrderKey, ...] = ()
    span: Span = place()


@frozen(slots=True)
class OrderBy:
    keys: tuple[OrderKey, ...]
    span: Span = place()


@frozen(slots=True)
class Limit:
    """Numbers as written (non-negative integers)."""

    count: int
    offset: int = 0
    span: Span = place()


@frozen(slots=True)
class SetOperation:
    """`kind` is union_all, union, intersect or except (the last three distinct)."""

    kind: str
    queries: tuple[Query, ...]
    span: Span = place()


@frozen(slots=True)
class Pivot:
    """`pivot (agg [as x], … for column in ('a' as a, …))`."""

    items: tuple[Item, ...]
    column: Reference
    values: tuple[Item, ...]
    span: Span = place()


@frozen(slots=True)
class Unpivot:
    """`unpivot (value for name in (a, b))`."""

    value: Name
    name: Name
    columns: tuple[Reference, ...]
    span: Span = place()


@frozen(slots=True)
class Unnest:
    """`unnest expr as name`."""

    item: Item
    span: Span = place()


@frozen(slots=True)
class BadOperator:
    """A pipe operator that did not parse: it has its diagnostic; what follows is checked with an open schema."""

    span: Span = place()


Operator = (
    Where
    | Select
    | Extend
    | Set
    | Drop
    | Rename
    | Alias
    | Join
    | Aggregate
    | Distinct
    | OrderBy
    | Limit
    | SetOperation
    | Pivot
    | Unpivot
    | Unnest
    | BadOperator
)


@frozen(slots=True)
class Query:
    """`from ITEM |> operator …`; each operator's span begins at its keyword (behind `|>`)."""

    source: FromItem
    operators: tuple[Operator, ...]
    span: Span = place()
