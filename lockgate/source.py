"""Source files and places in them: offsets in characters, lines and columns from 1."""

from __future__ import annotations

from bisect import bisect_right
from functools import cached_property

from attrs import field, frozen


@frozen(slots=True)
class Span:
    """A stretch of one file: `start` and `end` are character offsets from 0, `end` exclusive."""

    file: str
    start: int
    end: int

    def to(self, other: Span) -> Span:
        """From the start of this one to the end of the other, which must be in the same file."""
        return Span(self.file, self.start, max(self.end, other.end))


@frozen(slots=False)
class SourceFile:
    """A file's text under its path relative to the project, with `/`."""

    path: str
    text: str = field(repr=False)

    @cached_property
    def line_starts(self) -> list[int]:
        starts = [0]
        find = self.text.find
        at = find("\n")
        while at >= 0:
            starts.append(at + 1)
            at = find("\n", at + 1)
        return starts

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of a character offset."""
        line = bisect_right(self.line_starts, offset)
        return line, offset - self.line_starts[line - 1] + 1

    def line(self, number: int) -> str:
        """The text of a line (from 1) without its line end."""
        starts = self.line_starts
        end = starts[number] if number < len(starts) else len(self.text)
        return self.text[starts[number - 1] : end].rstrip("\r\n")
