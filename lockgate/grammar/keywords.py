"""The reserved words, and names written so that they are read as names.

A word is reserved when a place could take both the word and a name: see `word` in gate.lark for the many
that are not. docs/language.md lists both.
"""

from __future__ import annotations

import re

from lockgate.grammar.tables import FIRST_SOFT, WORDS

RESERVED: frozenset[str] = frozenset(word for word, kind in WORDS.items() if kind < FIRST_SOFT)
"""Words that are a name only in backticks."""

SOFT: frozenset[str] = frozenset(WORDS) - RESERVED
"""Words of the language that are names too."""

_BARE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*\Z")


def quote_name(text: str) -> str:
    """The name as it must be written: in backticks unless it can stand bare."""
    if _BARE.match(text) and text.lower() not in RESERVED:
        return text
    return "`" + text.replace("`", "``") + "`"
