"""Reads RE2's syntax; raises Unreadable for what is none, or is not kept."""

from __future__ import annotations

import re

from lockgate.codegen.sql.postgres.regex.classes import ESCAPED, NAMED, SHORT, folded
from lockgate.codegen.sql.postgres.regex.tree import (
    LAST,
    Chars,
    Choice,
    Edge,
    Group,
    Node,
    Range,
    Ranges,
    Repeat,
    Sequence,
    complement,
    merged,
)

_COUNT = re.compile(r"\{([0-9]+)(,([0-9]*))?\}")
_FLAGS = re.compile(r"\?([imsU]*)(-([imsU]+))?([:)])")
_NAME = re.compile(r"\?P?<([A-Za-z_][A-Za-z0-9_]*)>")
_NAMED_CLASS = re.compile(r"\[:(\^?)([a-z]+):\]")
_HEX = re.compile(r"x(?:\{([0-9A-Fa-f]+)\}|([0-9A-Fa-f]{2}))")
_OCTAL = re.compile(r"0[0-7]{0,2}|[1-7][0-7]{1,2}")
_EDGES = {"A": "begin", "z": "end", "b": "word", "B": "no_word"}
_MAX_COUNT = 1000
_MAX_DEPTH = 100
_NEWLINE = ((10, 10),)


class Unreadable(Exception):
    """Why a pattern cannot be read."""


