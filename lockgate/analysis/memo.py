"""Facts of a value that never changes, worked out once."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

_Subject = TypeVar("_Subject")
_Fact = TypeVar("_Fact")


def memoised(analysis: Callable[[_Subject], _Fact]) -> Callable[[_Subject], _Fact]:
    """Keep what an analysis found with the object that it is about, and so no longer than the object lives.

    The object needs a `__dict__`, as nodes with cached properties have.
    """
    place = f"_{analysis.__module__}.{analysis.__qualname__}"

    @wraps(analysis)
    def remembered(subject: _Subject) -> _Fact:
        kept = vars(subject)
        if place not in kept:
            kept[place] = analysis(subject)
        found: _Fact = kept[place]
        return found

    return remembered
