"""What a part that did not parse may have declared: `create model mart.orders { …` has `mart.orders` in its head.

Whoever reads it must not be told that it is not there.
"""

from __future__ import annotations

from collections.abc import Iterator

from lockgate.grammar.actions.builder import Builder
from lockgate.grammar.machine import FIRST_SOFT, KIND, NAME
from lockgate.grammar.repairs import DECLARATIONS

QUOTED_NAME, DOT = KIND["QUOTED_NAME"], KIND["DOT"]
ENDS = frozenset(KIND[name] for name in ("LBRACE", "LPAR", "EQUAL", "FROM", "SELECT"))
MAX_HEAD = 12
"""Tokens of a head that are looked at."""


def _is_name(kind: int) -> bool:
    return kind in (NAME, QUOTED_NAME) or kind >= FIRST_SOFT


def declared(b: Builder, start: int, end: int) -> Iterator[str]:
    """The names, dotted ones whole, from token `start` to the end of the head, case-folded.

    "" stands for any name: a declaration whose own name could not be read.
    """
    if b.kinds[start] in DECLARATIONS and not _has_name(b, start + 1):
        yield ""
    path: list[str] = []
    for token in range(start, min(end, start + MAX_HEAD, len(b.kinds))):
        kind = b.kinds[token]
        if kind in ENDS:
            break
        if _is_name(kind):
            name = b.of(token)
            name = name[1:-1].replace("``", "`") if kind == QUOTED_NAME else name
            joined = token > start and b.kinds[token - 1] == DOT
            path = [*path, name] if joined else [name]
            yield ".".join(path).casefold()


def _has_name(b: Builder, at: int) -> bool:
    """Whether a name begins here that is not broken off at a point."""
    while _is_name(b.kinds[at]):
        if b.kinds[at + 1] != DOT:
            return True
        at += 2
    return False
