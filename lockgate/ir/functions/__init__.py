"""The function table: every operator and function of the language, with its types and rules."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from lockgate.ir.functions import (
    aggregates,
    arithmetic,
    comparisons,
    conditionals,
    nested,
    numbers,
    strings,
    time,
    volatile,
    windows,
)
from lockgate.ir.functions.base import Binding, Function, Mismatch, Typed
from lockgate.ir.functions.casts import cast_problem
from lockgate.ir.functions.instants import interval_unit
from lockgate.ir.functions.unify import Clash, unify, unify_comparable

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
    volatile,
)

REGISTRY: Mapping[str, Function] = MappingProxyType(
    {function.name: function for family in FAMILIES for function in family.FUNCTIONS}
)


def lookup(name: str) -> Function | None:
    """The function of that name (lower-case; an operator under its sign), or None."""
    return REGISTRY.get(name)


__all__ = [
    "FAMILIES",
    "REGISTRY",
    "Binding",
    "Clash",
    "Function",
    "Mismatch",
    "Typed",
    "cast_problem",
    "interval_unit",
    "lookup",
    "unify",
    "unify_comparable",
]
