"""Type 2 history in a few lines of plain Python: what a snapshot's table must hold."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any

Row = tuple[Any, ...]
Version = tuple[Any, Row, datetime.datetime, datetime.datetime | None]
"""Key, values, from when and to when it was so."""


class History:
    """The versions of all rows so far."""

    def __init__(self) -> None:
        self.versions: list[Version] = []

    def take(self, rows: Mapping[Any, Row], at: datetime.datetime) -> bool:
        """What the query gives at an instant; whether anything changed."""
        current = {version[0]: version for version in self.versions if version[3] is None}
        changed = False
        for key, version in current.items():
            if key not in rows or rows[key] != version[1]:
                self.versions[self.versions.index(version)] = (*version[:3], at)
                changed = True
        for key, row in rows.items():
            if key not in current or row != current[key][1]:
                self.versions.append((key, row, at, None))
                changed = True
        return changed
