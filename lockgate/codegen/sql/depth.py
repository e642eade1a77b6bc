"""Room for nested expressions: building and printing one level takes several calls of Python.

What the grammar lets nest, 200 levels, fits with room to spare; Python's own limit of 1,000 calls does not hold it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock

CALLS = 8_000

_lock = Lock()
_inside = 0
_before = 0


@contextmanager
def room() -> Iterator[None]:
    """Within, calls may nest deeper; the limit is put back when the last one leaves."""
    global _inside, _before
    with _lock:
        if _inside == 0:
            _before = sys.getrecursionlimit()
            sys.setrecursionlimit(max(CALLS, _before))
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                sys.setrecursionlimit(_before)
