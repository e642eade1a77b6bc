"""Function calls with their arguments, orders and windows."""

from __future__ import annotations

from lockgate.grammar import syntax as s
from lockgate.grammar.actions.builder import Builder, Token

Arguments = tuple[bool, bool, tuple[s.Argument, ...], tuple[s.OrderKey, ...]]
"""Whether it is `*`, whether `distinct` stands there, the arguments, and their order."""


def no_arguments(b: Builder) -> Arguments:
    return False, False, (), ()


def star_argument(b: Builder, star: Token) -> Arguments:
    return True, False, (), ()


def arguments(
    b: Builder, distinct: Token | None, items: list[s.Argument], order: list[s.OrderKey] | None
) -> Arguments:
    return False, distinct is not None, tuple(items), tuple(order or ())


def argument(b: Builder, expr: s.Expr, alias: s.Name | None = None) -> s.Argument:
    return s.Argument(expr, alias, span=b.span())


def call(
    b: Builder, callee: s.Name, given: Arguments, condition: s.Expr | None, window: s.Over | None
) -> s.Call:
    star, distinct, args, order = given
    return s.Call(callee, args, star, distinct, order, condition, window, span=b.span())


def order_key(b: Builder, expr: s.Expr, direction: Token | None, nulls: Token | None) -> s.OrderKey:
    return s.OrderKey(
        expr,
        direction is not None and b.word(direction) == "desc",
        None if nulls is None else b.word(nulls) == "first",
        span=b.span(),
    )


def over(
    b: Builder, partition: list[s.Expr] | None, order: list[s.OrderKey] | None, frame: s.WindowFrame | None
) -> s.Over:
    return s.Over(tuple(partition or ()), tuple(order or ()), frame, span=b.span())


def frame(b: Builder, unit: Token, start: s.FrameBound, end: s.FrameBound) -> s.WindowFrame:
    return s.WindowFrame(b.word(unit), start, end, span=b.span())


def bound_unbounded(b: Builder, side: Token) -> s.FrameBound:
    return s.FrameBound(f"unbounded_{b.word(side)}", span=b.span())


def bound_current(b: Builder) -> s.FrameBound:
    return s.FrameBound("current_row", span=b.span())


def bound_offset(b: Builder, offset: s.Expr, side: Token) -> s.FrameBound:
    return s.FrameBound(b.word(side), offset, span=b.span())
