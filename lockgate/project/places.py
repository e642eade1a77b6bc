"""Find where a setting stands in a TOML text, which the standard parser does not tell."""

from __future__ import annotations

import re
from collections.abc import Sequence

from lockgate.source import SourceFile, Span

HEADER = re.compile(r"\s*\[{1,2}([^\]\n]*)\]")
KEY = re.compile(r"""\s*((?:"[^"\n]*"|'[^'\n]*'|[\w.-]+|\s*\.\s*)+?)\s*=""")
PART = re.compile(r""""([^"]*)"|'([^']*)'|([\w-]+)""")
ERROR_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")


def place_of(source: SourceFile, path: Sequence[str]) -> Span:
    """The key of a setting or the header of a table; the innermost that is found, else the file's beginning."""
    table: list[str] = []
    best = Span(source.path, 0, 0)
    depth = 0
    for number, start in enumerate(source.line_starts, 1):
        line = source.line(number)
        if header := HEADER.match(line):
            table = _parts(header[1])
            here, span = table, Span(source.path, start + header.start(1), start + header.end(1))
        elif key := KEY.match(line):
            here, span = table + _parts(key[1]), Span(source.path, start + key.start(1), start + key.end(1))
        else:
            continue
        if depth < len(here) <= len(path) and list(path[: len(here)]) == here:
            best, depth = span, len(here)
    return best


def place_of_error(source: SourceFile, message: str) -> Span:
    """The place that the parser's message names; the end of the text if it names none."""
    found = ERROR_PLACE.search(message)
    if not found:
        return Span(source.path, len(source.text), len(source.text))
    line = min(int(found[1]), len(source.line_starts))
    start = min(source.line_starts[line - 1] + int(found[2]) - 1, len(source.text))
    return Span(source.path, start, min(start + 1, len(source.text)))


def _parts(text: str) -> list[str]:
    return [match[1] or match[2] or match[3] or "" for match in PART.finditer(text)]
