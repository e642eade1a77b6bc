"""Several shapes of cases as one query, for engines to which a query is dear.

Scalars stand beside each other: each shape has columns of its own, and rows that are short of one have NULLs there.
Aggregates and windows are merged where they are over the same rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lockgate.ir.expr import Column, Expr, Literal
from lockgate.ir.rel import Aggregate, Project, Rel, Values
from lockgate.ir.traverse_expr import map_expr_children
from lockgate.ir.types import BIGINT
from tests.conformance.case import NUMBER, VALUE, Case, Group, Scalar, Window
from tests.engines.runners import Row

WIDEST = 12
"""Shapes of one query."""


def bundles(groups: Sequence[list[Case]]) -> list[list[list[Case]]]:
    """The groups of cases that are each one shape, put together where one query can answer them."""
    made: list[list[list[Case]]] = []
    open_bundles: dict[object, list[list[Case]]] = {}
    for group in groups:
        what = _kin(group)
        bundle = open_bundles.get(what)
        if what is None or bundle is None or len(bundle) == WIDEST:
            bundle = []
            made.append(bundle)
            open_bundles[what] = bundle
        bundle.append(group)
    return made


def _kin(group: list[Case]) -> object:
    """Equal for groups that one query answers; None where there are none but this."""
    first = group[0]
    if isinstance(first, Scalar):
        return "scalar"
    if isinstance(first, Group | Window) and first.rows:
        tables = tuple(case.rows for case in group if isinstance(case, Group | Window))
        return (type(first), first.kinds, repr(tables))
    return None


def relation(bundle: Sequence[list[Any]]) -> Rel:
    """The query of a bundle of more than one group."""
    first = bundle[0][0]
    if isinstance(first, Scalar):
        return _beside(bundle)
    alone: Any = first.relation(bundle[0])
    outputs = [(f"{VALUE}{at}", _value(group[0].relation(group))) for at, group in enumerate(bundle)]
    if isinstance(first, Group):
        return Aggregate(alone.input, alone.groups, tuple(outputs))
    return Project(alone.input, (*alone.columns[:2], *outputs))


def _value(rel: Any) -> Expr:
    named = rel.aggregates if isinstance(rel, Aggregate) else rel.columns
    found: Expr = dict(named)[VALUE]
    return found


def _beside(bundle: Sequence[list[Scalar]]) -> Rel:
    shapes = [group[0].lifted for group in bundle]
    names = [NUMBER, *(f"s{at}a{place}" for at, (_, values) in enumerate(shapes) for place in range(len(values)))]
    nulls: list[list[Expr]] = [[Literal(None, value.type) for value in values] for _, values in shapes]
    rows: list[tuple[Expr, ...]] = []
    for number in range(-1, max(map(len, bundle))):
        row: list[Expr] = [Literal(number, BIGINT)]
        for group, missing in zip(bundle, nulls, strict=True):
            row += group[number].lifted[1] if 0 <= number < len(group) else missing
        rows.append(tuple(row))
    outputs = tuple((f"{VALUE}{at}", _renamed(expr, f"s{at}")) for at, (expr, _) in enumerate(shapes))
    return Project(Values(tuple(names), tuple(rows)), ((NUMBER, Column(NUMBER)), *outputs))


def _renamed(expr: Expr, prefix: str) -> Expr:
    if isinstance(expr, Column):
        return Column(prefix + expr.name)
    return map_expr_children(expr, lambda child: _renamed(child, prefix))


def answers(bundle: Sequence[list[Any]], rows: list[Row]) -> list[list[Any]]:
    """What the rows say of each case of each group."""
    ahead = 2 if isinstance(bundle[0][0], Window) else 1
    found: list[list[Any]] = []
    for at, group in enumerate(bundle):
        own = [(*row[:ahead], row[ahead + at]) for row in rows if row[0] < len(group)]
        found.append(group[0].answers(group, own))
    return found
