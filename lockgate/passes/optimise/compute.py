"""The value of an operator on constants, exactly as every engine gives it; None where it is better left to run.

An error is never computed away: `1 / 0` and a sum that does not fit stay as they are written.
"""

from __future__ import annotations

import datetime
import decimal
import operator
from collections.abc import Callable, Sequence
from typing import Any

from lockgate.ir.coerce import is_integer, is_orderable
from lockgate.ir.expr import Expr, Interval, Literal
from lockgate.ir.types import BIGINT, BOOLEAN, DATE, DOUBLE, INTERVAL, STRING, TIMESTAMP, Decimal, Type
from lockgate.passes.optimise.constants import EXACT, Constant, negated, number, size_of
from lockgate.passes.optimise.times import shifted

LONGEST = 1_000
"""Characters of a string that folding may make."""

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<>": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def computed(name: str, args: Sequence[Constant], result: Type) -> Expr | None:
    """The function on constants that are not NULL."""
    if name == "neg" or name == "abs":
        value = args[0].value
        if not isinstance(value, (int, float, decimal.Decimal)):
            return None
        return number(negated(value) if name == "neg" else size_of(value), result)
    if len(args) != 2:
        return None
    left, right = args
    if name in _COMPARISONS:
        answer = compared(name, left, right)
        return None if answer is None else Literal(answer, BOOLEAN)
    if name == "||" and isinstance(left.value, str) and isinstance(right.value, str):
        text = left.value + right.value
        return Literal(text, STRING) if len(text) <= LONGEST and result == STRING else None
    if name in ("+", "-", "*") and not {left.type, right.type}.isdisjoint((DATE, TIMESTAMP, INTERVAL)):
        return _time(name, left, right, result)
    if name in _ARITHMETIC and (left.type == right.type or isinstance(result, Decimal)):
        return _arithmetic(name, left.value, right.value, result)
    return None


def compared(name: str, left: Constant, right: Constant) -> bool | None:
    """A comparison of two values of one type; strings compare by code point."""
    if left.type != right.type:
        return None
    if not is_orderable(left.type) and not (left.type == BOOLEAN and name in ("=", "<>")):
        return None
    return _COMPARISONS[name](left.value, right.value)


def _arithmetic(name: str, left: Any, right: Any, result: Type) -> Expr | None:
    if result == DOUBLE:
        if not (isinstance(left, float) and isinstance(right, float)) or (name == "/" and right == 0):
            return None
        return number(_FLOATS[name](left, right), result) if name in _FLOATS else None
    if name == "/" or isinstance(left, float) or isinstance(right, float):
        return None
    if name in ("//", "%") and right == 0:
        return None
    if isinstance(result, Decimal):
        with decimal.localcontext(EXACT):
            exact = (
                _DECIMALS[name](decimal.Decimal(left), decimal.Decimal(right)) if name in _DECIMALS else None
            )
        return None if exact is None else number(exact, result)
    if is_integer(result) and isinstance(left, int) and isinstance(right, int):
        return number(_INTEGERS[name](left, right), result)
    return None


def _truncated(a: int, b: int) -> int:
    return abs(a) // abs(b) * (1 if (a < 0) == (b < 0) else -1)


_ARITHMETIC = frozenset(("+", "-", "*", "/", "//", "%"))
_FLOATS: dict[str, Callable[[float, float], float]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
}
_DECIMALS: dict[str, Callable[[decimal.Decimal, decimal.Decimal], decimal.Decimal]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "%": operator.mod,  # Python's decimals keep the sign of the dividend, as we do
}
_INTEGERS: dict[str, Callable[[int, int], int]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "//": _truncated,
    "%": lambda a, b: a - b * _truncated(a, b),
}


def _time(name: str, left: Constant, right: Constant, result: Type) -> Expr | None:
    if name == "*":
        count, length = (right.value, left.value) if left.type == INTERVAL else (left.value, right.value)
        if isinstance(count, int) and isinstance(length, Interval) and 0 <= count * length.count < 2**31:
            return Literal(Interval(count * length.count, length.unit), INTERVAL)
        return None
    if name == "-" and left.type == right.type == DATE and result == BIGINT:
        assert isinstance(left.value, datetime.date) and isinstance(right.value, datetime.date)
        return number((left.value - right.value).days, BIGINT)
    moment, length = (right.value, left.value) if left.type == INTERVAL else (left.value, right.value)
    if (
        not isinstance(length, Interval)
        or not isinstance(moment, datetime.date)
        or result not in (DATE, TIMESTAMP)
    ):
        return None
    made = shifted(moment, length, -1 if name == "-" else 1, result == TIMESTAMP)
    return None if made is None else Literal(made, result)
