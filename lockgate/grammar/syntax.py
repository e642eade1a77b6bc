"""Syntax classes: what a `.gate` file says, with the place of every part.

Nothing here is resolved or typed. Spans never take part in equality, so two texts that mean
the same parse to equal trees.
"""

from __future__ import annotations

from attrs import field, frozen

from lockgate.source import Span


def _span() -> Span:
    return field(eq=False, repr=False, kw_only=True)  # type: ignore[no-any-return]


# -- names and types


@frozen(slots=True)
class Name:
    """One identifier as written, without its backticks; `quoted` says that it had them."""

    text: str
    span: Span = _span()
    quoted: bool = field(default=False, eq=False)


@frozen(slots=True)
class DatasetName:
    """One or two names: `orders`, `mart.orders`."""

    parts: tuple[Name, ...]
    span: Span = _span()

    @property
    def text(self) -> str:
        return ".".join(part.text for part in self.parts)


@frozen(slots=True)
class TypeName:
    """A type as written: lower-case canonical `name` (spellings already rewritten: `integer` is `int`).

    `arguments` are the numbers of decimal(p, s) (varchar(n) loses its n); `elements` the element type of
    an array (one, named "") or the named fields of a struct.
    """

    name: str
    arguments: tuple[int, ...] = ()
    elements: tuple[tuple[str, TypeName], ...] = ()
    span: Span = _span()


# -- expressions


@frozen(slots=True)
class Reference:
    """`a`, `alias.a`, `alias.a.field`."""

    parts: tuple[Name, ...]
    span: Span = _span()


@frozen(slots=True)
class Literal:
    """`kind` is null, boolean, integer, decimal, double, string, date, timestamp, timestamptz or interval.

    `text` is the value's text: digits as written, a string's content unescaped, `true`/`false`, "" for null.
    """

    kind: str
    text: str
    span: Span = _span()


@frozen(slots=True)
class Unary:
    """`op` is `-`, `+` or `not`."""

    op: str
    operand: Expr
    span: Span = _span()


@frozen(slots=True)
class Binary:
    """`op` is one of `or and = <> < <= > >= + - * / // % || ->` (`!=` is `<>`).

    `span` covers both sides, `op_span` the sign.
    """

    op: str
    left: Expr
    right: Expr
    span: Span = _span()
    op_span: Span = _span()


@frozen(slots=True)
class IsNull:
    """`x is [not] null`."""

    operand: Expr
    negated: bool
    span: Span = _span()


@frozen(slots=True)
class InList:
    """`x [not] in (a, b)`."""

    operand: Expr
    items: tuple[Expr, ...]
    negated: bool
    span: Span = _span()


@frozen(slots=True)
class Between:
    """`x [not] between low and high`."""

    operand: Expr
    low: Expr
    high: Expr
    negated: bool
    span: Span = _span()


@frozen(slots=True)
class Like:
    """`x [not] like 'pattern'`."""

    operand: Expr
    pattern: Expr
    negated: bool
    span: Span = _span()


@frozen(slots=True)
class Case:
    """`case [operand] when … then … [else …] end`."""

    operand: Expr | None
    branches: tuple[tuple[Expr, Expr], ...]
    default: Expr | None
    span: Span = _span()


@frozen(slots=True)
class Cast:
    """`cast(x as T)`, or with `safe` `try_cast(x as T)`."""

    operand: Expr
    type: TypeName
    safe: bool
    span: Span = _span()


@frozen(slots=True)
class OrderKey:
    """`expr [asc|desc] [nulls first|last]`; `nulls_first` is None when not said."""

    expr: Expr
    descending: bool = False
    nulls_first: bool | None = None
    span: Span = _span()


@frozen(slots=True)
class FrameBound:
    """`kind` is unbounded_preceding, preceding, current_row, following or unbounded_following."""

    kind: str
    offset: Expr | None = None
    span: Span = _span()


@frozen(slots=True)
class WindowFrame:
    """`rows|range between START and END`."""

    unit: str
    start: FrameBound
    end: FrameBound
    span: Span = _span()


