"""Aggregates and windows, as operators that take a relation and give one, or None where they do not apply."""

from __future__ import annotations

from hypothesis import strategies as st

from lockgate.ir.coerce import coerce
from lockgate.ir.expr import (
    AggregateCall,
    Bound,
    Call,
    Column,
    Expr,
    Frame,
    Literal,
    SortKey,
    WindowCall,
)
from lockgate.ir.rel import (
    Aggregate,
    Project,
    Rel,
)
from lockgate.ir.types import (
    BIGINT,
    DOUBLE,
    INT,
    STRING,
    Decimal,
    Schema,
)
from tests.pipelines.expressions import (
    Draw,
    all_keys,
    condition,
    has_total_order,
    of_type,
    orderable,
    simple,
    value,
)
from tests.pipelines.rows import fresh, identity


def window(draw: Draw, rel: Rel) -> Rel | None:
    if not has_total_order(rel.schema):
        return None
    partition = tuple(
        Column(name) for name in draw(st.lists(st.sampled_from(rel.schema.names), max_size=2, unique=True))
    )
    order = all_keys(draw, rel.schema)
    shape = draw(st.sampled_from(("row_number", "rank", "lag", "sum", "count", "first_value", "ntile")))
    target = Column(draw(st.sampled_from(of_type(rel.schema, orderable))).name)
    kind = rel.schema[target.name].type
    frame: Frame | None = Frame("rows", Bound("unbounded_preceding"), Bound("current_row"))
    function: Call | AggregateCall
    if shape in ("row_number", "rank"):
        function, frame = Call(shape, ()), None
    elif shape == "ntile":
        function, frame = Call("ntile", (Literal(3, BIGINT),)), None
    elif shape == "lag":
        function, frame = Call("lag", (target, Literal(1, BIGINT))), None
    elif shape == "first_value":
        function = Call("first_value", (target,))
    elif shape == "count":
        function = AggregateCall("count", (target,))
        if draw(st.booleans()):
            order, frame = (), None
    else:
        if not (kind in (BIGINT, INT, DOUBLE) or isinstance(kind, Decimal)):
            return None
        function = AggregateCall("sum", (target,))
    expr = WindowCall(function, partition, order, frame)
    return Project(rel, (*identity(rel), (fresh(draw, rel), expr)))


def aggregate(draw: Draw, rel: Rel) -> Rel | None:
    schema = rel.schema
    keys = list(of_type(schema, simple))
    count = draw(st.integers(0, min(2, len(keys))))
    chosen = (
        draw(st.lists(st.sampled_from(keys), min_size=count, max_size=count, unique=True)) if keys else []
    )
    groups: list[tuple[str, Expr]] = [(item.name, Column(item.name)) for item in chosen]
    if draw(st.integers(0, 3)) == 0:
        taken = any(name == "group key" for name, _ in groups)
        groups.append(("group key 2" if taken else "group key", value(draw, schema, 1)))
    names = {name.casefold() for name, _ in groups}
    calls: list[tuple[str, Expr]] = []
    for index in range(draw(st.integers(0 if groups else 1, 3))):
        calls.append((f"m{index}" if f"m{index}" not in names else f"mm{index}", _measure(draw, schema)))
    if not groups and not calls:
        return None
    sets = None
    if groups and draw(st.integers(0, 3)) == 0:
        sets = tuple(tuple(range(size)) for size in range(len(groups), -1, -1))
        # A relation names no two columns alike: one of an aggregation below may have come this far.
        if draw(st.booleans()) and "is total" not in names:
            calls.append(("is total", AggregateCall("grouping", (groups[0][1],))))
    return Aggregate(rel, tuple(groups), tuple(calls), sets)


def _measure(draw: Draw, schema: Schema) -> AggregateCall:
    condition_or_none = condition(draw, schema, 0) if draw(st.integers(0, 3)) == 0 else None
    fields = of_type(schema, orderable)
    if not fields:
        return AggregateCall("count", (), filter=condition_or_none)
    item = draw(st.sampled_from(fields))
    column = Column(item.name)
    number = item.type in (BIGINT, INT, DOUBLE) or isinstance(item.type, Decimal)
    names = ["count", "min", "max", "count_if", "array_agg", "count_star", "min_by"]
    if number:
        names += ["sum", "avg", "sum", "sum_if", "median"]
    if item.type == STRING:
        names.append("string_agg")
    name = draw(st.sampled_from(names))
    if name == "count_star":
        return AggregateCall("count", (), filter=condition_or_none)
    if name == "count_if":
        return AggregateCall("count_if", (condition(draw, schema, 0),))
    if name == "sum_if":
        return AggregateCall("sum_if", (column, condition(draw, schema, 0)))
    if name == "median":
        return AggregateCall("median", (coerce(column, item.type, DOUBLE),), filter=condition_or_none)
    if name == "min_by":
        return AggregateCall("min_by", (column, column), filter=condition_or_none)
    if name in ("array_agg", "string_agg"):
        args: tuple[Expr, ...] = (column,) if name == "array_agg" else (column, Literal("|", STRING))
        return AggregateCall(name, args, order=(SortKey(column),), filter=condition_or_none)
    distinct = name in ("count", "sum") and draw(st.booleans())
    return AggregateCall(name, (column,), distinct=distinct, filter=condition_or_none)
