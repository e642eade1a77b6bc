"""What is known of the rows of one relation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from attrs import evolve, field, frozen

from lockgate.analysis.facts.dependencies import NOTHING, Dependency, Item, Items, closure, minimal, reduced
from lockgate.ir.expr import Literal
from lockgate.ir.rel import Rel
from lockgate.ir.types import Schema

MOST = 16
"""Unique sets kept for one relation; more say nothing new."""
Sets = tuple[frozenset[str], ...]


@frozen(slots=True)
class Origin:
    """The column of a source from which a value comes unchanged (or NULL, where a join found no row)."""

    dataset: str
    column: str


@frozen(eq=False)
class Repeat:
    """Why rows of one use of a dataset may stand several times in a relation."""

    rel: Rel
    """What repeated them first: a join, an unnest, or the scan of a model in which they are repeated."""
    by: Items | None = None
    """Where they were joined on the right: the left's rows, each of which may settle which of them it met."""
    looked_up: bool = False
    """They are attributes of other rows, as known of a model that is read."""


@frozen(eq=False)
class Facts:
    """All sets of columns are of names as the relation spells them."""

    rows: Items
    """Hidden items that together stand for a row."""
    dependencies: tuple[Dependency, ...] = ()
    present: tuple[Dependency, ...] = ()
    """Dependencies among the rows in which no left item is NULL (for a hidden item: the dataset has a row)."""
    unique: Sets = ()
    """Minimal sets of columns that no two rows agree on, NULLs taken as equal. The empty set: at most one row."""
    constants: Mapping[str, Literal] = field(factory=dict)
    origin: Mapping[str, Origin] = field(factory=dict)
    home: Mapping[str, Items] = field(factory=dict)
    """For each column the hidden items of the rows that its value is computed from."""
    holds: frozenset[str] = frozenset()
    """Sources of which no row is left out."""
    multiplied: Mapping[Item, Repeat] = field(factory=dict)
    """Hidden items whose rows may stand here several times, each with what first repeated them."""

    def closure(self, columns: Iterable[Item]) -> Items:
        """All that these columns settle."""
        return closure(columns, self.dependencies)

    def determines(self, columns: Iterable[str]) -> bool:
        """Whether no two rows agree on all these columns."""
        return self.rows <= closure(columns, self.dependencies)

    @property
    def at_most_one(self) -> bool:
        """Whether there is at most one row."""
        return self.determines(())

    def settle(self, columns: Iterable[str], values: Iterable[str]) -> bool:
        """Whether rows that agree on `columns` agree on `values`."""
        return frozenset(values) <= closure(columns, self.dependencies)

    def repeats(self, columns: Iterable[str], within: Iterable[str] = ()) -> Repeat | None:
        """What made a value computed from these columns stand in several rows that agree on `within`, or None.

        A sum over such a value counts it more than once.
        """
        homes = NOTHING.union(*(self.home.get(name, NOTHING) for name in columns))
        if not homes or any(item not in self.multiplied for item in homes):
            return None
        # A row that is not there adds nothing to a sum.
        known = [*self.dependencies, *(item for item in self.present if item[0] <= self._hidden)]
        if self.rows <= closure(homes.union(within), known):
            return None
        found = [self.multiplied[item] for item in sorted(homes, key=str)]
        return next((item for item in found if not self.is_lookup(item)), found[0])

    def is_lookup(self, repeat: Repeat) -> bool:
        """Whether the repeated rows are attributes of other rows, each of which has one of them."""
        return repeat.looked_up or (
            repeat.by is not None and self.rows <= closure(repeat.by, self.dependencies)
        )

    @property
    def _hidden(self) -> Items:
        return self.rows.union(*self.home.values())

    def promoted(self, schema: Schema) -> Facts:
        """With the dependencies that hold now because their columns are not NULL."""
        if not self.present:
            return self
        ready = [item for item in self.present if _all_there(item[0], schema)]
        if not ready:
            return self
        left = tuple(item for item in self.present if not _all_there(item[0], schema))
        return evolve(self, dependencies=(*self.dependencies, *ready), present=left)

    def knowing(self, dependencies: Iterable[Dependency]) -> Facts:
        """With more dependencies."""
        return evolve(self, dependencies=(*self.dependencies, *dependencies))

    def with_unique(self, sets: Iterable[frozenset[str]]) -> Facts:
        """With these unique sets, without what the rest of each settles."""
        return evolve(self, unique=minimal((reduced(item, self.dependencies) for item in sets), MOST))


def _all_there(items: Items, schema: Schema) -> bool:
    for item in items:
        if not isinstance(item, str):
            return False
        found = schema.get(item)
        if found is None or found.nullable:
            return False
    return True
