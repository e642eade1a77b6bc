"""Functional dependencies: which columns are settled once others are, and what follows from that.

`{order_id} → {customer_id}` says that rows which agree on the one agree on the other; NULLs agree with NULLs.
Beside columns there are hidden items, numbers that stand for the rows of one use of a dataset: a set of columns
is unique where it settles the rows.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

Item = str | int
Items = frozenset[Item]
Dependency = tuple[Items, Items]
NOTHING: Items = frozenset()


def closure(items: Iterable[Item], dependencies: Sequence[Dependency]) -> Items:
    """All that the items settle."""
    known = set(items)
    left = list(dependencies)
    while True:
        waiting = []
        grown = False
        for dependency in left:
            if dependency[0] <= known:
                known |= dependency[1]
                grown = True
            else:
                waiting.append(dependency)
        if not grown or not waiting:
            return frozenset(known)
        left = waiting


def restricted(dependencies: Sequence[Dependency], visible: Collection[Item]) -> tuple[Dependency, ...]:
    """What the dependencies say of these items alone, the ways through the others shortened."""
    seen = frozenset(visible)
    bridges = frozenset(item for left, _ in dependencies for item in left if item not in seen)
    if not bridges:
        return tuple((left, right & seen) for left, right in dependencies if right & seen)
    instead = _substitutes(dependencies, seen, bridges)
    made: dict[Items, set[Item]] = {}
    for left, right in dependencies:
        through = not left <= seen
        if through:
            if any(item not in seen and item not in instead for item in left):
                continue
            left = frozenset().union(*(instead.get(item, {item}) for item in left))
        if through or right & bridges:
            right = closure(left, dependencies)
        gained = (right & seen) - left
        if gained:
            made.setdefault(left, set()).update(gained)
    return tuple((left, frozenset(right)) for left, right in made.items())


def _substitutes(
    dependencies: Sequence[Dependency], seen: Items, wanted: Items
) -> dict[Item, Items]:
    """For each of the items the seen columns that stand for it best: an equal one, else the fewest."""
    singly = {(left, item) for left, right in dependencies if len(left) == 1 for item in right}
    found: dict[Item, tuple[tuple[bool, int], Items]] = {}
    for left in dict.fromkeys(left for left, _ in dependencies):
        if left <= seen and all(isinstance(item, str) for item in left):
            for item in closure(left, dependencies) & wanted:
                one_way = not any((frozenset({item}), other) in singly for other in left)
                rank = (one_way, len(left))
                if item not in found or rank < found[item][0]:
                    found[item] = rank, left
    return {item: left for item, (_, left) in found.items()}


def reduced(columns: frozenset[str], dependencies: Sequence[Dependency]) -> frozenset[str]:
    """The columns without those that the others settle; of two that settle each other the first by name stays."""
    if not columns:
        return columns
    kept = set(columns)
    for name in sorted(columns, reverse=True):
        rest = kept - {name}
        if name in closure(rest, dependencies):
            kept = rest
    return frozenset(kept)


def minimal(sets: Iterable[frozenset[str]], most: int) -> tuple[frozenset[str], ...]:
    """The sets that hold no other one, smallest first, at most so many."""
    made: list[frozenset[str]] = []
    for item in sorted(set(sets), key=lambda item: (len(item), sorted(item))):
        if not any(known <= item for known in made):
            made.append(item)
    return tuple(made[:most])
