"""One diagnostic a cause: what only follows from another mistake is left out.

A declaration that did not parse is not missing, so nobody is told that its name is unknown; a file that cannot be read
declares nobody knows what; a reserved word in a name that means nothing needs no backticks.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from lockgate.diagnostics import (
    Diagnostic,
    ReservedName,
    UnknownColumn,
    UnknownDataset,
    UnknownFunction,
    UnknownName,
    UnreadableFile,
)
from lockgate.source import SourceFile

_DECLARED = (UnknownDataset, UnknownFunction, UnknownName)
"""What is said of a name that some file should have declared."""
_UNKNOWN = (*_DECLARED, UnknownColumn)


def root_causes(
    found: Sequence[Diagnostic], sources: Mapping[str, SourceFile], lost: Collection[str]
) -> list[Diagnostic]:
    """Those that do not follow from others; `lost` are names that what did not parse may have declared."""
    unread = any(isinstance(item, UnreadableFile) and item.span.file.endswith(".gate") for item in found)
    nameless = [item.span for item in found if isinstance(item, _UNKNOWN)]
    kept: list[Diagnostic] = []
    for item in found:
        if isinstance(item, _UNKNOWN) and _written(item, sources) in lost:
            continue
        if unread and isinstance(item, _DECLARED):
            continue
        if isinstance(item, ReservedName) and any(
            span.file == item.span.file and span.start <= item.span.start and item.span.end <= span.end
            for span in nameless
        ):
            continue
        kept.append(item)
    return kept


def _written(item: Diagnostic, sources: Mapping[str, SourceFile]) -> str:
    source = sources.get(item.span.file)
    text = "" if source is None else source.text[item.span.start : item.span.end]
    return text.replace("`", "").casefold()
