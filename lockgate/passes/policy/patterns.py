"""Regular expressions of policies, matched in time linear in the name: whoever names a model chooses the text.

RE2's own syntax, which the language's functions have too; what only backtracking can match is none.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Protocol


class Pattern(Protocol):
    """A compiled pattern."""

    def fullmatch(self, text: str) -> object | None:
        """A match of the whole text, or None."""


@lru_cache(maxsize=256)
def compiled(pattern: str) -> Pattern:
    """The pattern. Raises ValueError, which says what is wrong with it."""
    import re2  # type: ignore[import-untyped]  # loaded where a policy has a pattern

    options = re2.Options()
    options.log_errors = False
    try:
        found: Pattern = re2.compile(pattern, options)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        raise ValueError(said.decode(errors="replace") if isinstance(said, bytes) else str(said)) from None
    return found
