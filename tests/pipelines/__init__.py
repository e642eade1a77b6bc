"""Random well-typed pipelines as relations of the IR, for hypothesis.

They read a few small tables with NULLs, duplicates and no rows at all. Every pipeline runs without an
error (nothing divides by zero or overflows) and has one answer: limits, `distinct on` and row numbers
order by every column, and doubles are quarters, whose sums are exact in any order.
"""

from __future__ import annotations

from hypothesis import strategies as st

from lockgate.ir.rel import Rel, Scan, Values
from tests.pipelines.aggregating import aggregate, window
from tests.pipelines.expressions import Draw, literal
from tests.pipelines.joining import bind, join, set_operation
from tests.pipelines.rows import (
    distinct,
    distinct_on,
    extend,
    limit,
    replace,
    select,
    sort,
    unnest,
    unpivot,
    where,
)
from tests.pipelines.tables import CONSTANTS, ROWS, SCHEMAS

__all__ = ["ROWS", "SCHEMAS", "pipelines"]

OPERATORS = (
    where, where, extend, extend, replace, select, window, aggregate, aggregate, distinct, distinct_on, sort,
    limit, join, join, set_operation, unpivot, unnest, bind,
)  # fmt: skip


def _values(draw: Draw) -> Rel:
    kinds = draw(st.lists(st.sampled_from(list(CONSTANTS)), min_size=1, max_size=3))
    count = draw(st.integers(1, 3))
    rows = tuple(tuple(literal(draw, kind) for kind in kinds) for _ in range(count))
    return Values(tuple(f"c{index}" for index in range(len(kinds))), rows)


@st.composite
def pipelines(draw: Draw, max_steps: int = 7) -> Rel:
    """A pipeline of up to so many operators; many are shorter."""
    name = draw(st.sampled_from([*SCHEMAS, "shop.orders", "values"]))
    rel: Rel = (
        _values(draw)
        if name == "values"
        else Scan(name, SCHEMAS[name], hint=draw(st.sampled_from((None, "o"))))
    )
    for step in draw(st.lists(st.sampled_from(OPERATORS), max_size=max_steps)):
        made = step(draw, rel)
        if made is not None and len(made.schema) > 0:
            rel = made
    return rel
