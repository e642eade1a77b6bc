"""Writes a regular expression of RE2 as Java reads it.

Most patterns mean the same to both and stay as they are. Others are written anew from their tree: in Java `$` also
stands before a line feed at the end, `.` leaves out more than line feeds, `\\b` knows letters beyond ASCII.
"""

from __future__ import annotations

import re

from attrs import frozen

from lockgate.codegen.sql.postgres.regex.parse import parse
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

_ALIKE = re.compile(
    r"""(?:
    [A-Za-z0-9 _,:;=@%&~<>!"'/\-]           # a character that means itself
    | [^\x00-\x7f]
    | \\[dDwW.\-/()\[\]{}+*?|^$\\]           # a class of ASCII, or a sign
    | \[\^?(?:[A-Za-z0-9 _,:;=@%~<>!"'/.+*()|$?-]|\\[dDwW.\-\]\\])+\]
    | \((?:\?:)?
    | [)|^+?*]
    | \{[0-9]{1,3}(?:,[0-9]{0,3})?\}
    )*""",
    re.VERBOSE,
)
_WORD = r"(?<![A-Za-z0-9_])(?=[A-Za-z0-9_])|(?<=[A-Za-z0-9_])(?![A-Za-z0-9_])"
_EDGES = {
    "begin": r"\A",
    "end": r"\z",
    "line_begin": r"(?:\A|(?<=\n))",
    "line_end": r"(?:\z|(?=\n))",
    "word": f"(?:{_WORD})",
    "no_word": f"(?!{_WORD})",
}
_SHORT = {"\t": r"\t", "\n": r"\n", "\r": r"\r", "\f": r"\f"}
_SPECIAL = frozenset("\\^$.|?*+()[]{}")
_SPECIAL_INSIDE = frozenset("\\^-[]&")


@frozen
class Pattern:
    """A pattern for Java: its text, how many groups it has, and how many characters it matches at least."""

    text: str
    groups: int
    least: int


def java(pattern: str) -> Pattern:
    """The pattern for Java; raises Unreadable for what is none, or is not kept."""
    node, groups = parse(pattern)
    return Pattern(pattern if _ALIKE.fullmatch(pattern) else _write(node), groups, _least(node))


def _least(node: Node) -> int:
    """The least number of characters of a match."""
    match node:
        case Chars():
            return 1
        case Edge():
            return 0
        case Group(item=item):
            return _least(item)
        case Repeat(item=item, least=least):
            return least * _least(item)
        case Sequence(items=items):
            return sum(map(_least, items))
        case Choice(items=items):
            return min(map(_least, items))


def _write(node: Node) -> str:
    match node:
        case Chars(ranges=ranges):
            return _chars(ranges)
        case Edge(kind=kind):
            return _EDGES[kind]
        case Group(item=item, number=number):
            return f"({'' if number is not None else '?:'}{_write(item)})"
        case Repeat():
            return _repeat(node)
        case Sequence(items=items):
            return "".join(
                f"(?:{_write(item)})" if isinstance(item, Choice) else _write(item) for item in items
            )
        case Choice(items=items):
            return "|".join(_write(item) for item in items)


def _repeat(node: Repeat) -> str:
    least, most = node.least, node.most
    inner = _write(node.item)
    if not isinstance(node.item, (Chars, Group)):
        inner = f"(?:{inner})"
    known = {(0, None): "*", (1, None): "+", (0, 1): "?"}.get((least, most))
    if known is None:
        known = f"{{{least}}}" if most == least else f"{{{least},{'' if most is None else most}}}"
    return inner + known + ("" if node.greedy else "?")


def _chars(ranges: Ranges) -> str:
    if ranges == ((0, LAST),):
        return r"[\s\S]"
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
        first, last = _char(low, _SPECIAL_INSIDE), _char(high, _SPECIAL_INSIDE)
        parts.append(first if low == high else first + last if high == low + 1 else f"{first}-{last}")
    return "".join(parts)


def _char(code: int, special: frozenset[str]) -> str:
    char = chr(code)
    if char in _SHORT:
        return _SHORT[char]
    if char in special:
        return f"\\{char}"
    return char if char.isprintable() else f"\\x{{{code:x}}}"
