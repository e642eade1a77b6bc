"""Functions of numbers: rounding half away from zero, roots and logarithms within their domain."""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable
from typing import Any

from lockgate.ir.types import Decimal
from tests.interpreter.failure import Failure, Unspecified
from tests.interpreter.fitting import cut, double, fitted, scaled, shortest
from tests.interpreter.signature import Signature

Exact = Callable[[decimal.Decimal, int], decimal.Decimal]


def _to_digits(exact: Exact) -> Callable[..., Any]:
    """A double goes by the digits that it is written with: 1.005 has three."""

    def apply(of: Signature, x: Any, digits: int = 0) -> Any:
        if isinstance(x, float):
            return float(exact(shortest(x), digits)) if math.isfinite(x) else x
        if isinstance(x, int):
            return x if digits >= 0 else fitted(int(exact(decimal.Decimal(x), digits)), of.result)
        assert isinstance(of.args[0], Decimal)
        return fitted(exact(x, digits) if digits < of.args[0].scale else x, of.result)

    return apply


def _whole(mode: str, of_double: Callable[[float], int]) -> Callable[..., Any]:
    def apply(of: Signature, x: Any) -> Any:
        if isinstance(x, float):
            return float(of_double(x)) if math.isfinite(x) else x
        return fitted(decimal.Decimal(x).to_integral_value(mode), of.result)

    return apply


def _domain(holds: Callable[[float], bool], compute: Callable[[float], float]) -> Callable[..., Any]:
    def apply(of: Signature, x: float) -> float:
        if not holds(x) and not math.isnan(x):
            raise Failure("outside the domain of the function")
        return compute(x)

    return apply


def _sign(of: Signature, x: Any) -> Any:
    if x != x:
        raise Unspecified("the sign of NaN")
    made = (x > 0) - (x < 0)
    return float(made) if isinstance(x, float) else fitted(made, of.result)


def _power(of: Signature, x: float, exponent: float) -> float:
    try:
        made = x**exponent
    except ZeroDivisionError:
        raise Unspecified("zero to a negative power") from None
    except OverflowError:
        raise Unspecified("a double beyond its range") from None
    if isinstance(made, complex) or not (math.isfinite(x) and math.isfinite(exponent)):
        raise Unspecified("a power that is no number")
    return _not_tiny(double(made), x)


def _exp(of: Signature, x: float) -> float:
    try:
        return _not_tiny(math.exp(x), 1)
    except OverflowError:
        raise Unspecified("a double beyond its range") from None


def _not_tiny(made: float, x: float) -> float:
    if x and abs(made) < 1e-300:
        raise Unspecified("a double too near zero")
    return made


def _absolute(of: Signature, x: Any) -> Any:
    if isinstance(x, decimal.Decimal):
        return x.copy_abs()
    return abs(x) if isinstance(x, float) else fitted(abs(x), of.result)


TABLE: dict[str, Callable[..., Any]] = {
    "abs": _absolute,
    "sign": _sign,
    "round": _to_digits(scaled),
    "trunc": _to_digits(cut),
    "ceil": _whole(decimal.ROUND_CEILING, math.ceil),
    "floor": _whole(decimal.ROUND_FLOOR, math.floor),
    "sqrt": _domain(lambda x: x >= 0, math.sqrt),
    "power": _power,
    "exp": _exp,
    "ln": _domain(lambda x: x > 0, math.log),
    "log10": _domain(lambda x: x > 0, math.log10),
}
