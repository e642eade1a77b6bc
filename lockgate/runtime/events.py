"""What a run tells while it goes on, for progress bars and logs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

from attrs import frozen


@frozen(slots=True)
class Event:
    """`name` is begun, or has ended with `status`; `done` of `total` are behind it."""

    kind: Literal["source", "model", "export", "test"]
    name: str
    status: str
    """`running`, or how it ended."""
    done: int
    total: int


OnEvent = Callable[[Event], None]


def silent(event: Event) -> None:
    """Nobody listens."""
