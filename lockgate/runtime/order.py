"""An order in which the datasets of a run can be handled."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping


def in_order(
    names: Iterable[str], needs: Mapping[str, Collection[str]], wishes: Mapping[str, Collection[str]]
) -> tuple[str, ...]:
    """Each name after all that it needs, and after what it wishes where that makes no circle; ties by name.

    Needs that do not end (a cycle, which the compiler reports) are broken by name as well.
    """
    left = sorted(names)
    done: list[str] = []
    while left:
        waiting = set(left)
        free = [name for name in left if not waiting.intersection(needs.get(name, ()))]
        best = [name for name in free if not waiting.intersection(wishes.get(name, ())) - {name}]
        chosen = best or free[:1] or left[:1]
        done.extend(chosen)
        taken = set(chosen)
        left = [name for name in left if name not in taken]
    return tuple(done)
