"""Statements of sources, models, jobs, schedules and policies."""

from __future__ import annotations

from attrs import field, frozen

from lockgate.grammar.syntax.expressions import Expr, Literal
from lockgate.grammar.syntax.names import DatasetName, Name, TypeName
from lockgate.grammar.syntax.place import place
from lockgate.grammar.syntax.queries import Query
from lockgate.source import Span


@frozen(slots=True)
class Text:
    """A string with its place (content unescaped)."""

    text: str
    span: Span = place()


@frozen(slots=True)
class Option:
    """`name = literal` in `(header = true)`."""

    name: Name
    value: Literal
    span: Span = place()


@frozen(slots=True)
class Read:
    """`read FORMAT 'location' (options)`; also `to FORMAT 'location'` of an export."""

    format: Name
    location: Text
    options: tuple[Option, ...]
    span: Span = place()


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
    span: Span = place()


@frozen(slots=True)
class Label:
    """A dotted label (`pii.email`)."""

    text: str
    span: Span = place()


@frozen(slots=True)
class Columns:
    columns: tuple[ColumnSpec, ...]
    span: Span = place()


@frozen(slots=True)
class Description:
    text: Text
    span: Span = place()


@frozen(slots=True)
class Owner:
    text: Text
    span: Span = place()


@frozen(slots=True)
class Tags:
    names: tuple[Name, ...]
    span: Span = place()


@frozen(slots=True)
class Key:
    columns: tuple[Name, ...]
    span: Span = place()


@frozen(slots=True)
class References:
    """`references (a, b) DATASET (x, y)`."""

    columns: tuple[Name, ...]
    dataset: DatasetName
    target_columns: tuple[Name, ...]
    span: Span = place()


@frozen(slots=True)
class Fresh:
    """`fresh COLUMN within '24 hours'`."""

    column: Name
    within: Text
    span: Span = place()


@frozen(slots=True)
class Check:
    """`check NAME: EXPR | unique (a, b) | empty (query) [severity warn]`; exactly one of the three is set."""

    name: Name
    expr: Expr | None = None
    unique: tuple[Name, ...] = ()
    empty: Query | None = None
    severity: str = "error"
    span: Span = place()


@frozen(slots=True)
class Materialize:
    """`kind` is view, table, incremental or snapshot; the rest as LANGUAGE.md section 4."""

    kind: str
    cursor: Name | None = None
    lookback: Text | None = None
    keys: tuple[Name, ...] = ()
    strategy: str | None = None
    span: Span = place()


@frozen(slots=True)
class With:
    """`with NAME as (query)`."""

    name: Name
    query: Query
    span: Span = place()


@frozen(slots=True)
class Given:
    """`given DATASET (cols) values rows`; `expect` is the same with no dataset."""

    dataset: DatasetName | None
    columns: tuple[Name, ...]
    rows: tuple[tuple[Expr, ...], ...]
    span: Span = place()


@frozen(slots=True)
class Test:
    """`test NAME { given … expect … }`."""

    name: Name
    given: tuple[Given, ...]
    expect: tuple[Given, ...]
    span: Span = place()


@frozen(slots=True)
class Retries:
    """`retries N [every '…']`."""

    count: int
    every: Text | None
    span: Span = place()


@frozen(slots=True)
class Setting:
    """A statement of jobs and schedules that is a keyword and values.

    These are `image cpu memory timeout start notify catchup concurrency on run after`.

    `keyword` names it; `values` holds its literals (`Literal`), names (`DatasetName`) or expressions.
    """

    keyword: str
    values: tuple[Expr | DatasetName, ...]
    span: Span = place()


@frozen(slots=True)
class Cron:
    """`cron '…' timezone '…'`."""

    text: Text
    timezone: Text | None
    span: Span = place()


@frozen(slots=True)
class Command:
    """`command ('a', run_date)`: literals and references to params."""

    words: tuple[Expr, ...]
    span: Span = place()


@frozen(slots=True)
class Environment:
    """`env (A = '…')` or `secrets (A = 'name')`; `keyword` is env or secrets."""

    keyword: str
    items: tuple[Option, ...]
    span: Span = place()


@frozen(slots=True)
class Rule:
    """A statement of a policy, kept as its tokens' texts; the resolver reads them: `deny flow pii to mart.*`.

    `words` are (token kind, text) pairs: kind is word, string, number or sign. `places` says where each stands.
    """

    words: tuple[tuple[str, str], ...]
    places: tuple[Span, ...] = field(default=(), eq=False, repr=False)
    span: Span = place()


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
