"""Formats of points in time: the language's codes as Java's letters."""

from __future__ import annotations

import re

_LETTERS = {
    "%Y": "yyyy",
    "%m": "MM",
    "%d": "dd",
    "%H": "HH",
    "%M": "mm",
    "%S": "ss",
    "%f": "SSSSSS",
    "%j": "DDD",
    "%b": "MMM",
    "%B": "MMMM",
    "%a": "EEE",
    "%A": "EEEE",
}
_PLAIN = re.compile(r"[0-9 :/.,_\-]*")
"""Text that means itself; letters and brackets are put in quotes."""


def java(text: str) -> str:
    """The same format for Java."""
    made: list[str] = []
    for part in re.findall(r"(?:[^%]|%%)+|%.", text, re.DOTALL):
        made.append(_LETTERS[part] if part in _LETTERS else _literal(part.replace("%%", "%")))
    return "".join(made)


def _literal(text: str) -> str:
    return text if _PLAIN.fullmatch(text) else "'" + text.replace("'", "''") + "'"
