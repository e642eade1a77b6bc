"""Short ways to write cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from lockgate.ir import functions
from lockgate.ir.coerce import coerce
from lockgate.ir.expr import AggregateCall, Call, Cast, Column, Expr, Frame, Literal, SortKey, WindowCall
from lockgate.ir.functions import Binding, Typed
from lockgate.ir.infer import infer
from lockgate.ir.rel import Filter, Project, Rel, Values
from lockgate.ir.types import BOOLEAN, JSON, STRING, Field, Schema, Type
from tests.codegen.engine import as_expr
from tests.conformance.case import BY_ROW, Case, Constant, Group, Scalar, Window
from tests.conformance.edges import EDGES, FEW, pairwise
from tests.conformance.lift import NOTHING, as_columns, constants

SAMPLE = 6
"""Every so many-th call is tried as a constant too: there what is emitted differs, and not what a value means."""


def lit(value: Any, kind: Type) -> Literal:
    """A constant of a type."""
    return Literal(value, kind)


def all_of(kind: Type) -> list[Expr]:
    """NULL and every edge value of a type."""
    return [Literal(value, kind) for value in (None, *EDGES[kind])]


def few_of(kind: Type) -> list[Expr]:
    """NULL and the values of a type that are worth meeting each other."""
    return [Literal(value, kind) for value in (None, *FEW[kind])]


def texts(*values: str | None) -> list[Expr]:
    """Strings."""
    return [Literal(value, STRING) for value in values]


def of(kind: Type, *values: Any) -> list[Expr]:
    """Constants of a type."""
    return [Literal(value, kind) for value in values]


def json(text: str | None) -> Expr:
    """A json document."""
    return Cast(Literal(text, STRING), JSON)


def call(name: str, *args: Any) -> Call:
    """A call on constants that are to be columns, coerced as columns are."""
    given = [as_expr(arg) for arg in args]
    function = functions.lookup(name)
    assert function is not None, name
    typed = as_columns(given, constants(name, given))
    made = function.bind(typed)
    assert isinstance(made, Binding), (name, given, made)
    coerced = (coerce(arg, item.type, kind) for arg, item, kind in zip(given, typed, made.args, strict=True))
    return Call(name, tuple(coerced))


def constant_call(name: str, *args: Any) -> Call | None:
    """The call on constants as an author writes it; None where the language refuses these."""
    given = [as_expr(arg) for arg in args]
    function = functions.lookup(name)
    assert function is not None, name
    typed = [Typed(arg, *infer(arg, NOTHING)) for arg in given]
    made = function.bind(typed)
    if not isinstance(made, Binding):
        return None
    coerced = (coerce(item.expr, item.type, kind) for item, kind in zip(typed, made.args, strict=True))
    return Call(name, tuple(coerced))


def tries(name: str, arguments: Iterable[Sequence[Any]]) -> list[Case]:
    """Each list of arguments over columns, and as constants."""
    columns: list[Case] = []
    fixed: list[Case] = []
    for index, args in enumerate(arguments):
        columns.append(Scalar(name, call(name, *args)))
        made = constant_call(name, *args) if index % SAMPLE == 1 else None
        if made is not None:
            fixed.append(Constant(name, made))
    return [*columns, *fixed]


def beside(name: str, kept: int, *places: Sequence[Any]) -> list[Case]:
    """Pair by pair as `every`, with the argument in one place a constant."""
    made: list[Case] = []
    for args in pairwise(*places):
        expr = constant_call(name, *args)
        assert expr is not None, (name, args)
        made.append(Scalar(name, expr, frozenset((kept,))))
    return made


def every(name: str, *places: Sequence[Any]) -> list[Case]:
    """The arguments that are made by choosing for each place, pair by pair."""
    return tries(name, pairwise(*places))


def expressions(function: str, exprs: Iterable[Expr]) -> list[Case]:
    """Expressions as they are, over columns and as constants."""
    made = list(exprs)
    return [*(Scalar(function, expr) for expr in made), *as_constants(function, made)]


def as_constants(function: str, exprs: Sequence[Expr]) -> list[Case]:
    """A sample of the expressions as constants."""
    return [Constant(function, expr) for expr in exprs[1::SAMPLE]]


Columns = Sequence[Type] | Mapping[str, Type]
"""The columns of rows: `a0`, `a1`, … or by name."""


def schema(columns: Columns) -> Schema:
    """The columns as a schema."""
    named = columns if isinstance(columns, Mapping) else {f"a{at}": kind for at, kind in enumerate(columns)}
    return Schema.of(Field(name, kind) for name, kind in named.items())


def bound(name: str, args: Sequence[Expr], columns: Columns) -> tuple[Expr, ...]:
    """Arguments over columns, coerced."""
    function = functions.lookup(name)
    assert function is not None, name
    typed = [Typed(arg, *infer(arg, schema(columns))) for arg in args]
    made = function.bind(typed)
    assert isinstance(made, Binding), (name, args, made)
    return tuple(coerce(item.expr, item.type, kind) for item, kind in zip(typed, made.args, strict=True))


def aggregate(
    name: str,
    first: Sequence[Type],
    *more: Expr,
    distinct: bool = False,
    filter: Expr | None = None,
    order: tuple[SortKey, ...] = (),
    kinds: Columns | None = None,
) -> AggregateCall:
    """An aggregate of the columns of these types, and of the expressions behind them."""
    args = [*(Column(f"a{index}") for index in range(len(first))), *more]
    made = bound(name, args, first if kinds is None else kinds)
    return AggregateCall(name, made, distinct=distinct, filter=filter, order=order)


def table(columns: Mapping[str, Type], rows: Sequence[Sequence[Any]]) -> Rel:
    """Rows of a query's own; each column may be NULL."""
    kinds = list(columns.values())
    given = [tuple(Literal(value, kind) for value, kind in zip(row, kinds, strict=True)) for row in rows]
    nulls = tuple(Literal(None, kind) for kind in kinds)
    values = Values(
        ("keep", *columns),
        ((Literal(False, BOOLEAN), *nulls), *((Literal(True, BOOLEAN), *row) for row in given)),
    )
    return Project(Filter(values, Column("keep")), tuple((name, Column(name)) for name in columns))


def groups(call: AggregateCall, kinds: Sequence[Type], tables: Iterable[Sequence[Any]]) -> list[Case]:
    """The aggregate of each list of rows; a row of one column may stand without its tuple."""
    return [
        Group(
            call.function,
            call,
            tuple(kinds),
            tuple(row if isinstance(row, tuple) else (row,) for row in rows),
        )
        for rows in tables
    ]


def window(
    name: str,
    kinds: Columns,
    *args: Expr,
    order: tuple[SortKey, ...] = BY_ROW,
    frame: Frame | None = None,
) -> WindowCall:
    """A window function on the arguments given."""
    function = functions.lookup(name)
    assert function is not None, name
    made = bound(name, args, kinds)
    inner = AggregateCall(name, made) if function.kind == "aggregate" else Call(name, made)
    return WindowCall(inner, (), order, frame)


def windows(call: WindowCall, kinds: Sequence[Type], tables: Iterable[Sequence[Any]]) -> list[Case]:
    """The window function over each list of rows."""
    return [
        Window(
            call.function.function,
            call,
            tuple(kinds),
            tuple(row if isinstance(row, tuple) else (row,) for row in rows),
        )
        for rows in tables
    ]
