"""All cases, each once."""

from __future__ import annotations

from functools import cache

from tests.conformance.case import Case
from tests.conformance.cases import (
    aggregates,
    arithmetic,
    casts,
    comparisons,
    conditionals,
    nested,
    numbers,
    relations,
    strings,
    time,
    windows,
)
from tests.conformance.evaluate import key

FAMILIES = (
    comparisons,
    arithmetic,
    conditionals,
    numbers,
    strings,
    time,
    nested,
    aggregates,
    windows,
    casts,
    relations,
)


@cache
def cases() -> tuple[Case, ...]:
    """The cases of all families, in their order."""
    return tuple({key(case): case for family in FAMILIES for case in family.CASES}.values())