def parse(text: str) -> tuple[Node, int]:
    """The tree of a pattern, and how many groups it remembers."""
    reader = _Reader(text)
    node = reader.choice(frozenset(), 0)
    if reader.at < len(text):
        raise Unreadable("a parenthesis is closed that was not opened")
    return node, reader.groups


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.groups = 0

    def _next(self) -> str:
        return self.text[self.at] if self.at < len(self.text) else ""

    def _take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self.text, self.at)
        if found is not None:
            self.at = found.end()
        return found

    def choice(self, flags: frozenset[str], depth: int) -> Node:
        if depth > _MAX_DEPTH:
            raise Unreadable("it nests too deeply")
        branches: list[Node] = []
        items: list[Node] = []
        while True:
            char = self._next()
            if char in ("", ")"):
                break
            if char == "|":
                self.at += 1
                branches.append(_sequence(items))
                items = []
                continue
            if char == "(":
                changed = self._flags_alone(flags)
                if changed is not None:
                    flags = changed
                    continue
            items.extend(self._repeated(self._atom(flags, depth), flags))
        branches.append(_sequence(items))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _flags_alone(self, flags: frozenset[str]) -> frozenset[str] | None:
        """`(?i)`: what follows in this group has other flags."""
        found = _FLAGS.match(self.text, self.at + 1)
        if found is None or found[4] != ")":
            return None
        self.at = found.end()
        return _changed(flags, found)

    def _atom(self, flags: frozenset[str], depth: int) -> list[Node]:
        char = self._next()
        self.at += 1
        if char == "(":
            return [self._group(flags, depth)]
        if char == "[":
            return [_chars(self._bracket(flags), flags)]
        if char == ".":
            return [Chars(((0, LAST),) if "s" in flags else complement(_NEWLINE))]
        if char == "^":
            return [Edge("line_begin" if "m" in flags else "begin")]
        if char == "$":
            return [Edge("line_end" if "m" in flags else "end")]
        if char == "\\":
            return self._escape(flags)
        if char in ("*", "+", "?"):
            raise Unreadable(f"`{char}` repeats nothing")
        return [_chars([(ord(char), ord(char))], flags)]

    def _group(self, flags: frozenset[str], depth: int) -> Node:
        number = None
        found = self._take(_FLAGS)
        if found is not None:
            flags = _changed(flags, found)
        else:
            if self._take(_NAME) is None and self._next() == "?":
                raise Unreadable("this kind of group is not in RE2")
            self.groups += 1
            number = self.groups
        item = self.choice(flags, depth + 1)
        if self._next() != ")":
            raise Unreadable("a parenthesis is not closed")
        self.at += 1
        return Group(item, number)

    def _repeated(self, atoms: list[Node], flags: frozenset[str]) -> list[Node]:
        counted = self._count()
        if counted is None or not atoms:
            return atoms
        least, most = counted
        lazy = self._next() == "?"
        if lazy:
            self.at += 1
        made = Repeat(atoms[-1], least, most, lazy == ("U" in flags))
        if self._count() is not None:
            raise Unreadable("what is repeated is repeated again")
        return [*atoms[:-1], made]

    def _count(self) -> tuple[int, int | None] | None:
        char = self._next()
        if char in ("*", "+", "?") and char:
            self.at += 1
            return (1 if char == "+" else 0), (1 if char == "?" else None)
        found = self._take(_COUNT)
        if found is None:
            return None
        least = int(found[1])
        most = least if found[2] is None else int(found[3]) if found[3] else None
        if least > _MAX_COUNT or (most is not None and (most > _MAX_COUNT or most < least)):
            raise Unreadable("a repeat has a wrong count")
        return least, most

    def _escape(self, flags: frozenset[str]) -> list[Node]:
        char = self._next()
        if char == "Q":
            self.at += 1
            text, _, rest = self.text[self.at :].partition("\\E")
            self.at = len(self.text) - len(rest)
            return [_chars([(ord(item), ord(item))], flags) for item in text]
        if char in _EDGES:
            self.at += 1
            return [Edge(_EDGES[char])]
        if char in SHORT:
            self.at += 1
            return [Chars(SHORT[char])]
        return [_chars([(code, code)], flags) for code in [self._code()]]

    def _code(self) -> int:
        """The character that an escape stands for."""
        found = self._take(_HEX)
        if found is not None:
            code = int(found[1] or found[2], 16)
            if code > LAST:
                raise Unreadable("there is no such character")
            return code
        found = self._take(_OCTAL)
        if found is not None:
            return int(found[0], 8)
        char = self._next()
        self.at += 1
        if char in ESCAPED:
            return ESCAPED[char]
        if not char or (char.isascii() and (char.isalnum() or char == "_")) or not char.isascii():
            what = "classes of Unicode" if char in "pP" and char else f"the escape `\\{char}`"
            raise Unreadable(f"{what} cannot be kept")
        return ord(char)

    def _bracket(self, flags: frozenset[str]) -> list[Range]:
        negated = self._next() == "^"
        if negated:
            self.at += 1
        ranges: list[Range] = []
        first = True
        while first or self._next() != "]":
            first = False
            if not self._next():
                raise Unreadable("a bracket is not closed")
            ranges.extend(self._item())
        self.at += 1
        if "i" in flags:
            ranges = list(folded(merged(ranges)))
        return list(complement(merged(ranges))) if negated else ranges

    def _item(self) -> Ranges:
        found = self._take(_NAMED_CLASS)
        if found is not None:
            if found[2] not in NAMED:
                raise Unreadable(f"there is no class `{found[2]}`")
            return complement(NAMED[found[2]]) if found[1] else NAMED[found[2]]
        if self._next() == "\\" and self.text[self.at + 1 : self.at + 2] in SHORT:
            self.at += 2
            return SHORT[self.text[self.at - 1]]
        low = self._member()
        if self._next() == "-" and self.text[self.at + 1 : self.at + 2] not in ("]", ""):
            self.at += 1
            high = self._member()
            if high < low:
                raise Unreadable("a range ends before it begins")
            return ((low, high),)
        return ((low, low),)

    def _member(self) -> int:
        char = self._next()
        self.at += 1
        return self._code() if char == "\\" else ord(char)


def _sequence(items: list[Node]) -> Node:
    return items[0] if len(items) == 1 else Sequence(tuple(items))


def _chars(ranges: list[Range], flags: frozenset[str]) -> Node:
    made = merged(ranges)
    return Chars(folded(made) if "i" in flags else made)


def _changed(flags: frozenset[str], found: re.Match[str]) -> frozenset[str]:
    return (flags | set(found[1])) - set(found[3] or "")
