"""Find the names that a misspelt one most likely means: `nearest("amonut", ["status", "amount"])` is `("amount",)`."""

from __future__ import annotations

from collections.abc import Iterable

LONGEST = 64
"""Names are compared by this many characters at most: enough for people, bounded for hostile input."""


def nearest(name: str, candidates: Iterable[str], limit: int = 3) -> tuple[str, ...]:
    """The at most `limit` candidates near to `name`, nearest first; ties keep alphabetical order.

    Nearness is the number of insertions, deletions, substitutions and swaps of neighbours, without
    regard to case; a candidate counts when a third of the letters would have to change at most. Words
    of a compound name in another order (`date_order` for `order_date`) and a whole word cut off
    (`orders` for `stg_orders`) count too.
    """
    wanted = name[:LONGEST].casefold()
    if not wanted:
        return ()
    scored: list[tuple[int, str]] = []
    for candidate in sorted(set(candidates)):
        distance = _nearness(wanted, candidate[:LONGEST].casefold())
        if distance is not None:
            scored.append((distance, candidate))
    scored.sort(key=lambda pair: pair[0])  # stable: ties stay alphabetical
    if scored and scored[0][0] == 0:
        scored = [pair for pair in scored if pair[0] == 0]
    return tuple(candidate for _, candidate in scored[:limit])


def _nearness(wanted: str, candidate: str) -> int | None:
    """A penalty from 0 (equal but for case), or None where the two have nothing in common."""
    if wanted == candidate:
        return 0
    allowed = max(1, max(len(wanted), len(candidate)) // 3)
    if min(len(wanted), len(candidate)) <= 2:
        # Of so short names nearly any two are near: they must at least begin alike.
        allowed = 1 if wanted[0] == candidate[:1] and max(len(wanted), len(candidate)) <= 3 else 0
    found = edit_distance(wanted, candidate, allowed)
    if found is not None:
        return 10 * found
    mine, theirs = _words(wanted), _words(candidate)
    if sorted(mine) == sorted(theirs):
        return 15
    # A whole word more or less: only where the shared part is long enough to mean something.
    shared = sorted(set(mine) & set(theirs), key=lambda word: (-len(word), word))
    if shared and len(shared[0]) >= 4 and abs(len(mine) - len(theirs)) <= 2:
        if set(mine) <= set(theirs) or set(theirs) <= set(mine):
            return 50 + 10 * abs(len(mine) - len(theirs))
    return None


def _words(name: str) -> list[str]:
    return [word for word in name.replace(".", "_").split("_") if word]


def edit_distance(a: str, b: str, most: int) -> int | None:
    """The optimal-string-alignment distance, or None when it exceeds `most`."""
    if abs(len(a) - len(b)) > most:
        return None
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, left in enumerate(a, 1):
        row = [i]
        for j, right in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (left != right))
            if i > 1 and j > 1 and left == b[j - 2] and a[i - 2] == right:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        if min(row) > most and (not last or min(last) > most):
            return None
        before, last = last, row
    return last[-1] if last[-1] <= most else None
