"""What the columns of sources mean, as far as `references` says: those that lead to one column mean the same.

orders.customer_id → customers.customer_id ← payments.payer
"""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from lockgate.analysis.facts import Origin
from lockgate.analysis.memo import memoised
from lockgate.ir.program import Program


@frozen(eq=False)
class Meanings:
    """References between columns of sources, in both directions, and keys. Names are case-folded."""

    targets: dict[Origin, tuple[Origin, ...]]
    referred: frozenset[Origin]
    keys: frozenset[Origin]
    """Columns that are a source's key or part of it."""
    spelled: dict[Origin, Origin]

    def of(self, origin: Origin) -> frozenset[Origin]:
        """The column and all that it refers to, by however many steps."""
        found = {folded(origin)}
        todo = list(found)
        while todo:
            for target in self.targets.get(todo.pop(), ()):
                if target not in found:
                    found.add(target)
                    todo.append(target)
        return frozenset(found)

    def is_known(self, origin: Origin) -> bool:
        """Whether the column refers to another, or is referred to."""
        return folded(origin) in self.targets or folded(origin) in self.referred

    def is_key(self, origin: Origin) -> bool:
        return folded(origin) in self.keys

    def column_for(self, dataset: str, wanted: frozenset[Origin]) -> Origin | None:
        """The column of a dataset that refers to one of these, if there is exactly one."""
        name = dataset.casefold()
        found = [item for item in self.targets if item.dataset == name and self.of(item) & wanted]
        return self.spelled[found[0]] if len(found) == 1 else None

    def between(self, one: frozenset[Origin], other: frozenset[Origin]) -> str | None:
        """A dataset that has a column of each meaning, if there is exactly one."""
        here = {item.dataset for item in self.spelled if self.of(item) & one}
        there = {item.dataset for item in self.spelled if self.of(item) & other}
        found = sorted(here & there)
        return (
            next(self.spelled[item].dataset for item in self.spelled if item.dataset == found[0])
            if len(found) == 1
            else None
        )


def folded(origin: Origin) -> Origin:
    """The column by its case-folded name."""
    return Origin(origin.dataset.casefold(), origin.column.casefold())


@memoised
def meanings(program: Program) -> Meanings:
    """What the sources of a program declare of their columns."""
    targets: dict[Origin, list[Origin]] = {}
    keys: set[Origin] = set()
    spelled: dict[Origin, Origin] = {}

    def refer(dataset: str, target: str, pairs: Iterable[tuple[str, str]]) -> None:
        for column, other in pairs:
            targets.setdefault(folded(Origin(dataset, column)), []).append(folded(Origin(target, other)))

    for source in program.sources:
        for column in source.columns:
            origin = Origin(source.name, column.name)
            spelled[folded(origin)] = origin
            if column.references is not None:
                refer(source.name, column.references[0], [(column.name, column.references[1])])
        for item in source.references:
            refer(source.name, item.target, zip(item.columns, item.target_columns, strict=True))
        keys.update(folded(Origin(source.name, name)) for name in source.key or ())
    known = {origin: tuple(found) for origin, found in targets.items() if origin in spelled}
    referred = frozenset(item for found in known.values() for item in found)
    return Meanings(known, referred, frozenset(keys), spelled)
