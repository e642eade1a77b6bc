"""Moves the constants of an expression to columns, wherever the language takes a column."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import count

from lockgate.ir import functions
from lockgate.ir.expr import Call, Column, Expr, Literal
from lockgate.ir.functions import Binding, Typed
from lockgate.ir.infer import infer
from lockgate.ir.traverse_expr import map_expr_children
from lockgate.ir.types import INTERVAL, NULL, Schema

NOTHING = Schema(())


def lifted(expr: Expr, kept: frozenset[int] = frozenset()) -> tuple[Expr, tuple[Literal, ...]]:
    """The expression over columns `a0`, `a1`, …, and what stands in each. Arguments in the places `kept` stay."""
    values: list[Literal] = []
    return _lift(expr, values, count(), kept), tuple(values)


def _lift(
    expr: Expr, values: list[Literal], numbers: Iterator[int], kept: frozenset[int] = frozenset()
) -> Expr:
    if isinstance(expr, Literal):
        if expr.type in (NULL, INTERVAL):
            return expr
        values.append(expr)
        return Column(f"a{next(numbers)}")
    if isinstance(expr, Call):
        fixed = constants(expr.function, expr.args) | kept
        args = (arg if place in fixed else _lift(arg, values, numbers) for place, arg in enumerate(expr.args))
        return Call(expr.function, tuple(args))
    return map_expr_children(expr, lambda child: _lift(child, values, numbers))


def constants(name: str, args: Sequence[Expr]) -> frozenset[int]:
    """The places at which a function takes constants only: formats, units, names of fields."""
    if name == "struct":
        return frozenset(range(0, len(args), 2))
    if name == "field":
        return frozenset((1,))
    function = functions.lookup(name)
    assert function is not None, name
    fixed: set[int] = set()
    while True:
        made = function.bind(as_columns(args, fixed))
        if isinstance(made, Binding):
            return frozenset(fixed)
        assert made.argument is not None and made.argument not in fixed, (name, args, made)
        fixed.add(made.argument)


def as_columns(args: Sequence[Expr], fixed: set[int] | frozenset[int]) -> list[Typed]:
    """The arguments as a function sees them once their constants are columns."""
    return [
        Typed(arg, *infer(arg, NOTHING))
        if place in fixed or not isinstance(arg, Literal) or arg.type in (NULL, INTERVAL)
        else Typed(Column(f"a{place}"), arg.type, True)
        for place, arg in enumerate(args)
    ]
