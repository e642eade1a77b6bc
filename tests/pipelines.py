"""Random well-typed pipelines as relations of the IR, for hypothesis.

They read a few small tables with NULLs, duplicates and no rows at all. Every pipeline runs without an
error (nothing divides by zero or overflows) and has one answer: limits, `distinct on` and row numbers
order by every column, and doubles are quarters, whose sums are exact in any order.
"""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from lockgate.ir import functions, types
from lockgate.ir.coerce import coerce
from lockgate.ir.expr import (
    AggregateCall,
    Bound,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Frame,
    Literal,
    SortKey,
    WindowCall,
)
from lockgate.ir.functions import Binding, Typed
from lockgate.ir.infer import infer
from lockgate.ir.rel import (
    Aggregate,
    Bind,
    Distinct,
    DistinctOn,
    Filter,
    Join,
    Limit,
    Project,
    Rel,
    Scan,
    SetOperation,
    Sort,
    Unnest,
    Unpivot,
    Values,
)
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    STRING,
    TIMESTAMP,
    Decimal,
    Field,
    Schema,
    Type,
)

MONEY = Decimal(12, 2)
D = decimal.Decimal
DAY = datetime.date
T = datetime.datetime

Draw = Callable[[Any], Any]

SCHEMAS: dict[str, Schema] = {
    "shop.orders": Schema.of(
        (
            Field("id", BIGINT, False),
            Field("customer", BIGINT),
            Field("status", STRING, False),
            Field("amount", MONEY),
            Field("weight", DOUBLE),
            Field("day", DATE),
            Field("at", TIMESTAMP),
            Field("paid", BOOLEAN),
        )
    ),
    "customers": Schema.of(
        (
            Field("id", BIGINT, False),
            Field("name", STRING),
            Field("Country", STRING, False),
            Field("age", INT),
        )
    ),
    "nothing": Schema.of((Field("id", BIGINT, False), Field("amount", MONEY, False), Field("note", STRING))),
}
ROWS: dict[str, list[tuple[Any, ...]]] = {
    "shop.orders": [
        (1, 1, "placed", D("10.00"), 0.25, DAY(2026, 1, 1), T(2026, 1, 1, 8), True),
        (1, 1, "placed", D("10.00"), 0.25, DAY(2026, 1, 1), T(2026, 1, 1, 8), True),
        (2, None, "shipped", None, None, None, None, None),
        (3, 2, "shipped", D("-3.50"), -1.5, DAY(2026, 1, 31), T(2026, 1, 31, 23, 59, 59), False),
        (4, 2, "returned", D("0.00"), 0.0, DAY(2025, 12, 31), T(2025, 12, 31), False),
        (5, 9, "", D("99.99"), 7.75, DAY(2026, 1, 5), None, True),
        (6, 3, "placed", D("10.00"), None, DAY(2026, 1, 1), T(2026, 1, 5, 0, 0, 0, 1), None),
    ],
    "customers": [(1, "Ann", "DE", 30), (2, None, "FR", None), (3, "Ann", "DE", 41), (3, "Ann", "DE", 41)],
    "nothing": [],
}
CONSTANTS: dict[Type, list[Any]] = {
    BIGINT: [0, 1, 2, -1, 7],
    INT: [0, 1, 40],
    STRING: ["placed", "DE", "", "a%", "it's"],
    MONEY: [D("0.00"), D("10.00"), D("-0.01")],
    DOUBLE: [0.0, 0.25, -1.5],
    DATE: [DAY(2026, 1, 1), DAY(2025, 12, 31)],
    TIMESTAMP: [T(2026, 1, 1, 8), T(2026, 1, 5)],
    BOOLEAN: [True, False],
}
ORDERABLE = (BIGINT, INT, STRING, DOUBLE, DATE, TIMESTAMP)


def apply(name: str, args: list[Expr], schema: Schema) -> Call | None:
    """A call with its arguments coerced, or None where the function does not take them."""
    function = functions.lookup(name)
    assert function is not None, name
    typed = [Typed(arg, *infer(arg, schema)) for arg in args]
    bound = function.bind(typed)
    if not isinstance(bound, Binding):
        return None
    return Call(
        name, tuple(coerce(arg.expr, arg.type, kind) for arg, kind in zip(typed, bound.args, strict=True))
    )


