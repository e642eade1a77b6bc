"""Diagnostics as JSON values, with lines and columns, in the shape that tools rely on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from lockgate.diagnostics.base import Diagnostic
from lockgate.source import SourceFile, Span

Json = dict[str, Any]


def ordered(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """By file, offset and code, each said once."""
    kept: dict[tuple[str, int, str, int, str], Diagnostic] = {}
    for item in diagnostics:
        kept.setdefault(item.sort_key, item)
    return tuple(kept[key] for key in sorted(kept))


def to_json(diagnostic: Diagnostic, sources: Mapping[str, SourceFile]) -> Json:
    """One diagnostic. A place in a file that is not among the sources counts as on its first line."""
    return {
        "code": diagnostic.code,
        "name": diagnostic.name,
        "severity": diagnostic.severity,
        "message": diagnostic.message,
        "help": diagnostic.help,
        "span": span_to_json(diagnostic.span, sources),
        "related": [
            {"message": item.message, "span": None if item.span is None else span_to_json(item.span, sources)}
            for item in diagnostic.related
        ],
        "expected": list(diagnostic.expected),
        "fixes": [
            {
                "title": fix.title,
                "applicability": fix.applicability,
                "edits": [
                    {"span": span_to_json(edit.span, sources), "text": edit.text} for edit in fix.edits
                ],
            }
            for fix in diagnostic.fixes
        ],
    }


def all_to_json(diagnostics: Iterable[Diagnostic], sources: Mapping[str, SourceFile]) -> list[Json]:
    """All of them, ordered."""
    return [to_json(item, sources) for item in ordered(diagnostics)]


def span_to_json(span: Span, sources: Mapping[str, SourceFile]) -> Json:
    """A span with line and column (from 1) beside each offset (from 0)."""
    source = sources.get(span.file)
    return {"file": span.file, "start": _point(span.start, source), "end": _point(span.end, source)}


def _point(offset: int, source: SourceFile | None) -> Json:
    if source is None:
        return {"line": 1, "column": max(offset, 0) + 1, "offset": offset}
    line, column = source.position(min(max(offset, 0), len(source.text)))
    return {"line": line, "column": column, "offset": offset}
