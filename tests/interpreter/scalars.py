"""All functions whose arguments are values, by name, and how they take NULL."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from lockgate.ir.functions import REGISTRY
from tests.interpreter import arithmetic, comparisons, nested, numbers, strings, times
from tests.interpreter.calendar import as_time
from tests.interpreter.signature import Signature
from tests.interpreter.values import compare, key


def _end(better: int) -> Callable[..., Any]:
    def apply(of: Signature, *items: Any) -> Any:
        return extreme([item for item in items if item is not None], better)

    return apply


def extreme(items: Sequence[Any], better: int) -> Any:
    """The greatest of the values (`better` 1) or the least (-1); NULL of none."""
    found = items[0] if items else None
    for item in items[1:]:
        found = item if compare(item, found) == better else found
    return found


def _nullif(of: Signature, x: Any, value: Any) -> Any:
    if x is None or value is None:
        return x
    if of.args[0] != of.args[1] and isinstance(x, datetime.date):
        return None if as_time(x) == as_time(value) else x
    return None if key(x) == key(value) else x


SCALARS: Mapping[str, Callable[..., Any]] = MappingProxyType(
    {
        **comparisons.TABLE,
        **arithmetic.TABLE,
        **numbers.TABLE,
        **strings.TABLE,
        **times.TABLE,
        **nested.TABLE,
        "greatest": _end(1),
        "least": _end(-1),
        "nullif": _nullif,
    }
)


def is_strict(name: str) -> bool:
    """A NULL among the arguments makes the result NULL."""
    return REGISTRY[name].nulls in ("propagate", "introduce")


def apply(name: str, of: Signature, values: Sequence[Any]) -> Any:
    """A function of values; raises Failure."""
    if is_strict(name) and any(value is None for value in values):
        return None
    return SCALARS[name](of, *values)
