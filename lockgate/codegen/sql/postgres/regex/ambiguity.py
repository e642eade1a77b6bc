"""Whether RE2 and PostgreSQL choose the same match of a pattern.

RE2 takes the first way to match that it comes to, PostgreSQL the longest match (or the shortest, where the
first repeat asks for few). They agree where no other way goes on once the first one has matched: all states
that a text can lead to are visited, each a list of the ways still open, the preferred first.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockgate.codegen.sql.postgres.regex.tree import (
    Chars,
    Choice,
    Edge,
    Group,
    Node,
    Ranges,
    Repeat,
    Sequence,
    children,
    may_be_empty,
)

_MAX_PROGRAM = 2_000
_MAX_STATES = 3_000
_MATCH = -1

Step = tuple[str, int, int, Ranges]
"""`char` and where to go, `split` and two places, `jump`, `begin`, `end`, `match`."""


def is_steady(node: Node, *, groups: bool) -> bool:
    """Both choose the same match; with `groups` also the same parts of it."""
    if not _agrees(node):
        return False
    return not groups or (not _repeats_nothing(node) and all(_agrees(inner) for inner in _nested(node)))


def _repeats_nothing(node: Node) -> bool:
    """A group is repeated that may be empty: PostgreSQL goes round once more for nothing, and remembers that."""
    again = isinstance(node, Repeat) and node.most != 1 and may_be_empty(node.item) and _remembers(node.item)
    return again or any(map(_repeats_nothing, children(node)))


def _remembers(node: Node) -> bool:
    return (isinstance(node, Group) and node.number is not None) or any(map(_remembers, children(node)))


def _nested(node: Node) -> Iterator[Node]:
    for inner in children(node):
        if isinstance(inner, (Group, Repeat, Choice)):
            yield inner
        yield from _nested(inner)


def _agrees(node: Node) -> bool:
    program = _Program()
    try:
        program.add(node)
        program.steps.append(("match", 0, 0, ()))
        return program.agrees(short=_prefers(node) is False)
    except _TooLarge:
        return False


def _prefers(node: Node) -> bool | None:
    """Whether PostgreSQL takes the longest (True) or the shortest match (False); None where all are equally long."""
    match node:
        case Chars() | Edge():
            return None
        case Group(item=item):
            return _prefers(item)
        case Repeat(item=item, least=least, most=most, greedy=greedy):
            return _prefers(item) if least == most else greedy
        case Sequence(items=items):
            return next((kind for item in items if (kind := _prefers(item)) is not None), None)
        case Choice():
            return True


class _TooLarge(Exception):
    """There is too much to look at."""


class _Program:
    """A pattern as steps, of which those of `split` prefer the first place."""

    def __init__(self) -> None:
        self.steps: list[Step] = []

    def _put(self, kind: str, first: int = 0, second: int = 0, ranges: Ranges = ()) -> int:
        self.steps.append((kind, first, second, ranges))
        if len(self.steps) > _MAX_PROGRAM:
            raise _TooLarge
        return len(self.steps) - 1

    def add(self, node: Node) -> None:
        match node:
            case Chars(ranges=ranges):
                at = len(self.steps)
                self._put("char", at + 1, 0, ranges)
            case Edge(kind=kind):
                at = len(self.steps)
                self._put(kind if kind in ("begin", "end") else "jump", at + 1)
            case Group(item=item):
                self.add(item)
            case Sequence(items=items):
                for item in items:
                    self.add(item)
            case Choice(items=items):
                self._choice(items)
            case Repeat():
                self._repeat(node)

    def _choice(self, items: tuple[Node, ...]) -> None:
        ends: list[int] = []
        for item in items[:-1]:
            split = self._put("split", len(self.steps) + 1)
            self.add(item)
            ends.append(self._put("jump"))
            self.steps[split] = ("split", split + 1, len(self.steps), ())
        self.add(items[-1])
        for end in ends:
            self.steps[end] = ("jump", len(self.steps), 0, ())

    def _repeat(self, node: Repeat) -> None:
        for _ in range(node.least):
            self.add(node.item)
        if node.most is None:
            split = self._put("split")
            self.add(node.item)
            self._put("jump", split)
            self._branch(split, node.greedy)
            return
        splits: list[int] = []
        for _ in range(node.most - node.least):
            splits.append(self._put("split"))
            self.add(node.item)
        for split in splits:
            self._branch(split, node.greedy)

    def _branch(self, split: int, greedy: bool) -> None:
        inside, after = split + 1, len(self.steps)
        first, second = (inside, after) if greedy else (after, inside)
        self.steps[split] = ("split", first, second, ())

    def agrees(self, *, short: bool) -> bool:
        start = self._closed([0], begin=True)
        seen = {start}
        waiting = [start]
        symbols = self._symbols()
        while waiting:
            state = waiting.pop()
            if _MATCH in state:
                at = state.index(_MATCH)
                kept, others = state[:at], set(state[at + 1 :])
                if short and kept:
                    return False
                if not short and others - set(kept):
                    return False
                state = kept
            for symbol in symbols:
                after = [self.steps[at][1] for at in state if _has(self.steps[at][3], symbol)]
                new = self._closed(after, begin=False)
                if new and new not in seen:
                    if len(seen) >= _MAX_STATES:
                        raise _TooLarge
                    seen.add(new)
                    waiting.append(new)
        return True

    def _symbols(self) -> list[int]:
        """One character for each set of characters that no step tells apart."""
        edges = {0}
        for _, _, _, ranges in self.steps:
            for low, high in ranges:
                edges.update((low, high + 1))
        return sorted(edges)

    def _closed(self, places: list[int], *, begin: bool) -> tuple[int, ...]:
        """The steps that read a character or match, from these places on, the preferred first."""
        found: list[int] = []
        seen: set[int] = set()
        stack = places[::-1]
        while stack:
            at = stack.pop()
            if at in seen:
                continue
            seen.add(at)
            kind, first, second, _ = self.steps[at]
            if kind == "char":
                found.append(at)
            elif kind == "match":
                found.append(_MATCH)
            elif kind == "split":
                stack += (second, first)
            elif kind == "jump" or (kind == "begin" and begin):
                stack.append(first)
            # Behind `end` nothing can be read, so no way goes on.
        return tuple(found)


def _has(ranges: Ranges, symbol: int) -> bool:
    return any(low <= symbol <= high for low, high in ranges)
