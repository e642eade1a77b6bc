"""Tables of text, aligned by what characters take on a terminal, with lines in ASCII where the output needs it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from lockgate.diagnostics.colour import paint
from lockgate.diagnostics.display import Output, cells, safe

WIDEST = 48
GAP = "  "


def table(
    heads: Sequence[str],
    rows: Sequence[Sequence[str]],
    output: Output,
    *,
    right: Collection[int] = (),
    widest: int = WIDEST,
    width: int | None = None,
    colors: Mapping[str, str] | None = None,
) -> str:
    """A head, a rule and the rows.

    The columns in `right` (by index) are aligned to the right; cells are cut at `widest` columns of the
    terminal; what would go beyond `width` is left out and named below; `colors` gives the colour of cells
    by their text.
    """
    shown = [[_cut(safe(cell, output), widest, output) for cell in row] for row in (heads, *rows)]
    widths = [max(_width(row[at]) for row in shown) for at in range(len(heads))]
    kept = _fitting(widths, width)
    rule = "─" if output.can_show("─") else "-"
    lines = [
        GAP.join(
            _padded(row[at], widths[at], at in right, colors or {}, output) for at in range(kept)
        ).rstrip()
        for row in shown
    ]
    lines.insert(1, GAP.join(rule * size for size in widths[:kept]))
    if kept < len(heads):
        left = len(heads) - kept
        lines.append(f"and {left} more column{'' if left == 1 else 's'}: {', '.join(shown[0][kept:])}")
    return "\n".join(lines)


def _fitting(widths: Sequence[int], width: int | None) -> int:
    """How many columns fit; at least one."""
    if width is None:
        return len(widths)
    used, kept = -len(GAP), 0
    for size in widths:
        used += size + len(GAP)
        if used > width and kept:
            break
        kept += 1
    return kept


def _padded(cell: str, size: int, right: bool, colors: Mapping[str, str], output: Output) -> str:
    space = " " * (size - _width(cell))
    text = paint(cell, colors[cell], output) if cell in colors else cell
    return space + text if right else text + space


def _width(text: str) -> int:
    return sum(cell.width for cell in cells(text))


def _cut(text: str, widest: int, output: Output) -> str:
    if len(text) <= widest:
        return text
    return text[: widest - 1] + ("…" if output.can_show("…") else "~")
