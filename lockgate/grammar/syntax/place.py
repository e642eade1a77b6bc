"""The place of a piece of syntax, which takes no part in equality."""

from __future__ import annotations

from attrs import field

from lockgate.source import Span


def place() -> Span:
    """The `span` field of every syntax class."""
    return field(eq=False, repr=False, kw_only=True)  # type: ignore[no-any-return]
