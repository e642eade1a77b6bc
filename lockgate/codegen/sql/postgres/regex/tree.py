"""Regular expressions as trees: a character is a set of ranges of code points."""

from __future__ import annotations

from attrs import frozen

LAST = 0x10FFFF

Range = tuple[int, int]
Ranges = tuple[Range, ...]


@frozen
class Chars:
    """One character out of a set."""

    ranges: Ranges


@frozen
class Edge:
    """A place between characters: `begin`, `end`, `line_begin`, `line_end`, `word`, `no_word`."""

    kind: str


@frozen
class Group:
    """Parentheses; those with a number are remembered."""

    item: Node
    number: int | None


@frozen
class Repeat:
    """An item again and again; `most` is None where there is no end."""

    item: Node
    least: int
    most: int | None
    greedy: bool


@frozen
class Sequence:
    """One after the other."""

    items: tuple[Node, ...]


@frozen
class Choice:
    """The first that matches."""

    items: tuple[Node, ...]


Node = Chars | Edge | Group | Repeat | Sequence | Choice


def merged(ranges: list[Range]) -> Ranges:
    """The same set, in order and without overlaps."""
    made: list[Range] = []
    for low, high in sorted(ranges):
        if made and low <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(made[-1][1], high))
        else:
            made.append((low, high))
    return tuple(made)


def complement(ranges: Ranges) -> Ranges:
    """All other characters."""
    made: list[Range] = []
    start = 0
    for low, high in ranges:
        if start < low:
            made.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        made.append((start, LAST))
    return tuple(made)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly inside one."""
    match node:
        case Chars() | Edge():
            return ()
        case Group(item=item) | Repeat(item=item):
            return (item,)
        case Sequence(items=items) | Choice(items=items):
            return items


def may_be_empty(node: Node) -> bool:
    """It may match a text without characters."""
    match node:
        case Chars():
            return False
        case Edge():
            return True
        case Group(item=item):
            return may_be_empty(item)
        case Repeat(item=item, least=least):
            return least == 0 or may_be_empty(item)
        case Sequence(items=items):
            return all(map(may_be_empty, items))
        case Choice(items=items):
            return any(map(may_be_empty, items))
