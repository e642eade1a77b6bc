"""An aggregate sees only the rows that its filter keeps, so nothing may fail on the others.

Engines compute arguments on all rows and filter afterwards. Where an argument can fail, the filter
goes into the arguments instead, as a `CASE` that is NULL elsewhere: aggregates leave out NULLs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.codegen.sql import sizes
from lockgate.ir.expr import AggregateCall, Call, Case, Expr, Literal
from lockgate.ir.types import BOOLEAN, Decimal
from lockgate.passes.optimise.facts import may_raise

if TYPE_CHECKING:
    from lockgate.codegen.sql.expressions import Lowering

_MAX_DIGITS = 38


def guarded(low: Lowering, call: AggregateCall) -> AggregateCall:
    """The same aggregate, computing nothing that can fail on rows that its filter leaves out."""
    function, args, condition = call.function, call.args, call.filter
    if function == "sum_if":
        function, args, condition = "sum", args[:1], _both(args[1], condition)
    if condition is None or not args or sizes.is_volatile(condition):
        return call
    if not any(_can_fail(low, item) for item in (*args, *sizes.keys(call.order))):
        return call
    order = tuple(evolve(key, expr=_only_where(condition, key.expr)) for key in call.order)
    inner = tuple(_only_where(condition, arg) for arg in args)
    return evolve(call, function=function, args=inner, order=order, filter=None)


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
