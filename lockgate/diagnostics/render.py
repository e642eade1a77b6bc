"""Diagnostics as text for people: what, where, the source line, what it is about, how to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lockgate.diagnostics.base import Diagnostic, Fix, Related
from lockgate.diagnostics.colour import paint
from lockgate.diagnostics.display import PLAIN, Output, safe, safe_lines
from lockgate.diagnostics.fixdiff import fix_diff
from lockgate.diagnostics.reading import Group
from lockgate.diagnostics.snippet import Mark, anchor, gutter_width, snippet
from lockgate.source import SourceFile, Span

FIXES = 4
RELATED = 12
PLACES = 8


def render_all(
    diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile], output: Output = PLAIN
) -> str:
    """All of them, with an empty line after each."""
    return "".join(f"{render(item, sources, output)}\n\n" for item in diagnostics)


def render_group(group: Group, sources: Mapping[str, SourceFile], output: Output = PLAIN) -> str:
    """The first of one cause, and the places of the others."""
    places = [_place(item.span, sources.get(item.span.file), output) for item in group.others[:PLACES]]
    more = f" and {len(group.others) - PLACES} more" if len(group.others) > PLACES else ""
    return render(group.first, sources, output, f"also at {', '.join(places)}{more}" if places else "")


def render(
    diagnostic: Diagnostic, sources: Mapping[str, SourceFile], output: Output = PLAIN, remark: str = ""
) -> str:
    """One diagnostic, without a line end behind it; a remark stands as a note before the fixes."""
    kind = diagnostic.severity
    message = safe_lines(diagnostic.message, output)
    rows = [
        paint(f"{kind}[{diagnostic.code}] {diagnostic.name}", kind, output)
        + paint(f": {message[0]}", "title", output),
        *(f"  {line}" for line in message[1:]),
    ]
    source = sources.get(diagnostic.span.file)
    near = [item for item in diagnostic.related[:RELATED] if _near(item, diagnostic, source)]
    marks = [Mark(diagnostic.span, "^", kind=kind)]
    marks += [Mark(item.span, "-", item.message, "gutter") for item in near if item.span is not None]
    width = gutter_width(source, marks) if source is not None else 1
    rows.append(_arrow("-->", diagnostic.span, source, width, output))
    if source is not None and source.text:
        rows += snippet(source, marks, width, output)
    rest = [item for item in diagnostic.related[:RELATED] if item not in near]
    for item in rest:
        rows += _elsewhere(item, sources, width, output)
    pad = paint(" " * width + " =", "gutter", output)
    if diagnostic.help:
        rows += _hanging(f"{pad} ", "help", diagnostic.help, width, output)
    if remark:
        rows += _hanging(f"{pad} ", "note", remark, width, output)
    for fix in diagnostic.fixes[:FIXES]:
        rows += _fix(fix, sources, width, output)
    return "\n".join(rows)


def _near(item: Related, diagnostic: Diagnostic, source: SourceFile | None) -> bool:
    return item.span is not None and source is not None and item.span.file == diagnostic.span.file


def _arrow(sign: str, span: Span, source: SourceFile | None, width: int, output: Output) -> str:
    return f"{' ' * width}{paint(sign, 'gutter', output)} {_place(span, source, output)}"


def _place(span: Span, source: SourceFile | None, output: Output) -> str:
    place = safe(span.file or "<text>", output)
    if source is None:
        return place
    line, column = source.position(anchor(source, span.start))
    return f"{place}:{line}:{column}"


def _elsewhere(item: Related, sources: Mapping[str, SourceFile], width: int, output: Output) -> list[str]:
    """A related place in another file, or a remark without a place."""
    pad = paint(" " * width + " =", "gutter", output)
    if item.span is None:
        return _hanging(f"{pad} ", "note", item.message, width, output)
    source = sources.get(item.span.file)
    rows = [_arrow(":::", item.span, source, width, output)]
    if source is None or not source.text:
        return [*rows, *_hanging(f"{pad} ", "note", item.message, width, output)]
    mark = Mark(item.span, "-", item.message, "gutter")
    return rows + snippet(source, [mark], max(width, gutter_width(source, [mark])), output)


def _hanging(lead: str, kind: str, text: str, width: int, output: Output) -> list[str]:
    lines = safe_lines(text, output)
    indent = " " * (width + 3 + len(kind) + 2)
    return [
        f"{lead}{paint(kind, kind, output)}: {lines[0]}",
        *(f"{indent}{line}".rstrip() for line in lines[1:]),
    ]


def _fix(fix: Fix, sources: Mapping[str, SourceFile], width: int, output: Output) -> list[str]:
    """The title and what would change, as a small diff."""
    how = "" if fix.applicability == "shown" else f" ({fix.applicability})"
    pad = paint(" " * width + " =", "gutter", output)
    rows = _hanging(
        f"{pad} ", "help" if fix.applicability == "shown" else "fix", f"{fix.title}{how}", width, output
    )
    for path in sorted({edit.span.file for edit in fix.edits}):
        source = sources.get(path)
        if source is not None:
            rows += fix_diff(fix, source, width, output)
    return rows
