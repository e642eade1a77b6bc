"""Expressions of the IR: closed nodes, open functions.

An expression names only its input's columns, by the name as the input spells it. What an
operator or function means is in the function table (`ir.functions`), not in the node:
`a + b` is `Call("+", (a, b))`, `x is null` is `Call("is_null", (x,))`.
Spans are where the text stood; they take no part in equality.
"""

from __future__ import annotations

import datetime
import decimal

from attrs import field, frozen

from lockgate.ir.types import Type
from lockgate.source import Span


@frozen(slots=True)
class Interval:
    """A length of time in one unit: second, minute, hour, day, week, month, quarter, year."""

    count: int
    unit: str


Value = None | bool | int | float | decimal.Decimal | str | datetime.date | datetime.datetime | Interval


def _span() -> Span | None:
    return field(default=None, eq=False, repr=False, kw_only=True)  # type: ignore[no-any-return]


@frozen(slots=True, cache_hash=True)
class Column:
    """A column of the input."""

    name: str
    span: Span | None = _span()


@frozen(slots=True, cache_hash=True)
class Literal:
    """A constant; `value` is None for a typed null. A timestamptz is an aware datetime in UTC."""

    value: Value
    type: Type
    span: Span | None = _span()


@frozen(slots=True, cache_hash=True)
class Parameter:
    """A value given from outside at run time: `run_date` (date) or `run_started_at` (timestamptz)."""

    name: str
    type: Type
    span: Span | None = _span()


@frozen(slots=True, cache_hash=True)
class Call:
    """A scalar function or operator of the function table applied to arguments."""

    function: str
    args: tuple[Expr, ...]
    span: Span | None = _span()


@frozen(slots=True, cache_hash=True)
class Cast:
    """A change of type. `safe` gives NULL where the value does not fit; `implicit` ones were put in by the compiler."""

    operand: Expr
    type: Type
    safe: bool = False
    implicit: bool = False
    span: Span | None = _span()


@frozen(slots=True, cache_hash=True)
class Case:
    """The value of the first branch whose condition is true, else `default` (None: NULL)."""

    branches: tuple[tuple[Expr, Expr], ...]
    default: Expr | None
    span: Span | None = _span()


@frozen(slots=True, cache_hash=True)
class SortKey:
    """One key of an order; nulls last unless said."""

    expr: Expr
    descending: bool = False
    nulls_first: bool = False


@frozen(slots=True, cache_hash=True)
class AggregateCall:
    """An aggregate function over the rows of a group. `count(*)` has no arguments.

    Stands only as a value of `rel.Aggregate.aggregates` or as `WindowCall.function`.
    """

    function: str
    args: tuple[Expr, ...]
    distinct: bool = False
    filter: Expr | None = None
    order: tuple[SortKey, ...] = ()
    span: Span | None = _span()


@frozen(slots=True)
class Bound:
    """One end of a frame: `unbounded_preceding`, `preceding`, `current_row`, `following`, `unbounded_following`."""

    kind: str
    offset: Expr | None = None


@frozen(slots=True)
class Frame:
    """`rows` or `range` between two bounds."""

    unit: str
    start: Bound
    end: Bound


@frozen(slots=True, cache_hash=True)
class WindowCall:
    """A window function (`function` is a `Call` for row_number, lag, … or an `AggregateCall`).

    Stands only inside expressions of `rel.Project`. `frame` is None for functions that take none
    and where there is no order (the whole partition).
    """

    function: Call | AggregateCall
    partition: tuple[Expr, ...] = ()
    order: tuple[SortKey, ...] = ()
    frame: Frame | None = None
    span: Span | None = _span()


Expr = Column | Literal | Parameter | Call | Cast | Case | AggregateCall | WindowCall
