"""Parse each text once: results are kept by path and text, so that a file that did not change is not read again."""

from __future__ import annotations

from collections import OrderedDict

from lockgate.grammar.parser import Parsed, parse
from lockgate.source import SourceFile

MOST_CHARACTERS = 16_000_000
"""Texts whose trees are kept, by their total length: a tree takes some thirty times the memory of its text."""


class ParseCache:
    """The trees of the texts used last."""

    def __init__(self, most: int = MOST_CHARACTERS) -> None:
        self._kept: OrderedDict[tuple[str, str], Parsed] = OrderedDict()
        self._most = most
        self._size = 0

    def parse(self, source: SourceFile) -> Parsed:
        """The tree of a text, from the cache when it is there."""
        key = (source.path, source.text)
        kept = self._kept.get(key)
        if kept is not None:
            self._kept.move_to_end(key)
            return kept
        parsed = parse(source)
        self._kept[key] = parsed
        self._size += len(source.text)
        while self._size > self._most and len(self._kept) > 1:
            (_, text), _ = self._kept.popitem(last=False)
            self._size -= len(text)
        return parsed
