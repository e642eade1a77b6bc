"""Names and texts in canonical text: what is not plain is quoted, and what cannot be seen is escaped."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*", re.ASCII)
_WORDS = frozenset(
    (
        *("aggregate", "and", "as", "between", "call", "case", "cast", "date", "distinct", "else", "end", "false"),
        *("filter", "in", "interval", "is", "like", "not", "null", "or", "over", "then", "timestamp"),
        *("timestamptz", "true", "try_cast", "when"),
    )
)
"""Words that canonical text uses itself."""


def escaped(text: str, quote: str) -> str:
    """The text with the quote doubled, backslashes doubled and unprintable characters as `\\u{…}`."""
    if text.isprintable() and "\\" not in text:
        return text.replace(quote, quote * 2)
    return "".join(_character(item, quote) for item in text)


def _character(item: str, quote: str) -> str:
    if item == quote:
        return quote * 2
    if item == "\\":
        return "\\\\"
    return item if item.isprintable() else f"\\u{{{ord(item):x}}}"


def string(text: str) -> str:
    """A string in single quotes."""
    return f"'{escaped(text, chr(39))}'"


def name(text: str) -> str:
    """A name, in backticks where it is not plain."""
    if _PLAIN.fullmatch(text) and text.lower() not in _WORDS:
        return text
    return f"`{escaped(text, '`')}`"
