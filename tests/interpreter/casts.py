"""Casts: fractions round half away from zero, what does not fit is an error, texts are read strictly."""

from __future__ import annotations

import datetime
import decimal
import math
from typing import Any

from lockgate.ir.types import DATE, DOUBLE, NULL, STRING, TIMESTAMP, UNKNOWN, Array, Decimal, Struct, Type
from tests.interpreter import calendar, texts
from tests.interpreter.failure import Failure, Unspecified
from tests.interpreter.fitting import fitted, scaled, shortest
from tests.interpreter.values import Json


def cast(value: Any, source: Type, target: Type, *, safe: bool = False) -> Any:
    """The value as another type; what cannot be is an error, or NULL where `safe`, each element by itself."""
    if value is None or source == target or target in (NULL, UNKNOWN):
        return value
    try:
        return _cast(value, source, target, safe)
    except Failure:
        if safe:
            return None
        raise


def _cast(value: Any, source: Type, target: Type, safe: bool) -> Any:
    if isinstance(source, Array) and isinstance(target, Array):
        return [cast(item, source.element, target.element, safe=safe) for item in value]
    if isinstance(source, Struct) and isinstance(target, Struct):
        pairs = zip(source.fields, target.fields, strict=True)
        return {name: cast(value[old], kind, inner, safe=safe) for (old, kind), (name, inner) in pairs}
    if source == STRING:
        return texts.read(value, target)
    if target == STRING:
        return written(value)
    if target == TIMESTAMP:
        return calendar.as_time(value)
    if target == DATE:
        return value.date()
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Failure(f"{value} does not fit {target}")
        # As an integer a double is what it is; as a decimal, what it is written as.
        exact = shortest(value) if isinstance(target, Decimal) else scaled(decimal.Decimal(value), 0)
        return fitted(exact, target)
    if target == DOUBLE:
        return float(value)
    return fitted(scaled(decimal.Decimal(value), 0) if not isinstance(target, Decimal) else value, target)


def written(value: Any) -> str:
    """A value as text: a decimal with all digits of its scale, a point in time as ISO has it."""
    match value:
        case bool():
            return "true" if value else "false"
        case decimal.Decimal():
            return f"{value:f}" if value else f"{abs(value):f}"
        case datetime.datetime():
            text = value.isoformat(sep=" ")
            return text.rstrip("0") if "." in text else text
        case datetime.date():
            return value.isoformat()
        case Json():
            raise Unspecified("the text of json: spaces and the order of keys are an engine's own")
        case _:
            return str(value)
