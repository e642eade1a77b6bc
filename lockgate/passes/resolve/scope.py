"""Which names an expression may use, and which column of the relation each one is.

After a join both sides are visible under their aliases; the relation's own column names are
unique, so a visible name and a column's name may differ (`p.year` may be the column `p.year`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from attrs import evolve, field, frozen


@frozen(slots=True)
class Entry:
    """A visible column: `alias` (None: only unqualified), its `name`, and the relation's `column`."""

    alias: str | None
    name: str
    column: str


@frozen(slots=False)
class Scope:
    """The visible columns in order. `origins` gives the dataset behind an alias, for messages."""

    entries: tuple[Entry, ...]
    origins: tuple[tuple[str, str], ...] = ()
    open: bool = field(default=False)
    """Some columns are unknown because of an earlier error."""

    @cached_property
    def by_name(self) -> dict[str, list[Entry]]:
        found: dict[str, list[Entry]] = {}
        for entry in self.entries:
            found.setdefault(entry.name.casefold(), []).append(entry)
        return found

    @cached_property
    def by_alias(self) -> dict[str, dict[str, Entry]]:
        found: dict[str, dict[str, Entry]] = {alias.casefold(): {} for alias, _ in self.origins}
        for entry in self.entries:
            if entry.alias is not None:
                found.setdefault(entry.alias.casefold(), {})[entry.name.casefold()] = entry
        return found

    def named(self, name: str) -> list[Entry]:
        """The columns that the unqualified name may mean."""
        return self.by_name.get(name.casefold(), [])

    def columns_of(self, alias: str) -> list[Entry]:
        """The columns of an alias, in order."""
        folded = alias.casefold()
        return [
            entry for entry in self.entries if entry.alias is not None and entry.alias.casefold() == folded
        ]

    def origin(self, alias: str) -> str | None:
        """The dataset that an alias stands for."""
        folded = alias.casefold()
        for known, dataset in self.origins:
            if known.casefold() == folded:
                return dataset
        return None

    def spelled(self, entry: Entry) -> str:
        """How to write a column: qualified only where it must be."""
        if entry.alias is not None and len(self.named(entry.name)) > 1:
            return f"{entry.alias}.{entry.name}"
        return entry.name

    def duplicates(self) -> Iterator[list[Entry]]:
        """The groups of columns that share a name."""
        for entries in self.by_name.values():
            if len(entries) > 1:
                yield entries

    def with_entries(self, entries: Iterable[Entry]) -> Scope:
        """The same aliases with other columns."""
        return evolve(self, entries=tuple(entries))


def table_scope(alias: str | None, dataset: str, names: Iterable[str], open: bool = False) -> Scope:
    """The scope of one table under an alias."""
    return Scope(
        tuple(Entry(alias, name, name) for name in names),
        ((alias, dataset),) if alias is not None else (),
        open,
    )
