"""Tables of text, aligned by what characters take on a terminal, with lines in ASCII where the output needs it."""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.diagnostics.display import Output, cells, safe

WIDEST = 48


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    output: Output,
    right: Sequence[int] = (),
    widest: int = WIDEST,
) -> str:
    """A head, a rule and the rows; the columns named in `right` (by index) are aligned to the right."""
    shown = [[_cut(safe(cell, output), widest, output) for cell in row] for row in (heads, *rows)]
    widths = [max(_width(row[at]) for row in shown) for at in range(len(heads))]
    rule = "─" if output.can_show("─") else "-"
    lines = [
        "  ".join(
            " " * (width - _width(cell)) + cell if at in right else cell + " " * (width - _width(cell))
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in shown
    ]
    return "\n".join([lines[0], "  ".join(rule * width for width in widths), *lines[1:]])


def _width(text: str) -> int:
    return sum(cell.width for cell in cells(text))


def _cut(text: str, widest: int, output: Output) -> str:
    if len(text) <= widest:
        return text
    return text[: widest - 1] + ("…" if output.can_show("…") else "~")