@frozen(slots=True)
class Over:
    """`over (partition by … order by … frame)`."""

    partition: tuple[Expr, ...]
    order: tuple[OrderKey, ...]
    frame: WindowFrame | None
    span: Span = _span()


@frozen(slots=True)
class Argument:
    """An argument of a function; only `struct` takes a name (`struct(a as x)`)."""

    expr: Expr
    name: Name | None = None
    span: Span = _span()


@frozen(slots=True)
class Call:
    """`name(args)`; `star` for `count(*)`; `order` for `string_agg(x, ',' order by y)`."""

    name: Name
    args: tuple[Argument, ...]
    star: bool = False
    distinct: bool = False
    order: tuple[OrderKey, ...] = ()
    filter: Expr | None = None
    over: Over | None = None
    span: Span = _span()


@frozen(slots=True)
class Index:
    """`a[i]`."""

    operand: Expr
    index: Expr
    span: Span = _span()


@frozen(slots=True)
class FieldAccess:
    """`(expr).field` or `f(x).field`; `a.b` of plain names is a `Reference`."""

    operand: Expr
    name: Name
    span: Span = _span()


@frozen(slots=True)
class Subquery:
    """A query inside an expression, which the language has not: kept for the diagnostic that shows the rewrite.

    `kind` is exists, in (with `operand`) or scalar.
    """

    kind: str
    query: Query
    operand: Expr | None = None
    negated: bool = False
    span: Span = _span()


Expr = (
    Reference
    | Literal
    | Unary
    | Binary
    | IsNull
    | InList
    | Between
    | Like
    | Case
    | Cast
    | Call
    | Index
    | FieldAccess
    | Subquery
)


# -- queries


@frozen(slots=True)
class Star:
    """`*` or `alias.*`."""

    alias: Name | None
    span: Span = _span()


@frozen(slots=True)
class Item:
    """`expr [as name]`; `name` is None when not written."""

    expr: Expr
    name: Name | None
    span: Span = _span()


@frozen(slots=True)
class FromDataset:
    """`DATASET [as a]`, a binding's name included."""

    dataset: DatasetName
    alias: Name | None
    span: Span = _span()


@frozen(slots=True)
class FromQuery:
    """`(query) as a`."""

    query: Query
    alias: Name | None
    span: Span = _span()


@frozen(slots=True)
class FromValues:
    """`values (1, 'x'), … as v (id, name)`."""

    rows: tuple[tuple[Expr, ...], ...]
    alias: Name | None
    columns: tuple[Name, ...]
    span: Span = _span()


FromItem = FromDataset | FromQuery | FromValues


@frozen(slots=True)
class Where:
    predicate: Expr
    span: Span = _span()


@frozen(slots=True)
class Select:
    items: tuple[Item | Star, ...]
    span: Span = _span()


@frozen(slots=True)
class Extend:
    items: tuple[Item, ...]
    span: Span = _span()


@frozen(slots=True)
class Set:
    """`set column = expr, …`."""

    items: tuple[tuple[Reference, Expr], ...]
    span: Span = _span()


@frozen(slots=True)
class Drop:
    columns: tuple[Reference, ...]
    span: Span = _span()


@frozen(slots=True)
class Rename:
    items: tuple[tuple[Reference, Name], ...]
    span: Span = _span()


@frozen(slots=True)
class Alias:
    """`as x`."""

    name: Name
    span: Span = _span()


@frozen(slots=True)
class Join:
    """`kind` is inner, left, right, full, semi, anti or cross."""

    kind: str
    many: bool
    right: FromItem
    on: Expr | None
    using: tuple[Name, ...]
    span: Span = _span()
    many_span: Span | None = field(default=None, eq=False, repr=False, kw_only=True)


@frozen(slots=True)
class GroupingSets:
    """`rollup (…)`, `cube (…)` or `grouping sets ((…), …)` in `group by`; `kind` is rollup, cube or grouping_sets.

    For rollup and cube each element is a set of one or more.
    """

    kind: str
    sets: tuple[tuple[Item, ...], ...]
    span: Span = _span()


