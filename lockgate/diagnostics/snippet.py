"""Show places of one file: numbered source lines with `^^^` under the mistake and `---` under what is related.

12 |   |> where amonut > 5
   |            ^^^^^^
"""

from __future__ import annotations

from collections.abc import Sequence

from attrs import frozen

from lockgate.diagnostics.colour import paint
from lockgate.diagnostics.display import Cell, Output, cells, safe
from lockgate.source import SourceFile, Span

WIDTH = 120
"""Columns of a source line that are shown; of longer ones the part around the mark."""
MARKED = 6
"""Lines that are shown of a mark over many lines: the first ones and the last."""


@frozen(slots=True)
class Mark:
    """A span to show, with `^` (the mistake) or `-` (related), and a text behind it."""

    span: Span
    sign: str
    label: str = ""
    kind: str = "error"


@frozen(slots=True)
class _Place:
    """A mark by lines and columns, all from 1, the end exclusive."""

    mark: Mark
    first: int
    column: int
    last: int
    end: int


def gutter_width(source: SourceFile, marks: Sequence[Mark]) -> int:
    """How many digits the line numbers of these marks need."""
    return max((len(str(_place(source, mark).last)) for mark in marks), default=1)


def snippet(source: SourceFile, marks: Sequence[Mark], width: int, output: Output) -> list[str]:
    """The lines of the file on which the marks lie, each followed by its marks."""
    places = [_place(source, mark) for mark in marks]
    bars = paint(" " * width + " |", "gutter", output)
    rows = [bars]
    numbers = sorted({number for place in places for number in _lines(place)})
    block = next((place for place in places if place.last > place.first and place.mark.sign == "^"), None)
    before = 0
    for number in numbers:
        if before and number > before + 1:
            rows.append(paint("." * max(width, 3), "gutter", output))
        before = number
        rows += _line(source, number, places, block, width, output)
    return rows


def anchor(source: SourceFile, offset: int) -> int:
    """Where an offset is shown: within the text, and at its end behind the last line that has something on it."""
    if offset < len(source.text) - 1:
        return max(offset, 0)
    return min(max(offset, 0), len(source.text.rstrip("\r\n")))


def _place(source: SourceFile, mark: Mark) -> _Place:
    start = anchor(source, mark.span.start)
    end = min(max(mark.span.end, start), len(source.text))
    first, column = source.position(start)
    last, end_column = source.position(end)
    if last > first and end_column == 1:  # ends with a line: mark that line, not the next one's beginning
        last, end_column = source.position(end - 1)
        end_column += 1
    return _Place(mark, first, column, last, end_column)


def _lines(place: _Place) -> list[int]:
    count = place.last - place.first + 1
    if count <= MARKED:
        return list(range(place.first, place.last + 1))
    return [*range(place.first, place.first + MARKED - 2), place.last]


def _line(
    source: SourceFile,
    number: int,
    places: Sequence[_Place],
    block: _Place | None,
    width: int,
    output: Output,
) -> list[str]:
    """One source line and the rows of marks under it; `block` is the mark over many lines, if there is one."""
    here = [place for place in places if place.first == number and place is not block]
    # Of a line of a megabyte only the part around the marks is looked at, so that showing it costs little.
    focus = min((place.column - 1 for place in here), default=0)
    if block is not None and not here:
        focus = block.end - 2 if number == block.last else block.column - 1 if number == block.first else 0
    text, skipped = _cut(source, number, focus)
    shown = cells(text, output)
    line = ("..." if skipped else "") + "".join(cell.shown for cell in shown)
    head = paint(f"{number:>{width}} |", "gutter", output)
    blank = paint(" " * width + " |", "gutter", output)
    rows = [f"{head} {_margin(block, number, '/', output)}{line}".rstrip()]
    for place in sorted(here, key=lambda item: (item.mark.sign != "^", item.column)):
        rows.append(
            f"{blank} {_margin(block, number, ' ', output)}{_underline(place, shown, skipped, output)}"
        )
    if block is not None and number == block.last:
        reach = _columns(shown, max(block.end - 1 - skipped, 1)) + (3 if skipped else 0)
        label = f" {safe(block.mark.label, output)}" if block.mark.label else ""
        rows.append(f"{blank} {paint('|' + '_' * reach + '^' + label, block.mark.kind, output)}")
    return rows


def _margin(block: _Place | None, number: int, first: str, output: Output) -> str:
    """What stands left of a line: the bar of the mark over many lines, which begins with `first`."""
    if block is None:
        return ""
    if number < block.first or number > block.last:
        return "  "
    return paint(first if number == block.first else "|", block.mark.kind, output) + " "


def _underline(place: _Place, shown: Sequence[Cell], skipped: int, output: Output) -> str:
    start = max(place.column - 1 - skipped, 0)
    stop = place.end - 1 - skipped if place.last == place.first else len(shown)
    lead = _columns(shown, start) + (3 if skipped else 0)
    wide = max(_columns(shown, min(stop, len(shown))) - _columns(shown, start), 1)
    label = f" {safe(place.mark.label, output)}" if place.mark.label else ""
    return " " * lead + paint(place.mark.sign * wide + label, place.mark.kind, output)


def _columns(shown: Sequence[Cell], count: int) -> int:
    return sum(cell.width for cell in shown[:count])


def _cut(source: SourceFile, number: int, focus: int) -> tuple[str, int]:
    """At most `WIDTH` characters of a line, those around `focus`, and how many were left out before them."""
    starts = source.line_starts
    begin = starts[number - 1]
    end = starts[number] if number < len(starts) else len(source.text)
    if end - begin <= WIDTH + 2:
        return source.text[begin:end].rstrip("\r\n"), 0
    skipped = 0 if focus < WIDTH - 20 else focus - 40
    text = source.text[begin + skipped : min(begin + skipped + WIDTH, end)].rstrip("\r\n")
    return text + ("..." if begin + skipped + WIDTH < end else ""), skipped