def literal(draw: Draw, kind: Type) -> Expr:
    """A constant of a type, sometimes NULL."""
    if draw(st.integers(0, 9)) == 0:
        return Literal(None, kind)
    if isinstance(kind, Decimal):
        value = draw(st.sampled_from(CONSTANTS[MONEY]))
        if kind.scale == 2 and kind.precision >= 6:
            return Literal(value, kind)
        return Cast(Literal(D(0), Decimal(1, 0)), kind)
    return Literal(draw(st.sampled_from(CONSTANTS[kind])), kind)


def of_type(schema: Schema, wanted: Callable[[Type], bool]) -> list[Field]:
    return [item for item in schema if wanted(item.type)]


def simple(kind: Type) -> bool:
    """Types that the generator computes with."""
    return kind in CONSTANTS or isinstance(kind, Decimal)


def orderable(kind: Type) -> bool:
    return kind in ORDERABLE or isinstance(kind, Decimal)


def value(draw: Draw, schema: Schema, depth: int = 2) -> Expr:
    """An expression of any simple type."""
    columns = of_type(schema, simple)
    if depth == 0 or draw(st.booleans()):
        if columns and draw(st.integers(0, 4)):
            return Column(draw(st.sampled_from(columns)).name)
        return literal(draw, draw(st.sampled_from(list(CONSTANTS))))
    operand = value(draw, schema, depth - 1)
    made = draw(st.sampled_from(_SHAPES))(draw, schema, operand, infer(operand, schema)[0], depth - 1)
    return operand if made is None else made