@frozen(slots=True)
class Aggregate:
    """`aggregate … [group by …]`."""

    items: tuple[Item, ...]
    groups: tuple[Item | GroupingSets, ...]
    span: Span = _span()


@frozen(slots=True)
class Distinct:
    """`distinct`, or with keys `distinct on (a, b) order by …`."""

    on: tuple[Expr, ...] = ()
    order: tuple[OrderKey, ...] = ()
    span: Span = _span()


@frozen(slots=True)
class OrderBy:
    keys: tuple[OrderKey, ...]
    span: Span = _span()


@frozen(slots=True)
class Limit:
    """Numbers as written (non-negative integers)."""

    count: int
    offset: int = 0
    span: Span = _span()


@frozen(slots=True)
class SetOperation:
    """`kind` is union_all, union, intersect or except (the last three distinct)."""

    kind: str
    queries: tuple[Query, ...]
    span: Span = _span()


@frozen(slots=True)
class Pivot:
    """`pivot (agg [as x], … for column in ('a' as a, …))`."""

    items: tuple[Item, ...]
    column: Reference
    values: tuple[Item, ...]
    span: Span = _span()


@frozen(slots=True)
class Unpivot:
    """`unpivot (value for name in (a, b))`."""

    value: Name
    name: Name
    columns: tuple[Reference, ...]
    span: Span = _span()


@frozen(slots=True)
class Unnest:
    """`unnest expr as name`."""

    item: Item
    span: Span = _span()


@frozen(slots=True)
class BadOperator:
    """A pipe operator that did not parse: it has its diagnostic; what follows is checked with an open schema."""

    span: Span = _span()


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
    span: Span = _span()


# -- statements of blocks


@frozen(slots=True)
class Text:
    """A string with its place (content unescaped)."""

    text: str
    span: Span = _span()


@frozen(slots=True)
class Option:
    """`name = literal` in `(header = true)`."""

    name: Name
    value: Literal
    span: Span = _span()


@frozen(slots=True)
class Read:
    """`read FORMAT 'location' (options)`; also `to FORMAT 'location'` of an export."""

    format: Name
    location: Text
    options: tuple[Option, ...]
    span: Span = _span()


@frozen(slots=True)
class ColumnSpec:
    """A column of `columns (…)`. Literals may carry a sign (`Unary`)."""

    name: Name
    type: TypeName
    not_null: bool = False
    unique: bool = False
    domain: tuple[Expr, ...] = ()
    between: tuple[Expr, Expr] | None = None
    references: tuple[DatasetName, Name] | None = None
    labels: tuple[Label, ...] = ()
    description: Text | None = None
    span: Span = _span()


@frozen(slots=True)
class Label:
    """A dotted label (`pii.email`)."""

    text: str
    span: Span = _span()


@frozen(slots=True)
class Columns:
    columns: tuple[ColumnSpec, ...]
    span: Span = _span()


@frozen(slots=True)
class Description:
    text: Text
    span: Span = _span()


@frozen(slots=True)
class Owner:
    text: Text
    span: Span = _span()


@frozen(slots=True)
class Tags:
    names: tuple[Name, ...]
    span: Span = _span()


@frozen(slots=True)
class Key:
    columns: tuple[Name, ...]
    span: Span = _span()


@frozen(slots=True)
class References:
    """`references (a, b) DATASET (x, y)`."""

    columns: tuple[Name, ...]
    dataset: DatasetName
    target_columns: tuple[Name, ...]
    span: Span = _span()


@frozen(slots=True)
class Fresh:
    """`fresh COLUMN within '24 hours'`."""

    column: Name
    within: Text
    span: Span = _span()


@frozen(slots=True)
class Check:
    """`check NAME: EXPR | unique (a, b) | empty (query) [severity warn]`; exactly one of the three is set."""

    name: Name
    expr: Expr | None = None
    unique: tuple[Name, ...] = ()
    empty: Query | None = None
    severity: str = "error"
    span: Span = _span()


