"""When two values are the same, and an order for comparing rows as a bag."""

from __future__ import annotations

import decimal
import math
from typing import Any

from tests.engines.values import Odd
from tests.interpreter.values import Json

_EXACT = decimal.Context(prec=60)


def same(a: Any, b: Any, *, near: float = 0.0) -> bool:
    """The same value; doubles may differ by a share of `near`. NaN is NaN, and zero has no sign."""
    if isinstance(a, Odd) or isinstance(b, Odd):
        return False
    if isinstance(a, float) and isinstance(b, float):
        if math.isnan(a) or math.isnan(b):
            return math.isnan(a) and math.isnan(b)
        return a == b or (near > 0 and math.isclose(a, b, rel_tol=near))
    if isinstance(a, dict) and isinstance(b, dict):
        return list(a) == list(b) and all(same(a[name], b[name], near=near) for name in a)
    if isinstance(a, tuple | list) and isinstance(b, tuple | list):
        return len(a) == len(b) and all(same(x, y, near=near) for x, y in zip(a, b, strict=True))
    if type(a) is not type(b):
        return False
    if isinstance(a, decimal.Decimal):
        return bool(_EXACT.compare(a, b) == 0)
    return bool(a == b)


def sort_key(value: Any) -> tuple[str, str]:
    """A place for any value, alike for values that are the same."""
    match value:
        case decimal.Decimal():
            return ("decimal", format(value.normalize(_EXACT), "f"))
        case float():
            return ("float", repr(value + 0.0))
        case tuple() | list():
            return ("list", repr([sort_key(item) for item in value]))
        case dict():
            return ("dict", repr([(name, sort_key(item)) for name, item in value.items()]))
        case Json():
            return ("json", repr(sort_key(value.document)))
        case _:
            return (type(value).__name__, repr(value))
