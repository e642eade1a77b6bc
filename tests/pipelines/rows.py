"""Operators on the rows of one relation: each gives another, or None where it does not apply."""

from __future__ import annotations

from hypothesis import strategies as st

from lockgate.ir import types
from lockgate.ir.expr import (
    Call,
    Column,
    Expr,
)
from lockgate.ir.rel import (
    Distinct,
    DistinctOn,
    Filter,
    Limit,
    Project,
    Rel,
    Sort,
    Unnest,
    Unpivot,
)
from lockgate.ir.types import (
    BIGINT,
    DATE,
    DOUBLE,
    STRING,
)
from tests.pipelines.expressions import (
    Draw,
    all_keys,
    condition,
    has_total_order,
    of_type,
    simple,
    value,
)


def where(draw: Draw, rel: Rel) -> Rel | None:
    return Filter(rel, condition(draw, rel.schema))


def identity(rel: Rel) -> list[tuple[str, Expr]]:
    return [(name, Column(name)) for name in rel.schema.names]


def fresh(draw: Draw, rel: Rel) -> str:
    wanted = draw(st.sampled_from(("x", "y", "total", "Day 2", 'q"uote', "amount")))
    name, number = wanted, 2
    while name in rel.schema:
        name, number = f"{wanted}_{number}", number + 1
    return name


def extend(draw: Draw, rel: Rel) -> Rel | None:
    return Project(rel, (*identity(rel), (fresh(draw, rel), value(draw, rel.schema))))


def replace(draw: Draw, rel: Rel) -> Rel | None:
    fields = of_type(rel.schema, simple)
    if not fields:
        return None
    target = draw(st.sampled_from(fields)).name
    made = value(draw, rel.schema)
    return Project(rel, tuple((name, made if name == target else expr) for name, expr in identity(rel)))


def select(draw: Draw, rel: Rel) -> Rel | None:
    names = list(rel.schema.names)
    kept = draw(st.lists(st.sampled_from(names), min_size=1, max_size=len(names), unique=True))
    columns: list[tuple[str, Expr]] = [(name, Column(name)) for name in kept]
    if draw(st.booleans()) and len(columns) > 1:
        # Swap two names: the hardest case for substitution.
        (a, first), (b, second) = columns[0], columns[1]
        columns[:2] = [(a, second), (b, first)]
    return Project(rel, tuple(columns), hint=draw(st.sampled_from((None, "s"))))


def distinct(draw: Draw, rel: Rel) -> Rel | None:
    return Distinct(rel)


def distinct_on(draw: Draw, rel: Rel) -> Rel | None:
    if not has_total_order(rel.schema):
        return None
    keys = draw(st.lists(st.sampled_from(rel.schema.names), min_size=1, max_size=2, unique=True))
    return DistinctOn(rel, tuple(keys), all_keys(draw, rel.schema))


def sort(draw: Draw, rel: Rel) -> Rel | None:
    return Sort(rel, all_keys(draw, rel.schema)) if has_total_order(rel.schema) else None


def limit(draw: Draw, rel: Rel) -> Rel | None:
    if not has_total_order(rel.schema):
        return None
    return Limit(Sort(rel, all_keys(draw, rel.schema)), draw(st.integers(0, 4)), draw(st.integers(0, 1)))


def unpivot(draw: Draw, rel: Rel) -> Rel | None:
    for kind in (BIGINT, STRING, DOUBLE, DATE):
        names = [item.name for item in rel.schema if item.type == kind]
        if names and "v v" not in rel.schema and "n" not in rel.schema:
            chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
            return Unpivot(rel, "v v", "n", tuple(chosen))
    return None


def unnest(draw: Draw, rel: Rel) -> Rel | None:
    if "element" in rel.schema:
        return None
    arrays = of_type(rel.schema, lambda kind: isinstance(kind, types.Array))
    if arrays:
        return Unnest(rel, Column(draw(st.sampled_from(arrays)).name), "element")
    fields = of_type(rel.schema, simple)
    if not fields:
        return None
    column = Column(draw(st.sampled_from(fields)).name)
    return Unnest(rel, Call("array", (column, column)), "element")