@frozen(slots=True)
class Materialize:
    """`kind` is view, table, incremental or snapshot; the rest as LANGUAGE.md section 4."""

    kind: str
    cursor: Name | None = None
    lookback: Text | None = None
    keys: tuple[Name, ...] = ()
    strategy: str | None = None
    span: Span = _span()


@frozen(slots=True)
class With:
    """`with NAME as (query)`."""

    name: Name
    query: Query
    span: Span = _span()


@frozen(slots=True)
class Given:
    """`given DATASET (cols) values rows`; `expect` is the same with no dataset."""

    dataset: DatasetName | None
    columns: tuple[Name, ...]
    rows: tuple[tuple[Expr, ...], ...]
    span: Span = _span()


@frozen(slots=True)
class Test:
    """`test NAME { given … expect … }`."""

    name: Name
    given: tuple[Given, ...]
    expect: tuple[Given, ...]
    span: Span = _span()


@frozen(slots=True)
class Retries:
    """`retries N [every '…']`."""

    count: int
    every: Text | None
    span: Span = _span()


@frozen(slots=True)
class Setting:
    """A statement of jobs and schedules that is a keyword and values.

    These are `image cpu memory timeout start notify catchup concurrency on run after`.

    `keyword` names it; `values` holds its literals (`Literal`), names (`DatasetName`) or expressions.
    """

    keyword: str
    values: tuple[Expr | DatasetName, ...]
    span: Span = _span()


@frozen(slots=True)
class Cron:
    """`cron '…' timezone '…'`."""

    text: Text
    timezone: Text | None
    span: Span = _span()


@frozen(slots=True)
class Command:
    """`command ('a', run_date)`: literals and references to params."""

    words: tuple[Expr, ...]
    span: Span = _span()


@frozen(slots=True)
class Environment:
    """`env (A = '…')` or `secrets (A = 'name')`; `keyword` is env or secrets."""

    keyword: str
    items: tuple[Option, ...]
    span: Span = _span()


@frozen(slots=True)
class Rule:
    """A statement of a policy, kept as its tokens' texts until policies are compiled: `deny flow pii to mart.*`.

    `words` are (token kind, text) pairs: kind is word, string, number or sign.
    """

    words: tuple[tuple[str, str], ...]
    span: Span = _span()


Statement = (
    Description
    | Owner
    | Tags
    | Read
    | Columns
    | Key
    | References
    | Fresh
    | Check
    | Materialize
    | With
    | Query
    | Test
    | Retries
    | Setting
    | Cron
    | Command
    | Environment
    | Rule
)


# -- declarations


@frozen(slots=True)
class Param:
    """`param NAME TYPE = literal` (the literal may carry a sign)."""

    name: Name
    type: TypeName
    default: Expr
    span: Span = _span()


@frozen(slots=True)
class Function:
    """`function NAME(a T, …) T = expr`."""

    name: Name
    parameters: tuple[tuple[Name, TypeName], ...]
    type: TypeName
    body: Expr
    span: Span = _span()


@frozen(slots=True)
class Block:
    """`source|model|job|schedule|policy NAME { statements }`, statements in the order written.

    `broken` says that a statement did not parse (it has its diagnostic): what is missing is no error of its own.
    """

    kind: str
    name: DatasetName
    statements: tuple[Statement, ...]
    broken: bool = field(default=False, eq=False)
    span: Span = _span()


@frozen(slots=True)
class Export:
    """`export MODEL to FORMAT 'location' (options)`."""

    model: DatasetName
    to: Read
    span: Span = _span()


@frozen(slots=True)
class Waive:
    """`waive POLICY on DATASET until date '…' by '…' reason '…'`."""

    policy: Name
    target: str
    until: Text
    by: Text
    reason: Text
    span: Span = _span()


Declaration = Param | Function | Block | Export | Waive


@frozen(slots=True)
class File:
    """A parsed file."""

    path: str
    declarations: tuple[Declaration, ...]
    span: Span = _span()
