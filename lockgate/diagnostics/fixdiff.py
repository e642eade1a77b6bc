"""Show what a fix would change, as a small diff with line numbers.

12 -   |> where amonut > 5
12 +   |> where amount > 5
"""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.diagnostics.base import Edit, Fix
from lockgate.diagnostics.colour import paint
from lockgate.diagnostics.display import Output, safe
from lockgate.diagnostics.fix import apply_edits
from lockgate.source import SourceFile

LINES = 12
REGION = 4_000
"""Characters of a changed region beyond which its diff is not shown."""
WIDTH = 160


def fix_diff(fix: Fix, source: SourceFile, width: int, output: Output) -> list[str]:
    """The changed lines of one file, old ones with `-`, new ones with `+`; none where the edits do not fit the text."""
    size = len(source.text)
    edits = [edit for edit in fix.edits if edit.span.file == source.path]
    if not all(0 <= edit.span.start <= edit.span.end <= size for edit in edits):
        return []
    rows: list[str] = []
    shift = 0
    for group in _by_lines(source, sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))):
        changed, added = _changed(source, group, shift, width, output)
        rows += changed
        shift += added
    return rows if len(rows) <= LINES else [*rows[:LINES], " " * width + " ..."]


def _by_lines(source: SourceFile, edits: Sequence[Edit]) -> list[list[Edit]]:
    """The edits in groups that touch the same lines or neighbouring ones."""
    groups: list[list[Edit]] = []
    reached = -1
    for edit in edits:
        first = source.position(edit.span.start)[0]
        if groups and first <= reached + 1:
            groups[-1].append(edit)
        else:
            groups.append([edit])
        reached = max(reached, source.position(edit.span.end)[0])
    return groups


def _changed(
    source: SourceFile, group: Sequence[Edit], shift: int, width: int, output: Output
) -> tuple[list[str], int]:
    """The diff of one region, and by how many lines it grows."""
    starts = source.line_starts
    first = source.position(group[0].span.start)[0]
    last = source.position(max(edit.span.end for edit in group))[0]
    begin = starts[first - 1]
    end = starts[last] if last < len(starts) else len(source.text)
    text = source.text[begin:end]
    after = apply_edits(text, [(edit.span.start - begin, edit.span.end - begin, edit.text) for edit in group])
    old, new = text.splitlines(), after.splitlines()
    grown = len(new) - len(old)
    if max(len(text), len(after)) > REGION:
        return [], grown
    head = 0
    while head < min(len(old), len(new)) and old[head] == new[head]:
        head += 1
    tail = 0
    while tail < min(len(old), len(new)) - head and old[-1 - tail] == new[-1 - tail]:
        tail += 1
    rows = [
        _row(first + head + at, "-", line, "removed", width, output)
        for at, line in enumerate(old[head : len(old) - tail])
    ]
    rows += [
        _row(first + head + at + shift, "+", line, "added", width, output)
        for at, line in enumerate(new[head : len(new) - tail])
    ]
    return rows, grown


def _row(number: int, sign: str, line: str, kind: str, width: int, output: Output) -> str:
    changed = f"{sign} {safe(line, output, WIDTH)}".rstrip()
    return f"{paint(f'{number:>{width}}', 'gutter', output)} {paint(changed, kind, output)}"
