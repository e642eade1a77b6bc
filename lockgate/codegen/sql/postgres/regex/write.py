"""Writes a tree as one of PostgreSQL's advanced regular expressions, in which `.` matches every character."""

from __future__ import annotations

from lockgate.codegen.sql.postgres.regex.parse import Unreadable
from lockgate.codegen.sql.postgres.regex.tree import (
    LAST,
    Chars,
    Choice,
    Edge,
    Group,
    Node,
    Ranges,
    Repeat,
    Sequence,
    complement,
)

_MAX_COUNT = 255
_EDGES = {
    "begin": r"\A",
    "end": r"\Z",
    "line_begin": r"(?:\A|(?<=\n))",
    "line_end": r"(?:\Z|(?=\n))",
    "word": r"\y",
    "no_word": r"\Y",
}
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\f": r"\f", "\v": r"\v"}
_SPECIAL = frozenset("\\^$.|?*+()[]{}")
_SPECIAL_INSIDE = frozenset("\\^-[]")


def write(node: Node) -> str:
    """The pattern's text."""
    match node:
        case Chars(ranges=ranges):
            return _chars(ranges)
        case Edge(kind=kind):
            return _EDGES[kind]
        case Group(item=item, number=number):
            return f"({'' if number is not None else '?:'}{write(item)})"
        case Repeat():
            return _repeat(node)
        case Sequence(items=items):
            return "".join(
                f"(?:{write(item)})" if isinstance(item, Choice) else write(item) for item in items
            )
        case Choice(items=items):
            return "|".join(write(item) for item in items)


def _repeat(node: Repeat) -> str:
    if isinstance(node.item, Edge):
        return write(node.item) if node.least else ""
    least, most = node.least, node.most
    if max(least, most or 0) > _MAX_COUNT:
        raise Unreadable(f"PostgreSQL repeats at most {_MAX_COUNT} times")
    inner = write(node.item)
    if not isinstance(node.item, (Chars, Group)):
        inner = f"(?:{inner})"
    known = {(0, None): "*", (1, None): "+", (0, 1): "?"}.get((least, most))
    if known is None:
        known = f"{{{least}}}" if most == least else f"{{{least},{'' if most is None else most}}}"
    return inner + known + ("" if node.greedy else "?")


def _chars(ranges: Ranges) -> str:
    if ranges == ((0, LAST),):
        return "."
    if not ranges:
        return r"(?!)"  # no character at all
    if len(ranges) == 1 and ranges[0][0] == ranges[0][1]:
        return _char(ranges[0][0], _SPECIAL)
    if ranges[-1][1] == LAST:
        return f"[^{_inside(complement(ranges))}]"
    return f"[{_inside(ranges)}]"


def _inside(ranges: Ranges) -> str:
    parts: list[str] = []
    for low, high in ranges:
        first, last = _char(max(low, 1), _SPECIAL_INSIDE), _char(max(high, 1), _SPECIAL_INSIDE)
        parts.append(first if low == high else first + last if high == low + 1 else f"{first}-{last}")
    return "".join(parts)


def _char(code: int, special: frozenset[str]) -> str:
    char = chr(code)
    if char in _SHORT:
        return _SHORT[char]
    if char in special:
        return f"\\{char}"
    if char.isprintable():
        return char
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"
