"""Rows of an engine as a report shows them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from lockgate.runtime.encode import encode

MASK = "***"
"""What stands for a value that no report may show."""


def sample(
    names: Sequence[str], rows: Iterable[Sequence[object]], masked: Sequence[str]
) -> list[dict[str, Any]]:
    """Rows by column, the values of masked columns left out."""
    hidden = {name.casefold() for name in masked}
    return [
        {
            name: MASK if name.casefold() in hidden and value is not None else encode(value)
            for name, value in zip(names, row, strict=True)
        }
        for row in rows
    ]


def table(names: Sequence[str], rows: Iterable[Sequence[object]]) -> dict[str, Any]:
    """The answer to `rows`."""
    return {"columns": list(names), "rows": [[encode(value) for value in row] for row in rows]}
