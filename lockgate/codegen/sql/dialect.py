"""What a dialect has to say: a name, its types and literals, and one entry a function of the function table."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from attrs import frozen
from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.printer import Printer
from lockgate.ir.expr import AggregateCall, Call, Cast, Literal, Parameter, SortKey
from lockgate.ir.program import Location, Source, SourceColumn
from lockgate.ir.types import Type

if TYPE_CHECKING:
    from lockgate.codegen.base import Options
    from lockgate.codegen.sql.expressions import Lowering

Node = exp.Expr


@frozen(slots=True)
class Aggregate:
    """An aggregate: `node` takes FILTER and OVER, `finish` is put around the whole, `condition` joins the filter.

    `more` are others over the same rows, which `finish` takes behind `node`.
    """

    node: Node
    finish: Callable[..., Node] | None = None
    condition: Node | None = None
    more: tuple[Node, ...] = ()


Scalar = Callable[["Lowering", Call], Node]
Aggregates = Callable[["Lowering", AggregateCall], Aggregate]
Windowed = Callable[["Lowering", Any], Aggregate]


def _unnest(array: Node) -> Node:
    return exp.Anonymous(this="UNNEST", expressions=[array])


def _sort_key(node: Node, kind: Type, nullable: bool, key: SortKey, place: str) -> list[Node]:
    return [nodes.ordered(node, key.descending, key.nulls_first)]


@frozen
class Dialect:
    """A SQL dialect as tables of functions that build its nodes."""

    name: str
    title: str
    """What its engine is called in messages: `PostgreSQL`."""
    printer: Printer
    scalars: Mapping[str, Scalar]
    """Scalar functions and operators, and window functions that are no aggregates."""
    aggregates: Mapping[str, Aggregates]
    type: Callable[[Type], exp.DataType]
    literal: Callable[[Literal], tuple[Node, Type]]
    """A literal as short as it can be written, and the type that the engine gives it."""
    cast: Callable[[Lowering, Cast], Node]
    parameter: Callable[[Lowering, Parameter], Node]
    window_key: Callable[[Node], Node]
    """What the engine asks of an expression that a window is partitioned or ordered by."""
    reader: Callable[[Location, tuple[SourceColumn, ...]], Node]
    """The table function that reads a location's rows with the declared columns."""
    from_file: Callable[..., Node]
    """`(lowering, name, type, hidden=…)`: a column of a text file as its declared type, exactly."""
    qualify: bool = True
    """There is a QUALIFY clause; without it conditions on windows stand in a query around."""
    filters: bool = True
    """Aggregates take a FILTER clause; without it the condition goes into the arguments as a CASE."""
    window_filters: bool = True
    """Aggregates over windows take one too."""
    filters_see_groups: bool = True
    """Their conditions may be about aggregates of the same query."""
    semi_joins: bool = True
    """There are SEMI and ANTI joins; without them they are written as EXISTS."""
    unpivot: bool = True
    """There is an UNPIVOT that keeps NULLs; without it each column is a side of a UNION ALL."""
    full_joins: bool = True
    """FULL JOIN takes any condition; without it, only equalities, and others become a left and an anti join."""
    replaces_tables: bool = True
    """There is CREATE OR REPLACE TABLE; without it a table is dropped before it is made again."""
    formats: frozenset[str] = frozenset(("parquet", "csv", "json", "table", "postgres"))
    """Where a query of its own can read rows from; a source that lies elsewhere is declared as a table to be loaded."""
    source_view: Callable[[Source, Options], str] | None = None
    """The statements that make a source's view, where it is more than a view over one query."""
    unnest: Callable[[Node], Node] = _unnest
    """A node for the SELECT list that makes a row of each element."""
    unnest_join: Callable[[Lowering, Node, Type, str], tuple[Node, Node]] | None = None
    """`(lowering, array, element type, alias)` to a table to cross join and the element, where rows are made so."""
    windowed: Mapping[str, Windowed] = {}
    """Functions that are written in another way over a window."""
    over_windows: Callable[[AggregateCall], bool] = lambda call: True
    """Whether an aggregate can be computed over a window; others are gathered first, see `gathered`."""
    sort_key: Callable[[Node, Type, bool, SortKey, str], list[Node]] = _sort_key
    """`(node, type, may be NULL, key, place)` to what is sorted by.

    The place is `query`, `window`, `range` (a window whose frames reach by distances) or `aggregate`.
    """
    folds_constants: bool = False
    """Constants are computed with while a query is planned, also behind guards; see `hidden`."""
    json_equality: bool = True
    """Json values can be told apart; without it, their texts are."""
    typed_else: bool = False
    """A CASE without ELSE forgets how many digits its decimals have."""
    sorts_by_names: bool = False
    """ORDER BY takes names of outputs, but computes nothing with them."""
    partition_key: Callable[[Node, Type], Node] = lambda node, kind: node
    """What a window is partitioned by for an expression of a type."""
    conditions_in_order: bool = True
    """Where one condition is false, those behind it in a WHERE are not computed; without it a CASE keeps them apart."""
    struct_unpivot: bool = False
    """Columns become rows as an array of structs that is joined, which reads the rows once."""
    groups_by_nothing: bool = False
    """GROUP BY () makes the one group of all rows; without it, a condition on groups does."""
    empty_totals: bool = True
    """A grouping set of nothing gives a row even of no rows; without it, it is a query of its own."""
    repeated_groups: bool = True
    """What a group is computed by may stand inside other expressions over the groups."""
    aliases_hide_columns: bool = False
    """A column with the name of a table is the table, where nothing stands before it."""
    name_problem: Callable[[str], str | None] = lambda name: None
    """Why a column of a result cannot have a name."""
