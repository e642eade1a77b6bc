"""Rows compared as bags: how often counts, order does not.

Floating-point numbers are equal when they differ by at most one part in 10^9; NaN equals NaN.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from decimal import Decimal

TOLERANCE = 1e-9

Row = tuple[object, ...]


def difference(expected: Sequence[Row], actual: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """(expected rows that are missing, actual rows that are too many), each in its own order."""
    # Rows are first sorted into buckets by what must be exactly equal; only within one is it searched.
    waiting: dict[str, list[int]] = defaultdict(list)
    for at, row in enumerate(actual):
        waiting[_exact(row)].append(at)
    missing = []
    for row in expected:
        candidates = waiting[_exact(row)]
        found = next((place for place, at in enumerate(candidates) if equal(row, actual[at])), None)
        if found is None:
            missing.append(row)
        else:
            del candidates[found]
    return missing, [actual[at] for at in sorted(at for places in waiting.values() for at in places)]


def _exact(value: object) -> str:
    """A text that equal values share: floats stand as their kind alone."""
    if isinstance(value, float):
        return "nan" if math.isnan(value) else "float"
    if isinstance(value, tuple | list):
        return "[" + ",".join(_exact(item) for item in value) + "]"
    if isinstance(value, dict):
        return "{" + ",".join(f"{key!r}:{_exact(item)}" for key, item in value.items()) + "}"
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return f"number:{hash(value)}"
    return f"{type(value).__name__}:{hash(value)}"


def equal(left: object, right: object) -> bool:
    """Equality of two values of one type."""
    if isinstance(left, float) and isinstance(right, float):
        if math.isnan(left) or math.isnan(right):
            return math.isnan(left) and math.isnan(right)
        return math.isclose(left, right, rel_tol=TOLERANCE, abs_tol=0.0)
    if isinstance(left, tuple | list) and isinstance(right, tuple | list):
        return len(left) == len(right) and all(map(equal, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return list(left) == list(right) and all(equal(left[key], right[key]) for key in left)
    return left == right
