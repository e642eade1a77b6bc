"""Comments of a file, handed out to what they stand before, or behind on the same line."""

from __future__ import annotations

import re
from collections.abc import Callable

from attrs import frozen

from lockgate.grammar.actions import Builder
from lockgate.grammar.layout.doc import HARD, Doc, Suffix, concat
from lockgate.source import Span

_COMMENT = re.compile(r"--[^\n]*")
_BETWEEN = re.compile(r"[ \t\r]*,?[ \t\r]*\Z")
_BEHIND_ROW = re.compile(r"[ \t\r)]*,?[ \t\r]*\Z")


@frozen(slots=True)
class Comment:
    start: int
    text: str
    own_line: bool
    gap: bool
    """Whether an empty line follows."""


class Comments:
    """The comments not yet handed out, in order."""

    def __init__(self, b: Builder) -> None:
        self.text = b.text
        self.left: list[Comment] = []
        end = 1 if b.text.startswith("\ufeff") else 0
        for start, stop in zip(b.starts, b.ends, strict=True):
            between = b.text[end:start]
            if "--" in between:
                self._scan(end, between)
            end = stop
        self.left.reverse()

    def _scan(self, offset: int, between: str) -> None:
        for match in _COMMENT.finditer(between):
            before, behind = between[: match.start()], between[match.end() :]
            own_line = "\n" in before or offset <= 1  # nothing but comments stands before it
            gap = behind.partition("--")[0].count("\n") > 1
            self.left.append(Comment(offset + match.start(), match[0].rstrip(), own_line, gap))

    def before(self, offset: int) -> list[Comment]:
        """Those that begin before `offset`."""
        taken: list[Comment] = []
        while self.left and self.left[-1].start < offset:
            taken.append(self.left.pop())
        return taken

    def behind(self, offset: int, between: re.Pattern[str] = _BETWEEN) -> Doc:
        """The one on the same line behind `offset`, if nothing but a comma is between."""
        if self.left and not self.left[-1].own_line:
            comment = self.left[-1]
            if comment.start >= offset and between.match(self.text[offset : comment.start]):
                self.left.pop()
                return Suffix(comment.text)
        return ""

    def behind_row(self, offset: int) -> Doc:
        """The one behind a row whose last cell ends at `offset`."""
        return self.behind(offset, _BEHIND_ROW)

    def around(self, span: Span, build: Callable[[], Doc]) -> Doc:
        """What `build` makes for the span, with its comments.

        Comments inside that nothing inside takes go before it too: they stay with what follows them.
        """
        leading = self.before(span.start)
        doc = build()
        leading += self.before(span.end)
        return concat(lines(leading), doc, self.behind(span.end))


def lines(comments: list[Comment]) -> Doc:
    """Comments on lines of their own, with the break behind each."""
    parts: list[Doc] = []
    for comment in comments:
        parts += [comment.text, HARD]
        if comment.gap:
            parts.append(HARD)
    return concat(*parts)
