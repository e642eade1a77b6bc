"""Where a csv file breaks its own form: the first row with too few or too many values, or a stray quote.

The engine refuses such a file without saying where; this looks again, line by line.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from pathlib import Path

MOST_ROWS = 1_000_000
MOST_BYTES = 10_000_000
"""Characters that one value may have."""


def csv_fault(path: str, delimiter: str, quote: str) -> str:
    """A sentence with the line (from 1), or what is known without one."""
    form = f"`{delimiter}` between values and `{quote}` around them"
    general = f"it is no csv with {form}; `read csv '…' (delimiter = …, quote = …)` says another form"
    if len(delimiter) != 1 or len(quote) != 1:
        return general
    csv.field_size_limit(MOST_BYTES)
    try:
        with Path(path).open(encoding="utf-8", newline="") as file:
            rows = csv.reader(file, delimiter=delimiter, quotechar=quote, strict=True)
            return _first((row, rows.line_num) for row in rows) or general
    except (OSError, UnicodeDecodeError):
        return "it cannot be read as UTF-8 text"


def _first(rows: Iterable[tuple[list[str], int]]) -> str:
    """The first fault of rows that come with the number of their last line."""
    width = 0
    before = 1
    try:
        for number, (row, line) in enumerate(rows):
            if number == 0:
                width = len(row)
            elif row and len(row) != width:
                return f"line {before}: {len(row)} values where the first line has {width}"
            before = line + 1
            if number >= MOST_ROWS:
                break
    except csv.Error:
        return f"line {before}: a quote that is not closed, or stands inside a value without being doubled"
    return ""
