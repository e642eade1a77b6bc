"""An aggregate sees only the rows that its filter keeps, so nothing may fail on the others.

Engines compute arguments on all rows and filter afterwards. Where an argument can fail, the filter
goes into the arguments instead, as a `CASE` that is NULL elsewhere: aggregates leave out NULLs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.codegen.sql import sizes
from lockgate.ir.expr import AggregateCall, Call, Case, Expr, Literal
from lockgate.ir.types import BOOLEAN, INT, Decimal
from lockgate.passes.optimise.facts import may_raise

if TYPE_CHECKING:
    from lockgate.codegen.sql.expressions import Lowering

_MAX_DIGITS = 38


def guarded(low: Lowering, call: AggregateCall) -> AggregateCall:
    """The same aggregate, computing nothing that can fail on rows that its filter leaves out."""
    plain = _with_filter(call)
    if plain.filter is None or not plain.args or sizes.is_volatile(plain.filter):
        return call
    if not any(_can_fail(low, item) for item in (*plain.args, *sizes.keys(call.order))):
        return call
    return _pushed(plain, plain.filter)


def without_filter(call: AggregateCall) -> AggregateCall:
    """The same aggregate without a FILTER, for engines that have none."""
    plain = _with_filter(call)
    return plain if plain.filter is None else _pushed(plain, plain.filter)


def _with_filter(call: AggregateCall) -> AggregateCall:
    """`count_if` and `sum_if` as the aggregate and a filter that they stand for."""
    if call.function == "count_if":
        return evolve(call, function="count", args=(), filter=_both(call.args[0], call.filter))
    if call.function == "sum_if":
        return evolve(call, function="sum", args=call.args[:1], filter=_both(call.args[1], call.filter))
    return call


def _pushed(call: AggregateCall, condition: Expr) -> AggregateCall:
    """The condition as a CASE in what the aggregate is made of."""
    order = tuple(evolve(key, expr=_only_where(condition, key.expr)) for key in call.order)
    if call.args:
        inner = tuple(
            arg if isinstance(arg, Literal) and at > 0 else Case(((condition, arg),), None)
            for at, arg in enumerate(call.args)
        )
    else:
        inner = (Case(((condition, Literal(1, INT)),), None),)
    return evolve(call, args=inner, order=order, filter=None)


def _both(first: Expr, second: Expr | None) -> Expr:
    return first if second is None else Case(((second, first),), Literal(False, BOOLEAN))


def _only_where(condition: Expr, expr: Expr) -> Expr:
    return expr if isinstance(expr, Literal) else Case(((condition, expr),), None)


def _can_fail(low: Lowering, expr: Expr) -> bool:
    return any(may_raise(item) and not _has_room(low, item) for item in sizes.walk(expr))


def _has_room(low: Lowering, expr: Expr) -> bool:
    """A sum or product of decimals of fewer digits than there can be: its type holds them all."""
    if not (isinstance(expr, Call) and expr.function in ("+", "-", "*", "neg")):
        return False
    kind = low.type(expr)
    return isinstance(kind, Decimal) and kind.precision < _MAX_DIGITS
