"""Relations of the IR: each takes tables and gives one; schemas are derived, never stored.

Column names are unique in every relation, and a join's two inputs share none: the resolver
renames on collision with a `Project` on the right input. `hint` fields are what the author
called a thing; code generators use them for readable names, and they take no part in equality.
"""

from __future__ import annotations

from functools import cached_property

from attrs import field, frozen

from lockgate.ir import infer
from lockgate.ir.expr import Expr, SortKey
from lockgate.ir.types import Schema
from lockgate.source import Span

Named = tuple[str, Expr]


def _hint() -> str | None:
    return field(default=None, eq=False, repr=False, kw_only=True)  # type: ignore[no-any-return]


def _span() -> Span | None:
    return field(default=None, eq=False, repr=False, kw_only=True)  # type: ignore[no-any-return]


@frozen(slots=False)
class Scan:
    """All rows of a dataset (`stage.orders`), the only node that states a schema."""

    dataset: str
    schema: Schema
    hint: str | None = _hint()
    span: Span | None = _span()


@frozen(slots=False)
class Values:
    """Literal rows; every row has one expression a name, already of one type a column."""

    names: tuple[str, ...]
    rows: tuple[tuple[Expr, ...], ...]
    hint: str | None = _hint()
    span: Span | None = _span()

    @cached_property
    def schema(self) -> Schema:
        return infer.values_schema(self.names, self.rows)


@frozen(slots=False)
class Bind:
    """A `with` binding: the input under a name. Uses of one binding share one object."""

    name: str
    input: Rel
    hint: str | None = _hint()
    span: Span | None = _span()

    @property
    def schema(self) -> Schema:
        return self.input.schema


@frozen(slots=False)
class Filter:
    """Keep the rows for which `predicate` is true (neither false nor null)."""

    input: Rel
    predicate: Expr
    hint: str | None = _hint()
    span: Span | None = _span()

    @cached_property
    def schema(self) -> Schema:
        return infer.filtered(self.input.schema, self.predicate)


@frozen(slots=False)
class Project:
    """One output column a name, each an expression of the input (windows included)."""

    input: Rel
    columns: tuple[Named, ...]
    hint: str | None = _hint()
    span: Span | None = _span()

    @cached_property
    def schema(self) -> Schema:
        return infer.project_schema(self.input.schema, self.columns)


@frozen(slots=False)
class Join:
    """`kind` is inner, left, right, full, semi, anti or cross; `predicate` is None for cross.

    The output is the left's columns and then the right's (semi, anti: the left's only).
    `many` says that the author allows a left row to meet several right rows.
    """

    kind: str
    left: Rel
    right: Rel
    predicate: Expr | None
    many: bool = False
    hint: str | None = _hint()
    span: Span | None = _span()
    right_span: Span | None = _span()
    """Where the right side stands in the text."""

    @cached_property
    def schema(self) -> Schema:
        return infer.join_schema(self.kind, self.left.schema, self.right.schema, self.predicate)


@frozen(slots=False)
class Aggregate:
    """One row a group (one row in all without groups, even of no rows).

    `groups` are named expressions of the input; `aggregates` are named `AggregateCall`s and nothing
    else (arithmetic over them stands in a `Project` above). `sets` lists the grouping sets as indexes
    into `groups`, or is None for the plain grouping; `grouping(a)` is AggregateCall("grouping", (a,)).
    """

    input: Rel
    groups: tuple[Named, ...]
    aggregates: tuple[Named, ...]
    sets: tuple[tuple[int, ...], ...] | None = None
    hint: str | None = _hint()
    span: Span | None = _span()

    @cached_property
    def schema(self) -> Schema:
        return infer.aggregate_schema(self.input.schema, self.groups, self.aggregates, self.sets)


@frozen(slots=False)
class Distinct:
    """Each row once; NULLs are equal here."""

    input: Rel
    hint: str | None = _hint()
    span: Span | None = _span()

    @property
    def schema(self) -> Schema:
        return self.input.schema


@frozen(slots=False)
class DistinctOn:
    """The first row in `order` for each combination of the `keys` columns (NULLs equal)."""

    input: Rel
    keys: tuple[str, ...]
    order: tuple[SortKey, ...]
    hint: str | None = _hint()
    span: Span | None = _span()

    @property
    def schema(self) -> Schema:
        return self.input.schema


@frozen(slots=False)
class Sort:
    """The same rows in an order."""

    input: Rel
    keys: tuple[SortKey, ...]
    hint: str | None = _hint()
    span: Span | None = _span()

    @property
    def schema(self) -> Schema:
        return self.input.schema


@frozen(slots=False)
class Limit:
    """At most `count` rows after the first `offset`."""

    input: Rel
    count: int
    offset: int = 0
    hint: str | None = _hint()
    span: Span | None = _span()

    @property
    def schema(self) -> Schema:
        return self.input.schema


@frozen(slots=False)
class SetOperation:
    """`kind` is union_all, union, intersect or except (the last three distinct).

    The inputs have the same names in the same order and the same types: the resolver puts a
    `Project` on each side that needs one. `except` takes away all later inputs from the first.
    """

    kind: str
    inputs: tuple[Rel, ...]
    hint: str | None = _hint()
    span: Span | None = _span()

    @cached_property
    def schema(self) -> Schema:
        return infer.set_schema(self.kind, tuple(item.schema for item in self.inputs))


@frozen(slots=False)
class Unpivot:
    """One row for each row and each of `columns`: its name in `name`, its value in `value`; rows with a NULL value too.

    The output is the other columns, then `name`, then `value`.
    """

    input: Rel
    value: str
    name: str
    columns: tuple[str, ...]
    hint: str | None = _hint()
    span: Span | None = _span()

    @cached_property
    def schema(self) -> Schema:
        return infer.unpivot_schema(self.input.schema, self.value, self.name, self.columns)


@frozen(slots=False)
class Unnest:
    """One row for each element of an array expression, as the last column `name`; no row for an empty or NULL array."""

    input: Rel
    expr: Expr
    name: str
    hint: str | None = _hint()
    span: Span | None = _span()

    @cached_property
    def schema(self) -> Schema:
        return infer.unnest_schema(self.input.schema, self.expr, self.name)


Rel = (
    Scan
    | Values
    | Bind
    | Filter
    | Project
    | Join
    | Aggregate
    | Distinct
    | DistinctOn
    | Sort
    | Limit
    | SetOperation
    | Unpivot
    | Unnest
)
