"""Colours of messages, as terminal escapes, or as nothing where the output is no terminal."""

from __future__ import annotations

from lockgate.diagnostics.display import Output

CODES = {
    "error": "1;31",
    "warning": "1;33",
    "note": "1;36",
    "help": "1;32",
    "fix": "1;32",
    "gutter": "1;34",
    "title": "1",
    "removed": "31",
    "added": "32",
    "faint": "2",
}


def paint(text: str, kind: str, output: Output) -> str:
    """The text in the colour of its kind."""
    if not output.color or not text:
        return text
    return f"\x1b[{CODES[kind]}m{text}\x1b[0m"
