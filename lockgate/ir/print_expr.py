"""Expressions as canonical text: equal ones print alike, different ones differently.

Operators stand in parentheses, literals that are no string or boolean carry their type
(`1:bigint`), a cast that the compiler put in is `x::double`, one that was written `cast(x as double)`.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterable, Iterator
from typing import assert_never

from lockgate.ir import quoting, types
from lockgate.ir.expr import (
    AggregateCall,
    Bound,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Frame,
    Interval,
    Literal,
    Parameter,
    SortKey,
    WindowCall,
)
from lockgate.ir.functions import lookup
from lockgate.ir.types import Array, Decimal, Struct, Type

Piece = str | Expr
_EXACT = decimal.Context(prec=1200, Emax=decimal.MAX_EMAX, Emin=decimal.MIN_EMIN)
_HUGE = decimal.Decimal(2) ** 1023
_INFIX = frozenset(("+", "-", "*", "/", "//", "%", "||", "=", "<>", "<", "<=", ">", ">=", "and", "or", "like"))
_BOUNDS = {
    "unbounded_preceding": "unbounded preceding",
    "preceding": "preceding",
    "current_row": "current row",
    "following": "following",
    "unbounded_following": "unbounded following",
}


def expr_text(expr: Expr) -> str:
    """The expression on one line."""
    return joined([expr])


def joined(pieces: Iterable[Piece]) -> str:
    """Text and expressions one after the other."""
    out: list[str] = []
    stack: list[Iterator[Piece]] = [iter(pieces)]
    while stack:
        piece = next(stack[-1], None)
        if piece is None:
            stack.pop()
        elif isinstance(piece, str):
            out.append(piece)
        else:
            stack.append(iter(_pieces(piece)))
    return "".join(out)


def type_text(kind: Type) -> str:
    """A type, with the names of fields quoted where they need it."""
    if isinstance(kind, Array):
        return f"array<{type_text(kind.element)}>"
    if isinstance(kind, Struct):
        return f"struct<{', '.join(f'{quoting.name(name)} {type_text(item)}' for name, item in kind.fields)}>"
    return str(kind)


def _pieces(expr: Expr) -> Iterable[Piece]:
    match expr:
        case Column():
            return (quoting.name(expr.name),)
        case Literal():
            return (literal_text(expr),)
        case Parameter():
            return (f"${quoting.name(expr.name)}:{type_text(expr.type)}",)
        case Call():
            return _call(expr)
        case Cast():
            return _cast(expr)
        case Case():
            return _case(expr)
        case AggregateCall():
            return _aggregate(expr)
        case WindowCall():
            return _window(expr)
        case _:
            assert_never(expr)


def _listed(items: Iterable[Piece]) -> list[Piece]:
    pieces: list[Piece] = []
    for item in items:
        if pieces:
            pieces.append(", ")
        pieces.append(item)
    return pieces


def _call(expr: Call) -> list[Piece]:
    name, args = expr.function, expr.args
    if len(args) == 2 and name in _INFIX:
        return ["(", args[0], f" {name} ", args[1], ")"]
    if len(args) == 1 and name == "not":
        return ["(not ", args[0], ")"]
    if len(args) == 1 and name == "is_null":
        return ["(", args[0], " is null)"]
    if len(args) > 1 and name == "in":
        return ["(", args[0], " in (", *_listed(args[1:]), "))"]
    if len(args) == 3 and name == "between":
        return ["(", args[0], " between ", args[1], " and ", args[2], ")"]
    function = lookup(name)
    mark = "call " if function is None or function.kind == "aggregate" else ""
    return [mark, quoting.name(name), "(", *_listed(args), ")"]


def _cast(expr: Cast) -> list[Piece]:
    kind = type_text(expr.type)
    if expr.implicit:
        return [expr.operand, f"::{'?' if expr.safe else ''}{kind}"]
    return ["try_cast(" if expr.safe else "cast(", expr.operand, f" as {kind})"]


def _case(expr: Case) -> list[Piece]:
    pieces: list[Piece] = ["case"]
    for when, then in expr.branches:
        pieces += [" when ", when, " then ", then]
    if expr.default is not None:
        pieces += [" else ", expr.default]
    return [*pieces, " end"]


def key_pieces(keys: Iterable[SortKey]) -> list[Piece]:
    """Sort keys with commas; what is not said is ascending with nulls last."""
    pieces: list[Piece] = []
    for key in keys:
        if pieces:
            pieces.append(", ")
        pieces.append(key.expr)
        if key.descending:
            pieces.append(" desc")
        if key.nulls_first:
            pieces.append(" nulls first")
    return pieces


def _aggregate(expr: AggregateCall) -> list[Piece]:
    function = lookup(expr.function)
    mark = "" if function is not None and function.kind == "aggregate" else "aggregate "
    pieces: list[Piece] = [mark, quoting.name(expr.function), "("]
    if expr.distinct:
        pieces.append("distinct ")
    pieces += _listed(expr.args) if expr.args else ["*"]
    if expr.order:
        pieces += [" order by ", *key_pieces(expr.order)]
    pieces.append(")")
    if expr.filter is not None:
        pieces += [" filter (where ", expr.filter, ")"]
    return pieces


def _window(expr: WindowCall) -> list[Piece]:
    parts: list[list[Piece]] = []
    if expr.partition:
        parts.append(["partition by ", *_listed(expr.partition)])
    if expr.order:
        parts.append(["order by ", *key_pieces(expr.order)])
    if expr.frame is not None:
        parts.append(_frame(expr.frame))
    pieces: list[Piece] = [expr.function, " over ("]
    for number, part in enumerate(parts):
        pieces += [" ", *part] if number else part
    return [*pieces, ")"]


def _frame(frame: Frame) -> list[Piece]:
    return [f"{frame.unit} between ", *_bound(frame.start), " and ", *_bound(frame.end)]


def _bound(bound: Bound) -> list[Piece]:
    words = _BOUNDS.get(bound.kind, bound.kind)
    return [words] if bound.offset is None else [bound.offset, f" {words}"]


def literal_text(expr: Literal) -> str:
    """A literal with its type, so that the text tells all that equality compares."""
    value, kind = expr.value, expr.type
    if isinstance(value, str):
        text = quoting.string(value)
        return text if kind == types.STRING else f"{text}:{type_text(kind)}"
    if isinstance(value, Interval):
        return f"interval {quoting.string(f'{value.count} {value.unit}')}" + _typed(kind, types.INTERVAL)
    if isinstance(value, datetime.datetime):
        if value.tzinfo is not None:
            text = value.astimezone(datetime.UTC).isoformat(" ")
            return f"timestamptz '{text}'" + _typed(kind, types.TIMESTAMPTZ)
        return f"timestamp '{value.isoformat(' ')}'" + _typed(kind, types.TIMESTAMP)
    if isinstance(value, datetime.date):
        return f"date '{value.isoformat()}'" + _typed(kind, types.DATE)
    if value is None:
        return f"null:{type_text(kind)}"
    text = _number(value, kind)
    return text if kind == types.BOOLEAN and text.isalpha() else f"{text}:{type_text(kind)}"


def _typed(kind: Type, own: Type) -> str:
    return "" if kind == own else f":{type_text(kind)}"


def _number(value: int | float | decimal.Decimal, kind: Type) -> str:
    """Equal numbers print alike, whatever class holds them."""
    if kind == types.BOOLEAN and value in (0, 1):
        return "true" if value else "false"
    exact = decimal.Decimal(value)
    if not exact.is_finite():
        return str(float(value))
    if not exact:
        exact = decimal.Decimal(0)
    if kind == types.DOUBLE and abs(exact) < _HUGE and decimal.Decimal(float(exact)) == exact:
        return repr(float(exact))
    exact = exact.normalize(_EXACT)
    exponent = int(exact.as_tuple().exponent)
    scale = kind.scale if isinstance(kind, Decimal) else 0
    if -60 <= exponent <= 60:
        return f"{exact:.{max(scale, -exponent, 0)}f}"
    return str(exact)
