"""Comparisons, with NULL and NaN as the language has them."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from tests.interpreter.failure import Unspecified
from tests.interpreter.signature import Signature
from tests.interpreter.values import compare, key


def _equal(a: Any, b: Any) -> bool:
    if _holds_null(a) or _holds_null(b):
        raise Unspecified("equality of arrays or structs with NULL in them")
    return key(a) == key(b)


def _holds_null(value: Any) -> bool:
    items = value if isinstance(value, list) else list(value.values()) if isinstance(value, dict) else ()
    return any(item is None or _holds_null(item) for item in items)


def _in(of: Signature, x: Any, *items: Any) -> bool | None:
    if x is None:
        return None
    if any(item is not None and _equal(x, item) for item in items):
        return True
    return None if any(item is None for item in items) else False


def _between(of: Signature, x: Any, low: Any, high: Any) -> bool | None:
    return both(_at_most(low, x), _at_most(x, high))


def _at_most(a: Any, b: Any) -> bool | None:
    return None if a is None or b is None else compare(a, b) <= 0


def both(a: bool | None, b: bool | None) -> bool | None:
    """`a and b` in three-valued logic."""
    if a is False or b is False:
        return False
    return None if a is None or b is None else True


def _like(of: Signature, text: str, pattern: str) -> bool:
    parts = {"%": ".*", "_": "."}
    made = "".join(parts.get(character, re.escape(character)) for character in pattern)
    return re.fullmatch(made, text, re.DOTALL) is not None


TABLE: dict[str, Callable[..., Any]] = {
    "=": lambda of, a, b: _equal(a, b),
    "<>": lambda of, a, b: not _equal(a, b),
    "<": lambda of, a, b: compare(a, b) < 0,
    "<=": lambda of, a, b: compare(a, b) <= 0,
    ">": lambda of, a, b: compare(a, b) > 0,
    ">=": lambda of, a, b: compare(a, b) >= 0,
    "is_not_distinct": lambda of, a, b: key(a) == key(b),
    "is_null": lambda of, x: x is None,
    "in": _in,
    "between": _between,
    "like": _like,
    "not": lambda of, a: not a,
}
