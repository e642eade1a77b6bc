"""Values of the engine as JSON: exact where JSON is exact, text where it is not, bounded in length."""

from __future__ import annotations

import math
from typing import Any

MAX_TEXT = 200
"""Characters of one value that a report shows."""
MAX_ITEMS = 50
"""Elements of one list or structure that a report shows."""


def encode(value: object) -> Any:
    """Decimals, dates and times become text; text is cut and its control characters are made visible."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float):
        return value if math.isfinite(value) else str(value)
    if isinstance(value, dict):
        return {text(str(key)): encode(item) for key, item in list(value.items())[:MAX_ITEMS]}
    if isinstance(value, list | tuple):
        return [encode(item) for item in value[:MAX_ITEMS]]
    if isinstance(value, bytes | bytearray | memoryview):
        return bytes(value[:MAX_TEXT]).hex()
    return text(str(value))


def text(value: str, limit: int = MAX_TEXT) -> str:
    """One line of at most `limit` characters in which nothing is invisible."""
    cut = value if len(value) <= limit else value[: limit - 1] + "…"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in cut)
