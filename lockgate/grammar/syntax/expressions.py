"""Expressions: nothing in them is resolved or typed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import frozen

from lockgate.grammar.syntax.names import Name, TypeName
from lockgate.grammar.syntax.place import place
from lockgate.source import Span

if TYPE_CHECKING:
    from lockgate.grammar.syntax.queries import Query


@frozen(slots=True)
class Reference:
    """`a`, `alias.a`, `alias.a.field`."""

    parts: tuple[Name, ...]
    span: Span = place()


@frozen(slots=True)
class Literal:
    """`kind` is null, boolean, integer, decimal, double, string, date, timestamp, timestamptz or interval.

    `text` is the value's text: digits as written, a string's content unescaped, `true`/`false`, "" for null.
    """

    kind: str
    text: str
    span: Span = place()


@frozen(slots=True)
class Unary:
    """`op` is `-`, `+` or `not`."""

    op: str
    operand: Expr
    span: Span = place()


@frozen(slots=True)
class Binary:
    """`op` is one of `or and = <> < <= > >= + - * / // % || ->` (`!=` is `<>`).

    `span` covers both sides, `op_span` the sign.
    """

    op: str
    left: Expr
    right: Expr
    span: Span = place()
    op_span: Span = place()


@frozen(slots=True)
class IsNull:
    """`x is [not] null`."""

    operand: Expr
    negated: bool
    span: Span = place()


@frozen(slots=True)
class InList:
    """`x [not] in (a, b)`."""

    operand: Expr
    items: tuple[Expr, ...]
    negated: bool
    span: Span = place()


@frozen(slots=True)
class Between:
    """`x [not] between low and high`."""

    operand: Expr
    low: Expr
    high: Expr
    negated: bool
    span: Span = place()


@frozen(slots=True)
class Like:
    """`x [not] like 'pattern'`."""

    operand: Expr
    pattern: Expr
    negated: bool
    span: Span = place()


@frozen(slots=True)
class Case:
    """`case [operand] when … then … [else …] end`."""

    operand: Expr | None
    branches: tuple[tuple[Expr, Expr], ...]
    default: Expr | None
    span: Span = place()


@frozen(slots=True)
class Cast:
    """`cast(x as T)`, or with `safe` `try_cast(x as T)`."""

    operand: Expr
    type: TypeName
    safe: bool
    span: Span = place()


@frozen(slots=True)
class OrderKey:
    """`expr [asc|desc] [nulls first|last]`; `nulls_first` is None when not said."""

    expr: Expr
    descending: bool = False
    nulls_first: bool | None = None
    span: Span = place()


@frozen(slots=True)
class FrameBound:
    """`kind` is unbounded_preceding, preceding, current_row, following or unbounded_following."""

    kind: str
    offset: Expr | None = None
    span: Span = place()


@frozen(slots=True)
class WindowFrame:
    """`rows|range between START and END`."""

    unit: str
    start: FrameBound
    end: FrameBound
    span: Span = place()


@frozen(slots=True)
class Over:
    """`over (partition by … order by … frame)`."""

    partition: tuple[Expr, ...]
    order: tuple[OrderKey, ...]
    frame: WindowFrame | None
    span: Span = place()


@frozen(slots=True)
class Argument:
    """An argument of a function; only `struct` takes a name (`struct(a as x)`)."""

    expr: Expr
    name: Name | None = None
    span: Span = place()


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
    span: Span = place()


@frozen(slots=True)
class Index:
    """`a[i]`."""

    operand: Expr
    index: Expr
    span: Span = place()


@frozen(slots=True)
class FieldAccess:
    """`(expr).field` or `f(x).field`; `a.b` of plain names is a `Reference`."""

    operand: Expr
    name: Name
    span: Span = place()


@frozen(slots=True)
class Subquery:
    """A query inside an expression, which the language has not: kept for the diagnostic that shows the rewrite.

    `kind` is exists, in (with `operand`) or scalar.
    """

    kind: str
    query: Query
    operand: Expr | None = None
    negated: bool = False
    span: Span = place()


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
