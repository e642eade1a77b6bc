"""What sources promise of each other: `references` says that a value stands in another dataset."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from attrs import frozen

from lockgate.analysis.facts.facts import Origin
from lockgate.ir.program import Program

Pairs = frozenset[tuple[str, str]]


@frozen(eq=False)
class References:
    """All promised references: for each (dataset, target) the sets of (column, target column)."""

    promises: dict[tuple[str, str], tuple[Pairs, ...]]

    def promised(self, pairs: Iterable[tuple[Origin, Origin]], holds: Collection[str]) -> bool:
        """Whether rows whose columns have values find them all in one row of the other dataset, which is whole."""
        pairs = list(pairs)
        datasets = {(here.dataset, there.dataset) for here, there in pairs}
        if len(datasets) != 1:
            return False
        (here, there) = datasets.pop()
        if there not in holds:
            return False
        wanted = frozenset((a.column, b.column) for a, b in pairs)
        if here == there and all(a == b for a, b in wanted):
            return True
        return any(wanted <= item for item in self.promises.get((here, there), ()))

    def meaning(self, origin: Origin) -> Origin | None:
        """The column that this one refers to by itself, or None."""
        for (here, there), promises in self.promises.items():
            if here == origin.dataset:
                for pairs in promises:
                    for a, b in pairs:
                        if a == origin.column:
                            return Origin(there, b)
        return None


def references(program: Program) -> References:
    """The references that the sources of a program promise."""
    found: dict[tuple[str, str], list[Pairs]] = {}
    names = {source.name.casefold(): source.name for source in program.sources}
    for source in program.sources:
        for column in source.columns:
            if column.references is not None:
                target = names.get(column.references[0].casefold(), column.references[0])
                found.setdefault((source.name, target), []).append(
                    frozenset({(column.name, column.references[1])})
                )
        for item in source.references:
            target = names.get(item.target.casefold(), item.target)
            pairs = frozenset(zip(item.columns, item.target_columns, strict=True))
            found.setdefault((source.name, target), []).append(pairs)
    return References({key: tuple(value) for key, value in found.items()})
