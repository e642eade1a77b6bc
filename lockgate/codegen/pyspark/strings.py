"""Text as Python literals and docstrings: whatever it holds, it ends where it should."""

from __future__ import annotations

import textwrap


def literal(text: str) -> str:
    """A string literal, in double quotes unless that needs escapes; what cannot be printed is escaped.

    Patterns and the like, which are full of backslashes, are raw.
    """
    if "\\" in text and '"' not in text and text.isprintable() and not text.endswith("\\"):
        return f'r"{text}"'
    if '"' in text:
        return repr(text) if "'" not in text else _double(text)
    return f'"{repr(chr(39) + text)[2:]}'


def _double(text: str) -> str:
    """With both kinds of quotes inside: the kind that needs fewer escapes."""
    if text.count('"') > text.count("'"):
        return repr(text)
    parts = (repr('"' + part)[2:-1] for part in text.split("'"))
    return '"' + "'".join(part.replace('"', '\\"') for part in parts) + '"'


def plain(text: str) -> str:
    """One line of a text for people: white space is one space, and what cannot be printed is left out."""
    words = "".join(char if char.isprintable() else " " for char in text).split()
    return " ".join(words)


def paragraph(text: str, width: int) -> str:
    """The text on lines no longer than the width where its words allow it."""
    return "\n".join(textwrap.wrap(plain(text), width, break_long_words=False, break_on_hyphens=False))


def docstring(text: str) -> str:
    """A docstring's source, without indentation; its lines are those of the text."""
    escaped = text.replace("\\", "\\\\")
    if '"""' in escaped or escaped.endswith('"'):
        escaped = escaped.replace('"', '\\"')
    shown = (char if char == "\n" or char.isprintable() else repr(char)[1:-1] for char in escaped)
    return f'"""{"".join(shown)}"""'
