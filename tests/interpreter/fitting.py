"""Exact numbers in the room that their types have, and rounding half away from zero."""

from __future__ import annotations

import decimal
import math
from typing import Any

from lockgate.ir.types import BIGINT, DOUBLE, INT, Decimal, Type
from tests.interpreter.failure import Failure, Unspecified

EXACT = decimal.Context(prec=2000, Emin=-9999, Emax=9999, rounding=decimal.ROUND_HALF_UP)
"""Enough digits for all that two decimals of 38 can give; half up goes away from zero."""
RANGES: dict[Type, int] = {INT: 2**31, BIGINT: 2**63}


def fitted(value: Any, kind: Type) -> Any:
    """An exact result as a value of its type; too large is an error, never a loss."""
    if isinstance(kind, Decimal):
        made = scaled(decimal.Decimal(value), kind.scale)
        if made.copy_abs() >= 10 ** (kind.precision - kind.scale):
            raise Failure(f"{value} does not fit {kind}")
        return made
    if kind == DOUBLE:
        return double(value)
    if not -RANGES[kind] <= value < RANGES[kind]:
        raise Failure(f"{value} does not fit {kind}")
    return int(value)


def scaled(value: decimal.Decimal, digits: int) -> decimal.Decimal:
    """With so many digits behind the point (before it, if negative), half away from zero."""
    made = value.quantize(decimal.Decimal(1).scaleb(-digits), context=EXACT)
    return made if digits >= 0 else made.quantize(decimal.Decimal(1), context=EXACT)


def cut(value: decimal.Decimal, digits: int) -> decimal.Decimal:
    """With so many digits behind the point, the rest left out."""
    made = value.quantize(decimal.Decimal(1).scaleb(-digits), rounding=decimal.ROUND_DOWN, context=EXACT)
    return made if digits >= 0 else made.quantize(decimal.Decimal(1), context=EXACT)


def double(value: Any) -> float:
    """A finite result of doubles; the language does not say what is beyond their range."""
    try:
        made = float(value)
    except OverflowError:
        made = math.inf
    if math.isinf(made):
        raise Unspecified("a double beyond its range")
    return made


def shortest(value: float) -> decimal.Decimal:
    """A finite double as the decimal that it is written as, the shortest that is nearest to it."""
    return decimal.Decimal(repr(value))
