"""One diagnostic a cause: what only follows from another mistake is left out.

A declaration that did not parse is not missing, so nobody is told that its name is unknown; a file that cannot be read
declares nobody knows what; a reserved word in a name that means nothing needs no backticks; where the text was read as
something that it does not say (a comma was added), what is wrong with that says nothing about the author.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from lockgate.diagnostics import (
    Diagnostic,
    ReservedName,
    SyntaxProblem,
    UnknownColumn,
    UnknownDataset,
    UnknownFunction,
    UnknownName,
    UnreadableFile,
)
from lockgate.source import SourceFile, Span

_DECLARED = (UnknownDataset, UnknownFunction, UnknownName)
"""What is said of a name that some file should have declared."""
_UNKNOWN = (*_DECLARED, UnknownColumn)


def root_causes(
    found: Sequence[Diagnostic], sources: Mapping[str, SourceFile], lost: Collection[str]
) -> list[Diagnostic]:
    """Those that do not follow from others; `lost` are names that what did not parse may have declared."""
    unread = "" in lost or any(
        isinstance(item, UnreadableFile) and item.span.file.endswith(".gate") for item in found
    )
    guessed = [item.span for item in found if isinstance(item, SyntaxProblem)]
    nameless = [item.span for item in found if isinstance(item, _UNKNOWN)]
    kept: list[Diagnostic] = []
    for item in found:
        if isinstance(item, _UNKNOWN) and _written(item, sources) in lost:
            continue
        if unread and isinstance(item, _DECLARED):
            continue
        if isinstance(item, ReservedName) and any(_within(item.span, span) for span in nameless):
            continue
        if item.code > "LG02" and not item.overridable and any(_meet(item.span, span) for span in guessed):
            continue
        kept.append(item)
    return kept


def _within(inner: Span, outer: Span) -> bool:
    return inner.file == outer.file and outer.start <= inner.start and inner.end <= outer.end


def _meet(one: Span, other: Span) -> bool:
    return one.file == other.file and one.start <= other.end and other.start <= one.end


def _written(item: Diagnostic, sources: Mapping[str, SourceFile]) -> str:
    source = sources.get(item.span.file)
    text = "" if source is None else source.text[item.span.start : item.span.end]
    return text.replace("`", "").casefold()
