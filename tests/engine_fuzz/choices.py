"""What the generators choose with: a seed, and so the same case each time."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from attrs import field, frozen

T = TypeVar("T")


@frozen
class Choices:
    """The choices of one case."""

    seed: int
    _random: Random = field(init=False, eq=False, repr=False)

    @_random.default
    def _seeded(self) -> Random:
        return Random(self.seed)

    def number(self, least: int, most: int) -> int:
        """A whole number."""
        return self._random.randint(least, most)

    def one(self, items: Sequence[T]) -> T:
        """One of the items."""
        return self._random.choice(items)

    def some(self, items: Sequence[T], least: int, most: int) -> list[T]:
        """So many different items, in any order."""
        return self._random.sample(items, self.number(least, min(most, len(items))))

    def rarely(self, times: int = 4) -> bool:
        """True about once in so many times."""
        return self._random.randrange(times) == 0

    def flag(self) -> bool:
        """True every second time."""
        return self.rarely(2)
