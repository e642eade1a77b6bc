"""Values of the language in Python: when two are the same, and their order.

int, Decimal, float, str, bool, date, datetime (aware in UTC for an instant), Interval, list for an array,
dict for a struct, Json for json, None for NULL.
"""

from __future__ import annotations

import decimal
import json
import math
from collections.abc import Hashable, Iterable
from typing import Any

from attrs import frozen

Row = tuple[Any, ...]


@frozen(eq=False)
class Json:
    """A json document; white space, the order of keys and ways to write a number do not count."""

    document: Any

    @staticmethod
    def parse(text: str) -> Json:
        """The document that a text holds; raises ValueError."""
        return Json(
            json.loads(text, parse_float=decimal.Decimal, parse_int=decimal.Decimal, parse_constant=_refuse)
        )

    def text(self) -> str:
        """The document as text."""
        return json.dumps(self.document, default=int, ensure_ascii=False)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Json) and key(self.document) == key(other.document)

    def __hash__(self) -> int:
        return hash(key(self.document))


def _refuse(text: str) -> Any:
    raise ValueError(text)


def key(value: Any) -> Hashable:
    """Equal keys for the same value: NaN is NaN, zero has no sign, NULL is NULL."""
    match value:
        case bool():
            return ("boolean", value)
        case float():
            return "nan" if math.isnan(value) else value + 0.0
        case list() | tuple():
            return tuple(map(key, value))
        case dict():
            return frozenset((name, key(item)) for name, item in value.items())
        case Json():
            return ("json", key(value.document))
        case _:
            return value  # type: ignore[no-any-return]


def unique(values: Iterable[Any]) -> list[Any]:
    """Each value once, the first of equal ones."""
    return list({key(value): value for value in reversed(list(values))}.values())[::-1]


def compare(a: Any, b: Any) -> int:
    """Below, equal or above as -1, 0 or 1: strings by code point, NaN greatest."""
    a, b = _rank(a), _rank(b)
    return int(a > b) - int(a < b)


def _rank(value: Any) -> Any:
    if isinstance(value, float):
        return (math.isnan(value), 0.0 if math.isnan(value) else value)
    return value
