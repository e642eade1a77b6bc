"""Arithmetic signs: integers and decimals exact and checked, doubles as IEEE has them, points in time by interval."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Callable
from typing import Any

from lockgate.ir.expr import Interval
from tests.interpreter import calendar
from tests.interpreter.failure import Failure, Unspecified
from tests.interpreter.fitting import EXACT, fitted
from tests.interpreter.signature import Signature

_EXACT: dict[str, Callable[[Any, Any], Any]] = {"+": EXACT.add, "-": EXACT.subtract, "*": EXACT.multiply}
_PLAIN: dict[str, Callable[[Any, Any], Any]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
}


def _sign(sign: str) -> Callable[[Signature, Any, Any], Any]:
    def apply(of: Signature, a: Any, b: Any) -> Any:
        if isinstance(a, (datetime.date, Interval)) or isinstance(b, (datetime.date, Interval)):
            return _times(of, sign, a, b)
        if isinstance(a, decimal.Decimal):
            return fitted(_EXACT[sign](a, b), of.result)
        if isinstance(a, float):
            return _ieee(_PLAIN[sign](a, b), a, b)
        return fitted(_PLAIN[sign](a, b), of.result)

    return apply


def _ieee(made: float, a: float, b: float) -> float:
    """The result, where the language says it: not beyond the range of finite doubles, nor too near zero."""
    if math.isfinite(a) and math.isfinite(b) and (math.isinf(made) or 0 < abs(made) < 1e-300):
        raise Unspecified("a double beyond its range")
    return made


def _times(of: Signature, sign: str, a: Any, b: Any) -> Any:
    if sign == "*":
        length, count = (a, b) if isinstance(a, Interval) else (b, a)
        return Interval(length.count * count, length.unit)
    if isinstance(a, datetime.date) and isinstance(b, datetime.date):
        return (a - b).days
    moment, length = (b, a) if isinstance(a, Interval) else (a, b)
    return calendar.moved(moment, length.count if sign == "+" else -length.count, length.unit, of.result)


def divide(of: Signature, a: float, b: float) -> float:
    """Always a double; by zero is an error, also of NaN."""
    if b == 0:
        raise Failure("division by zero")
    if a and not a / b and math.isfinite(b):
        raise Unspecified("a double too near zero")
    return _ieee(a / b, a, b)


def _quotient(of: Signature, a: int, b: int) -> Any:
    if b == 0:
        raise Failure("division by zero")
    whole = abs(a) // abs(b)
    return fitted(whole if (a < 0) == (b < 0) else -whole, of.result)


def _remainder(of: Signature, a: Any, b: Any) -> Any:
    if b == 0:
        raise Failure("division by zero")
    if isinstance(a, decimal.Decimal):
        return fitted(EXACT.remainder(a, b), of.result)
    return int(math.copysign(1, a)) * (abs(a) % abs(b))


def _negative(of: Signature, x: Any) -> Any:
    if isinstance(x, decimal.Decimal):
        return EXACT.minus(x)
    return -x if isinstance(x, float) else fitted(-x, of.result)


TABLE: dict[str, Callable[..., Any]] = {
    "+": _sign("+"),
    "-": _sign("-"),
    "*": _sign("*"),
    "/": divide,
    "//": _quotient,
    "%": _remainder,
    "mod": _remainder,
    "neg": _negative,
    "safe_divide": lambda of, a, b: None if b == 0 else divide(of, a, b),
}
