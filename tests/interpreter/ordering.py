"""Orders of rows: NULLs last unless said, and the ties that an order leaves open."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cmp_to_key
from typing import Any

from lockgate.ir.expr import SortKey
from tests.interpreter.expressions import Evaluator
from tests.interpreter.failure import Unspecified
from tests.interpreter.values import Row, compare, key

Keys = tuple[Any, ...]


def keys_of(at: Evaluator, order: Sequence[SortKey], row: Row) -> Keys:
    """The values that a row is ordered by."""
    return tuple(at.value(item.expr, row) for item in order)


def compared(order: Sequence[SortKey], first: Keys, second: Keys) -> int:
    """Whether a row with the first keys comes before (-1), with (0) or after (1) one with the second."""
    for item, a, b in zip(order, first, second, strict=True):
        if a is None or b is None:
            made = ((a is None) - (b is None)) * (-1 if item.nulls_first else 1)
        else:
            made = compare(a, b) * (-1 if item.descending else 1)
        if made:
            return made
    return 0


def sorted_places(order: Sequence[SortKey], keys: Sequence[Keys]) -> list[int]:
    """The places of rows in their order."""

    def by(a: int, b: int) -> int:
        return compared(order, keys[a], keys[b])

    return sorted(range(len(keys)), key=cmp_to_key(by))


_TIES_ARE_FINE = ContextVar("ties_are_fine", default=False)


@contextmanager
def ties_are_fine() -> Iterator[None]:
    """Takes any of the rows that an order leaves open, for whoever asks only whether something fails."""
    token = _TIES_ARE_FINE.set(True)
    try:
        yield
    finally:
        _TIES_ARE_FINE.reset(token)


def must_be_same(what: str, first: Any, second: Any) -> None:
    """Two rows with one place in an order, of which one is taken: it must not matter which."""
    if not _TIES_ARE_FINE.get() and key(first) != key(second):
        raise Unspecified(f"{what}: a tie that the order leaves open")
