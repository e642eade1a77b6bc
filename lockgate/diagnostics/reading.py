"""The order in which people read diagnostics: root causes first, and one name that is missing in many places as one.

JSON keeps file, offset and code; this is for text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from attrs import frozen

from lockgate.diagnostics.base import Diagnostic
from lockgate.source import SourceFile

_SEVERITIES = ("error", "warning", "note")
_FIRST = ("LG0104", "LG0105", "LG01")
"""Beginnings of codes: files and settings that could not be read, then text that could not be. What is left is partly
unknown then, so those come before all."""
_NAMES = frozenset(("unknown-column", "unknown-dataset", "unknown-function", "unknown-name"))

Depth = Callable[[Diagnostic], int]
"""How far from the sources a diagnostic is: what others build on is mended first."""


@frozen(slots=True)
class Group:
    """A diagnostic, and others of the same cause in other places."""

    first: Diagnostic
    others: tuple[Diagnostic, ...] = ()


def reading_order(
    items: Iterable[Diagnostic], sources: Mapping[str, SourceFile], depth: Depth = lambda item: 0
) -> list[Group]:
    """Errors first, then by what they are of, how far from the sources, and place; same causes together."""
    ordered = sorted(items, key=lambda item: (*_rank(item), depth(item), item.sort_key))
    groups: dict[tuple[object, ...], list[Diagnostic]] = {}
    for number, item in enumerate(ordered):
        groups.setdefault(_cause(item, sources) or (number,), []).append(item)
    return [Group(found[0], tuple(found[1:])) for found in groups.values()]


def _rank(item: Diagnostic) -> tuple[int, int]:
    kind = next((at for at, code in enumerate(_FIRST) if item.code.startswith(code)), len(_FIRST))
    return _SEVERITIES.index(item.severity), kind


def _cause(item: Diagnostic, sources: Mapping[str, SourceFile]) -> tuple[object, ...] | None:
    """What two diagnostics have in common that are of one cause: a name that is not where it is looked for."""
    source = sources.get(item.span.file)
    if item.name not in _NAMES or source is None:
        return None
    written = source.text[item.span.start : item.span.end].replace("`", "").casefold()
    if item.name != "unknown-column":
        return (item.name, item.severity, written)
    owner = tuple((place.span.file, place.span.start) for place in item.related if place.span is not None)
    return (item.name, item.severity, written, owner or item.expected)
