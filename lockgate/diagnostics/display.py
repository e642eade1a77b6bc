"""Make text safe and measurable for a terminal: what is invisible or could move the cursor is shown escaped.

`cells("a\\tb")` gives one `Cell` a character, with what to print for it and how many columns that takes.
"""

from __future__ import annotations

import unicodedata

from attrs import frozen

TAB = 4
INVISIBLE_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u034f\u17b4\u17b5")
"""Letters and marks that print as nothing at all."""


@frozen(slots=True)
class Cell:
    """How one character is shown and how many columns it takes there."""

    shown: str
    width: int


@frozen(slots=True)
class Output:
    """What the output can take: colour escapes, and the characters of an encoding."""

    color: bool = False
    encoding: str = "utf-8"

    def can_show(self, char: str) -> bool:
        if char < "\x7f":
            return True
        try:
            char.encode(self.encoding)
        except (UnicodeError, LookupError):
            return False
        return True


PLAIN = Output()


def cells(line: str, output: Output = PLAIN) -> list[Cell]:
    """One cell a character of one line; tabs reach to the next multiple of four columns."""
    found: list[Cell] = []
    column = 0
    for char in line:
        if char == "\t":
            cell = Cell(" " * (TAB - column % TAB), TAB - column % TAB)
        else:
            cell = _cell(char, output)
        found.append(cell)
        column += cell.width
    return found


def _cell(char: str, output: Output) -> Cell:
    if " " <= char <= "~":
        return Cell(char, 1)
    category = unicodedata.category(char)
    if category[0] == "C" or category[0] == "Z" or char in INVISIBLE_LETTERS or not output.can_show(char):
        escaped = f"\\u{{{ord(char):x}}}"
        return Cell(escaped, len(escaped))
    if category in ("Mn", "Me"):
        return Cell(char, 0)
    return Cell(char, 2 if unicodedata.east_asian_width(char) in ("W", "F") else 1)


def safe(text: str, output: Output = PLAIN, limit: int = 2_000) -> str:
    """The text on one line, at most `limit` characters, with nothing raw in it that a terminal would obey."""
    cut = text if len(text) <= limit else text[:limit] + "..."
    if cut.isascii() and cut.isprintable():
        return cut
    return "".join(cell.shown for cell in cells(cut, output))


def safe_lines(text: str, output: Output = PLAIN, limit: int = 40) -> list[str]:
    """Each line of the text made `safe`; at most `limit` lines."""
    lines = text.split("\n")
    shown = [safe(line, output) for line in lines[:limit]]
    return shown if len(lines) <= limit else [*shown, "..."]