def _arithmetic(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    if not (kind in (BIGINT, INT, DOUBLE) or isinstance(kind, Decimal)) or _digits(kind) > 30:
        return None
    sign = draw(st.sampled_from(("+", "-", "*", "/", "//", "%")))
    if sign in ("+", "-") and draw(st.booleans()):
        other: Expr = value(draw, schema, 0)
        if _digits(infer(other, schema)[0]) > 30 or infer(other, schema)[0] not in (kind, BIGINT, INT, MONEY):
            return None
        # Sums of columns stay far from the ends of their types: tables are small.
        return apply(sign, [operand, other], schema) if infer(other, schema)[0] != INT else None
    constant = draw(st.sampled_from((2, 3, -4)))
    wide: Expr = Cast(operand, BIGINT, implicit=True) if kind == INT else operand
    return apply(sign, [wide, Literal(constant, BIGINT)], schema)


def _digits(kind: Type) -> int:
    return kind.precision if isinstance(kind, Decimal) else 0


def _case(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    other = literal(draw, kind) if draw(st.booleans()) else None
    return Case(((condition(draw, schema, depth), operand),), other)


def _coalesce(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    name = draw(
        st.sampled_from(("coalesce", "greatest", "least", "nullif") if orderable(kind) else ("coalesce",))
    )
    return apply(name, [operand, literal(draw, kind)], schema)


def _text(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    if kind != STRING:
        if kind in (BIGINT, INT, DATE, BOOLEAN) or isinstance(kind, Decimal):
            return Cast(operand, STRING)
        return None
    name = draw(st.sampled_from(("upper", "length", "||", "substring", "left", "trim", "starts_with")))
    more: dict[str, list[Expr]] = {
        "||": [value(draw, Schema(tuple(of_type(schema, lambda item: item == STRING))), 0)],
        "substring": [Literal(2, BIGINT), Literal(3, BIGINT)],
        "left": [Literal(2, BIGINT)],
        "starts_with": [Literal("p", STRING)],
    }
    return apply(name, [operand, *more.get(name, [])], schema)


def _time(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    if kind not in (DATE, TIMESTAMP):
        return None
    name = draw(st.sampled_from(("date_trunc", "year", "day_of_week", "last_day", "date_diff")))
    unit = Literal(draw(st.sampled_from(("day", "week", "month", "quarter", "year"))), STRING)
    if name == "date_trunc":
        return apply(name, [unit, operand], schema)
    if name == "date_diff":
        return apply(name, [unit, operand, literal(draw, kind)], schema)
    return apply(name, [operand], schema)


def _round(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    if kind != DOUBLE and not isinstance(kind, Decimal):
        return None
    name = draw(st.sampled_from(("round", "ceil", "floor", "trunc", "abs", "sign", "neg")))
    return apply(name, [operand], schema)


def _condition(draw: Draw, schema: Schema, operand: Expr, kind: Type, depth: int) -> Expr | None:
    return condition(draw, schema, depth)


_SHAPES = (_arithmetic, _arithmetic, _case, _coalesce, _text, _time, _round, _condition)


def condition(draw: Draw, schema: Schema, depth: int = 1) -> Expr:
    """A boolean expression."""
    shape = draw(st.integers(0, 7))
    if depth > 0 and shape in (0, 1):
        name = ("and", "or")[shape]
        return Call(name, (condition(draw, schema, depth - 1), condition(draw, schema, depth - 1)))
    if depth > 0 and shape == 2:
        return Call("not", (condition(draw, schema, depth - 1),))
    left = value(draw, schema, min(depth, 1))
    kind = infer(left, schema)[0]
    if shape == 3:
        return Call("is_null", (left,))
    if shape == 4:
        return apply("in", [left, literal(draw, kind), literal(draw, kind)], schema) or Call(
            "is_null", (left,)
        )
    if shape == 5 and orderable(kind):
        made = apply("between", [left, literal(draw, kind), literal(draw, kind)], schema)
        return made or Call("is_null", (left,))
    if shape == 6 and kind == STRING:
        return Call("like", (left, Literal(draw(st.sampled_from(("%a%", "p_a%", "", "!%"))), STRING)))
    sign = draw(
        st.sampled_from(
            ("=", "<>", "<", "<=", ">", ">=") if orderable(kind) else ("=", "<>", "is_not_distinct")
        )
    )
    return apply(sign, [left, literal(draw, kind)], schema) or Call("is_null", (left,))


def all_keys(draw: Draw, schema: Schema, first: list[str] | None = None) -> tuple[SortKey, ...]:
    """A total order: by every column that has one."""
    fields = of_type(schema, orderable)
    names = [item.name for item in fields]
    if len(names) > 1 and draw(st.booleans()):
        names = draw(st.permutations(names))
    return tuple(
        SortKey(Column(name), draw(st.booleans()), draw(st.booleans())) for name in [*(first or []), *names]
    )


def has_total_order(schema: Schema) -> bool:
    return len(schema) > 0 and all(orderable(item.type) for item in schema)


# -- operators: each takes a relation and gives one, or None where it does not apply


def _where(draw: Draw, rel: Rel) -> Rel | None:
    return Filter(rel, condition(draw, rel.schema))


def identity(rel: Rel) -> list[tuple[str, Expr]]:
    return [(name, Column(name)) for name in rel.schema.names]


def fresh(draw: Draw, rel: Rel) -> str:
    wanted = draw(st.sampled_from(("x", "y", "total", "Day 2", 'q"uote', "amount")))
    name, number = wanted, 2
    while name in rel.schema:
        name, number = f"{wanted}_{number}", number + 1
    return name


def _extend(draw: Draw, rel: Rel) -> Rel | None:
    return Project(rel, (*identity(rel), (fresh(draw, rel), value(draw, rel.schema))))


def _set(draw: Draw, rel: Rel) -> Rel | None:
    fields = of_type(rel.schema, simple)
    if not fields:
        return None
    target = draw(st.sampled_from(fields)).name
    made = value(draw, rel.schema)
    return Project(rel, tuple((name, made if name == target else expr) for name, expr in identity(rel)))


def _select(draw: Draw, rel: Rel) -> Rel | None:
    names = list(rel.schema.names)
    kept = draw(st.lists(st.sampled_from(names), min_size=1, max_size=len(names), unique=True))
    columns: list[tuple[str, Expr]] = [(name, Column(name)) for name in kept]
    if draw(st.booleans()) and len(columns) > 1:
        # Swap two names: the hardest case for substitution.
        (a, first), (b, second) = columns[0], columns[1]
        columns[:2] = [(a, second), (b, first)]
    return Project(rel, tuple(columns), hint=draw(st.sampled_from((None, "s"))))


def _window(draw: Draw, rel: Rel) -> Rel | None:
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


def _aggregate(draw: Draw, rel: Rel) -> Rel | None:
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
        if draw(st.booleans()):
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


def _distinct(draw: Draw, rel: Rel) -> Rel | None:
    return Distinct(rel)


def _distinct_on(draw: Draw, rel: Rel) -> Rel | None:
    if not has_total_order(rel.schema):
        return None
    keys = draw(st.lists(st.sampled_from(rel.schema.names), min_size=1, max_size=2, unique=True))
    return DistinctOn(rel, tuple(keys), all_keys(draw, rel.schema))


def _sort(draw: Draw, rel: Rel) -> Rel | None:
    return Sort(rel, all_keys(draw, rel.schema)) if has_total_order(rel.schema) else None


def _limit(draw: Draw, rel: Rel) -> Rel | None:
    if not has_total_order(rel.schema):
        return None
    return Limit(Sort(rel, all_keys(draw, rel.schema)), draw(st.integers(0, 4)), draw(st.integers(0, 1)))


def _join(draw: Draw, rel: Rel) -> Rel | None:
    if len(rel.schema) > 20:
        return None
    right: Rel = Scan(*(lambda name: (name, SCHEMAS[name]))(draw(st.sampled_from(list(SCHEMAS)))), hint="r")
    for step in draw(st.lists(st.sampled_from((_where, _select, _aggregate, _limit, _extend)), max_size=2)):
        right = step(draw, right) or right
    renamed: list[tuple[str, Expr]] = []
    taken = {name.casefold() for name in rel.schema.names}
    for name in right.schema.names:
        new, number = name, 2
        while new.casefold() in taken:
            new, number = f"{name}_{number}", number + 1
        taken.add(new.casefold())
        renamed.append((new, Column(name)))
    if any(new != name for (new, _), name in zip(renamed, right.schema.names, strict=True)):
        right = Project(right, tuple(renamed), hint=draw(st.sampled_from((None, "r2"))))
    kind = draw(st.sampled_from(("inner", "left", "right", "full", "semi", "anti", "cross")))
    if kind == "cross":
        return Join(kind, rel, right, None, many=True)
    pairs = [
        (a.name, b.name)
        for a in of_type(rel.schema, simple)
        for b in of_type(right.schema, simple)
        if a.type == b.type
    ]
    if not pairs:
        return None
    a, b = draw(st.sampled_from(pairs))
    name = draw(st.sampled_from(("=", "=", "is_not_distinct")))
    predicate: Expr = Call(name, (Column(a), Column(b)))
    if draw(st.integers(0, 3)) == 0:
        extra = condition(draw, Schema((*rel.schema.fields, *right.schema.fields)), 0)
        predicate = Call("and", (predicate, extra))
    return Join(kind, rel, right, predicate, many=True)


def _set_operation(draw: Draw, rel: Rel) -> Rel | None:
    if any(isinstance(item.type, (types.Array, types.Struct)) for item in rel.schema):
        return None
    other = draw(st.sampled_from((_where, _limit, _distinct)))(draw, rel) or rel
    kind = draw(st.sampled_from(("union_all", "union", "intersect", "except")))
    return SetOperation(kind, (rel, other) if draw(st.booleans()) else (other, rel))


def _unpivot(draw: Draw, rel: Rel) -> Rel | None:
    for kind in (BIGINT, STRING, DOUBLE, DATE):
        names = [item.name for item in rel.schema if item.type == kind]
        if names and "v v" not in rel.schema and "n" not in rel.schema:
            chosen = draw(st.lists(st.sampled_from(names), min_size=1, max_size=3, unique=True))
            return Unpivot(rel, "v v", "n", tuple(chosen))
    return None


def _unnest(draw: Draw, rel: Rel) -> Rel | None:
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


def _bind(draw: Draw, rel: Rel) -> Rel | None:
    bound = Bind(draw(st.sampled_from(("base", "by_day", "customers_joined"))), rel)
    if len(rel.schema) > 8 or draw(st.booleans()):
        return bound
    renamed = Project(bound, tuple((f"{name} 2", Column(name)) for name in rel.schema.names), hint="b")
    if any(f"{name} 2" in rel.schema for name in rel.schema.names):
        return bound
    first = rel.schema.names[0]
    if not simple(rel.schema[first].type):
        return bound
    return Join("left", bound, renamed, Call("=", (Column(first), Column(f"{first} 2"))), many=True)


OPERATORS = (
    _where, _where, _extend, _extend, _set, _select, _window, _aggregate, _aggregate, _distinct, _distinct_on, _sort,
    _limit, _join, _join, _set_operation, _unpivot, _unnest, _bind,
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
