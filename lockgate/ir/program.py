"""A whole project in IR: what was declared, by name, in a stable order.

The program holds no graph and no derived fact: schemas come from relations, dependencies,
keys, labels and lineage from `analysis`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from attrs import field, frozen

from lockgate.ir.expr import Expr, Literal
from lockgate.ir.policy import Policy, Waiver
from lockgate.ir.rel import Rel
from lockgate.ir.types import Schema, Type
from lockgate.source import Span


@frozen(slots=True)
class SourceColumn:
    """A column a source promises: type, nullability, domain, labels."""

    name: str
    type: Type
    nullable: bool = True
    unique: bool = False
    domain: tuple[Literal, ...] = ()
    """The only values that occur, from `in (…)`; empty: not promised."""
    between: tuple[Literal, Literal] | None = None
    references: tuple[str, str] | None = None
    """(dataset, column)."""
    labels: tuple[str, ...] = ()
    description: str = ""
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(slots=True)
class Reference:
    """`columns` of this dataset, where none is NULL, stand in `target_columns` of `target`."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(slots=True)
class Location:
    """Where rows lie: `format` is parquet, csv, json, table or postgres; a relative location is below the project."""

    format: str
    location: str
    options: tuple[tuple[str, Literal], ...] = ()
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(slots=True)
class Freshness:
    """The newest `column` is no older than `seconds` before the run started."""

    column: str
    seconds: int
    text: str
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(slots=False)
class Check:
    """A promise about a dataset as the relation of what breaks it: `violations` must be empty.

    `kind` is one of: row, table, unique, empty (written by the author), and for promises of
    sources and keys: not_null, unique, key, domain, between, references, fresh.
    `columns` are the columns it is about, for reports.
    """

    name: str
    kind: str
    violations: Rel
    severity: str = "error"
    columns: tuple[str, ...] = ()
    text: str = ""
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(slots=True)
class Rows:
    """Literal rows of a `test`: column names and one tuple of literals a row."""

    dataset: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Expr, ...], ...]
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(slots=True)
class UnitTest:
    """A `test` block: given rows (full width, missing columns are typed NULLs), expected rows of the model."""

    name: str
    given: tuple[Rows, ...]
    expect: Rows
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(slots=True)
class Materialization:
    """How a model is stored: `kind` is view, table, incremental or snapshot.

    A snapshot's query ends with its columns of history; see `ir.history`.
    """

    kind: str = "view"
    cursor: str | None = None
    lookback: str | None = None
    keys: tuple[str, ...] = ()
    strategy: str | None = None
    seconds: int = 0
    """The look-back."""
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(slots=False)
class Source:
    """A declared dataset that exists outside."""

    name: str
    columns: tuple[SourceColumn, ...]
    location: Location | None
    key: tuple[str, ...] | None = None
    references: tuple[Reference, ...] = ()
    fresh: Freshness | None = None
    checks: tuple[Check, ...] = ()
    """The author's checks and, after them, one for each promise."""
    description: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    span: Span | None = field(default=None, eq=False, repr=False)

    @cached_property
    def schema(self) -> Schema:
        from lockgate.ir.types import Field

        return Schema.of(Field(column.name, column.type, column.nullable) for column in self.columns)


@frozen(slots=False)
class Model:
    """A dataset that lockgate builds."""

    name: str
    query: Rel
    materialization: Materialization = Materialization()
    key: tuple[str, ...] | None = None
    contract: Schema | None = None
    checks: tuple[Check, ...] = ()
    tests: tuple[UnitTest, ...] = ()
    description: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    labels: tuple[tuple[str, str], ...] = ()
    """(column, label) pairs the contract states."""
    broken: bool = False
    """The model has an error of its own or its query could not be resolved whole."""
    span: Span | None = field(default=None, eq=False, repr=False)
    key_span: Span | None = field(default=None, eq=False, repr=False)
    query_span: Span | None = field(default=None, eq=False, repr=False)
    block_span: Span | None = field(default=None, eq=False, repr=False)
    """The whole declaration; `span` is its name."""

    @property
    def schema(self) -> Schema:
        return self.query.schema


@frozen(slots=True)
class Export:
    """A model written out: whole or not at all."""

    model: str
    to: Location
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(slots=True)
class Retry:
    """How often and how long apart (seconds)."""

    count: int
    every: int | None = None


@frozen(slots=True)
class Job:
    """A container that runs after its inputs. Command words are strings or `Parameter`/`Literal` expressions."""

    name: str
    image: str = ""
    command: tuple[Expr, ...] = ()
    cpu: str = ""
    memory: int | None = None
    env: tuple[tuple[str, str], ...] = ()
    secrets: tuple[tuple[str, str], ...] = ()
    after: tuple[str, ...] = ()
    retries: Retry | None = None
    timeout: int | None = None
    """Seconds."""
    description: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    span: Span | None = field(default=None, eq=False, repr=False)


@frozen(slots=True)
class Schedule:
    """When models and jobs run: by `cron` in `timezone`, or when the `on` models were updated."""

    name: str
    cron: str | None = None
    timezone: str | None = None
    on: tuple[str, ...] = ()
    start: str | None = None
    run: tuple[str, ...] = ()
    catchup: bool = False
    concurrency: int | None = None
    retries: Retry | None = None
    timeout: int | None = None
    notify: tuple[str, ...] = ()
    description: str = ""
    owner: str = ""
    tags: tuple[str, ...] = ()
    span: Span | None = field(default=None, eq=False, repr=False)
    cron_span: Span | None = field(default=None, eq=False, repr=False)
    """Where its `cron` stands."""


@frozen(slots=False)
class Program:
    """A resolved project. Each tuple is sorted by name, so that file order means nothing."""

    name: str
    sources: tuple[Source, ...] = ()
    models: tuple[Model, ...] = ()
    exports: tuple[Export, ...] = ()
    jobs: tuple[Job, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    policies: tuple[Policy, ...] = ()
    waivers: tuple[Waiver, ...] = ()
    """Sorted by policy, target and day."""
    params: tuple[Span, ...] = field(default=(), eq=False, repr=False)
    """Where the values of params stand: a literal from there may be another one in the next run."""
    functions: tuple[Span, ...] = field(default=(), eq=False, repr=False)
    """Where functions are declared whose bodies were inlined."""

    @cached_property
    def datasets(self) -> Mapping[str, Source | Model]:
        """Sources and models by case-folded name."""
        found: dict[str, Source | Model] = {item.name.casefold(): item for item in self.sources}
        found.update((item.name.casefold(), item) for item in self.models)
        return found
