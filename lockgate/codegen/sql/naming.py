"""Names of common table expressions: short, after what they are, the same each time, clashing with nothing.

A rank over orders becomes `orders_ranked`, a grouping by day `by_day`; a name that is taken gets `_2`.
"""

from __future__ import annotations

from collections.abc import Iterable

MAX_BYTES = 60
"""The longest name but for its number: PostgreSQL keeps 63 bytes of one."""


class Names:
    """Gives out names, none twice without regard to case."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {name.casefold() for name in taken}

    def claim(self, wanted: str) -> str:
        """The name, or the name with the first free number."""
        base = wanted.encode("utf-8", "surrogatepass")[:MAX_BYTES].decode("utf-8", "ignore")
        name, count = base, 2
        while name.casefold() in self._taken:
            name = f"{base}_{count}"
            count += 1
        self._taken.add(name.casefold())
        return name


def bare(dataset: str) -> str:
    """The last part of a dataset's name."""
    return dataset.rpartition(".")[2]


def grouped(groups: Iterable[str], subject: str) -> str:
    """A name for a grouping: `by_day_country`, or `orders_total` without groups."""
    names = tuple(groups)
    if not names:
        return f"{subject}_total"
    return "by_" + "_".join(names[:2])
