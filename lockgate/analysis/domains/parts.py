"""Sets of values of one ordered type, as sorted stretches that do not touch.

A stretch has two edges: `(0, value, 0)` at the value, `(0, value, 1)` right behind it, `(0, value, -1)` right before
it; `(-1,)` and `(1,)` are the ends of the line. So edges compare as tuples do.
"""

from __future__ import annotations

import datetime
import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from decimal import Decimal as Exact
from operator import itemgetter
from typing import Any

from lockgate.ir.types import BIGINT, DATE, INT, Type

Edge = tuple[Any, ...]
Parts = tuple[tuple[Edge, Edge], ...]

LEAST: Edge = (-1,)
MOST: Edge = (1,)
NONE: Parts = ()
ALL: Parts = ((LEAST, MOST),)
MOST_PARTS = 400
"""Stretches kept; more are joined to one, which holds more."""
_DAY = datetime.timedelta(days=1)


def point(value: Any) -> Parts:
    """One value."""
    edge = (0, value, 0)
    return ((edge, edge),)


def points(values: Iterable[Any]) -> Parts:
    """Some values, all of one kind."""
    return tuple(((0, value, 0), (0, value, 0)) for value in sorted(set(values)))


def at_least(value: Any, strictly: bool = False) -> Parts:
    """What is not less than a value; with `strictly`, what is greater."""
    return (((0, value, 1 if strictly else 0), MOST),)


def at_most(value: Any, strictly: bool = False) -> Parts:
    """What is not greater than a value; with `strictly`, what is less."""
    return ((LEAST, (0, value, -1 if strictly else 0)),)


def between(low: Any, high: Any) -> Parts:
    """From one value to another, both of it."""
    return (((0, low, 0), (0, high, 0)),) if low <= high else NONE


def comparable(a: Parts, b: Parts) -> bool:
    """Whether the values of both have one order."""
    one, other = _family(a), _family(b)
    return not one or not other or one == other


def _family(parts: Parts) -> str:
    for part in parts:
        for edge in part:
            if len(edge) == 3:
                return family(edge[1])
    return ""


def family(value: Any) -> str:
    """The kind of values among which this one has a place; empty where it has none."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, (int, float, Exact)):
        return "" if value != value else "number"
    if isinstance(value, str):
        return "string"
    if isinstance(value, datetime.datetime):
        return "timestamp" if value.tzinfo is None else "timestamptz"
    return "date" if isinstance(value, datetime.date) else ""


def intersect(a: Parts, b: Parts) -> Parts:
    """What is in both."""
    if a is b or b == ALL or not comparable(a, b):
        return a
    if a == ALL:
        return b
    made = []
    i = j = 0
    while i < len(a) and j < len(b):
        low, high = max(a[i][0], b[j][0]), min(a[i][1], b[j][1])
        if low <= high:
            made.append((low, high))
        if a[i][1] <= b[j][1]:
            i += 1
        else:
            j += 1
    return tuple(made)


def union(a: Parts, b: Parts) -> Parts:
    """What is in either."""
    if a is b or not b:
        return a
    if not a:
        return b
    return joined((a, b))


def joined(several: Sequence[Parts]) -> Parts:
    """What is in any of them."""
    every = [part for parts in several for part in parts]
    if any(not comparable(several[0], parts) for parts in several[1:]):
        return ALL
    made: list[tuple[Edge, Edge]] = []
    for low, high in sorted(every):
        if made and low <= _behind(made[-1][1]):
            made[-1] = made[-1][0], max(made[-1][1], high)
        else:
            made.append((low, high))
    return tuple(made) if len(made) <= MOST_PARTS else hull(tuple(made))


def holds(parts: Parts, value: Any) -> bool:
    """Whether a value of the same kind is in it."""
    edge = (0, value, 0)
    at = bisect_right(parts, edge, key=itemgetter(0))
    return at > 0 and edge <= parts[at - 1][1]


def complement(parts: Parts) -> Parts:
    """What is not in it."""
    made = []
    low = LEAST
    for first, last in parts:
        if first != LEAST:
            high = _before(first)
            if low <= high:
                made.append((low, high))
        if last == MOST:
            return tuple(made)
        low = _behind(last)
    return (*made, (low, MOST))


def hull(parts: Parts) -> Parts:
    """From the first to the last."""
    return ((parts[0][0], parts[-1][1]),) if parts else NONE


def low(parts: Parts) -> Edge:
    """The first edge."""
    return parts[0][0] if parts else MOST


def high(parts: Parts) -> Edge:
    """The last edge."""
    return parts[-1][1] if parts else LEAST


def listed(parts: Parts) -> tuple[Any, ...] | None:
    """The values, where they are single ones; None where there is a whole stretch."""
    if any(first != last for first, last in parts):
        return None
    return tuple(first[1] for first, _ in parts)


def _behind(edge: Edge) -> Edge:
    return (0, edge[1], edge[2] + 1) if len(edge) == 3 and edge[2] < 1 else edge


def _before(edge: Edge) -> Edge:
    return (0, edge[1], edge[2] - 1) if len(edge) == 3 and edge[2] > -1 else edge


def whole(parts: Parts, kind: Type) -> Parts:
    """The same set with edges on values, where the type has a next value: `> 5` of an integer is `>= 6`."""
    if kind not in (INT, BIGINT, DATE):
        return parts
    made: list[tuple[Edge, Edge]] = []
    for first, last in parts:
        first, last = _rounded(first, up=True), _rounded(last, up=False)
        if first <= last:
            made.append((first, last))
    return tuple(made)


def _rounded(edge: Edge, up: bool) -> Edge:
    if len(edge) != 3 or (edge[2] == 0 and type(edge[1]) in (int, datetime.date)):
        return edge
    value, side = edge[1], edge[2]
    if isinstance(value, datetime.date):
        day = datetime.date(value.year, value.month, value.day)
        later = isinstance(value, datetime.datetime) and value.time() != datetime.time()
        if up and (side > 0 or later):
            return (0, day + _DAY, 0) if day < datetime.date.max else edge
        if not up and side < 0 and not later:
            return (0, day - _DAY, 0) if day > datetime.date.min else edge
        return (0, day, 0)
    if isinstance(value, float) and not math.isfinite(value):
        return edge
    floor = math.floor(value)
    exact = floor == value
    if up:
        return (0, floor + 1 if side > 0 or not exact else floor, 0)
    return (0, floor - 1 if side < 0 and exact else floor, 0)
