"""Aggregates over the columns of a schema, and window functions with their frames."""

from __future__ import annotations

from lockgate.ir.coerce import coerce, is_number, is_orderable
from lockgate.ir.expr import (
    AggregateCall,
    Bound,
    Call,
    Column,
    Expr,
    Frame,
    Interval,
    Literal,
    SortKey,
    WindowCall,
)
from lockgate.ir.infer import infer
from lockgate.ir.types import BOOLEAN, DATE, DOUBLE, INT, TIMESTAMP, Schema
from tests.engine_fuzz.choices import Choices
from tests.engine_fuzz.exactness import exact_fields, is_near_name
from tests.engine_fuzz.expressions import Maker, constant, is_plain

_NUMBERS = (
    "sum",
    "avg",
    "sum_if",
    "median",
    "percentile",
    "stddev",
    "variance",
    "stddev_pop",
    "variance_pop",
)
_ORDERED = ("min", "max", "min_by", "max_by", "array_agg")
_RANKS = (
    "row_number",
    "rank",
    "dense_rank",
    "percent_rank",
    "ntile",
    "lag",
    "lead",
    "first_value",
    "last_value",
)


def total_order(choices: Choices, schema: Schema) -> tuple[SortKey, ...]:
    """An order by every column that has one; booleans as numbers."""
    keys: list[Expr] = []
    for item in exact_fields(schema):
        if is_orderable(item.type):
            keys.append(Column(item.name))
        elif item.type == BOOLEAN:
            keys.append(Call("if", (Column(item.name), Literal(1, INT), Literal(0, INT))))
            if item.nullable:
                keys.append(
                    Call("if", (Call("is_null", (Column(item.name),)), Literal(1, INT), Literal(0, INT)))
                )
    if len(keys) > 1 and choices.flag():
        keys = choices.some(keys, len(keys), len(keys))
    return tuple(directed(choices, key) for key in keys)


def directed(choices: Choices, expr: Expr) -> SortKey:
    """A key in some direction."""
    return SortKey(expr, choices.rarely(3), choices.rarely(3))


def measure(choices: Choices, schema: Schema) -> AggregateCall | None:
    """An aggregate of the rows of a group."""
    maker = Maker(choices, schema)
    kept = maker.condition(1) if choices.rarely(4) else None
    if choices.rarely(6):
        near = [item.name for item in schema if is_near_name(item.name)]
        if near:
            return AggregateCall(
                choices.one(("min", "max", "count")), (Column(choices.one(near)),), filter=kept
            )
        return AggregateCall("count", (), filter=kept)
    name = choices.one(
        (*_NUMBERS, *_ORDERED, "sum", "count", "count_if", "bool_and", "bool_or", "string_agg")
    )
    made = _called(choices, maker, name)
    if made is None:
        return None
    return AggregateCall(made.function, made.args, made.distinct, kept, made.order)


def _called(choices: Choices, maker: Maker, name: str) -> AggregateCall | None:
    depth = 1 if choices.rarely(3) else 0
    if name in ("count_if", "bool_and", "bool_or"):
        return AggregateCall(name, (maker.condition(depth),))
    if name == "string_agg":
        text = maker.asked("s", depth)
        if isinstance(text, Literal):
            return None
        return AggregateCall(name, (text, constant(choices.one((",", "", "é")))), order=_by(choices, text))
    if name in _NUMBERS:
        return _numeric(choices, maker, name, depth)
    value = maker.asked("v" if name in ("count", "array_agg") else "o", depth)
    if name in ("min_by", "max_by"):
        return AggregateCall(name, (value, maker.asked("o", 0)))
    if name == "array_agg":
        return AggregateCall(name, (value,), order=_by(choices, value)) if _has_order(maker, value) else None
    return AggregateCall(name, (value,), distinct=name == "count" and choices.flag())


def _has_order(maker: Maker, value: Expr) -> bool:
    return not isinstance(value, Literal) and is_orderable(infer(value, maker.schema)[0])


def _by(choices: Choices, value: Expr) -> tuple[SortKey, ...]:
    return (directed(choices, value),)


def _numeric(choices: Choices, maker: Maker, name: str, depth: int) -> AggregateCall:
    value = maker.asked("n", depth)
    kind = infer(value, maker.schema)[0]
    if name == "sum_if":
        return AggregateCall(name, (value, maker.condition(1)))
    if name not in ("sum", "avg"):
        value = coerce(value, kind, DOUBLE)
    if name == "percentile":
        return AggregateCall(name, (value, constant(choices.one((0.5, 0.25, 0.9, 0, 1)))))
    return AggregateCall(name, (value,), distinct=name == "sum" and kind != DOUBLE and choices.rarely(4))


def window(choices: Choices, schema: Schema) -> Expr | None:
    """A function over a window, with a frame where it takes one."""
    maker = Maker(choices, schema)
    plain = [item.name for item in exact_fields(schema) if is_plain(item.type)]
    if not plain:
        return None
    partition = tuple(Column(name) for name in choices.some(plain, 0, 2))
    if choices.flag():
        return _ranked(choices, maker, schema, partition)
    made = measure(choices, schema)
    if (
        made is None
        or made.distinct
        or made.order
        or made.function in ("median", "percentile", "min_by", "max_by")
    ):
        return None
    if choices.rarely(3):
        return WindowCall(made, partition)
    order, frame = _framed(choices, maker, schema)
    return WindowCall(made, partition, order, frame) if order else None


def _ranked(choices: Choices, maker: Maker, schema: Schema, partition: tuple[Expr, ...]) -> Expr | None:
    name = choices.one(_RANKS)
    order = total_order(choices, schema)
    if name in ("rank", "dense_rank", "percent_rank") and choices.flag():
        order = (directed(choices, maker.asked("o", 1)),)
    if not order:
        return None
    if name == "ntile":
        return WindowCall(Call(name, (constant(choices.one((1, 2, 3, 7))),)), partition, order)
    if name in ("lag", "lead"):
        value = maker.value(1)
        args: tuple[Expr, ...] = (value, constant(choices.one((1, 0, 2))))
        if choices.rarely(3):
            args = (*args, maker.alike(infer(value, maker.schema)[0]))
        return WindowCall(Call(name, args), partition, order)
    if name in ("first_value", "last_value"):
        order, frame = _framed(choices, maker, schema)
        return WindowCall(Call(name, (maker.value(1),)), partition, order, frame) if order else None
    return WindowCall(Call(name, ()), partition, order)


def _framed(choices: Choices, maker: Maker, schema: Schema) -> tuple[tuple[SortKey, ...], Frame | None]:
    """An order and a frame in it: of rows in a total order, of peers in any, of distances along one number or time."""
    shape = choices.number(0, 3)
    if shape == 0:
        order = total_order(choices, schema)
        return order, Frame("range", Bound("unbounded_preceding"), Bound("current_row"))
    if shape == 1:
        fields = maker.fields(lambda kind: is_number(kind) or kind in (DATE, TIMESTAMP))
        if not fields:
            return (), None
        item = choices.one(fields)
        offsets = (1, 2, 0) if is_number(item.type) else (Interval(1, "day"), Interval(1, "month"))
        return (directed(choices, Column(item.name)),), _frame(choices, "range", offsets)
    if shape == 2:
        order = (directed(choices, maker.asked("o", 0)),)
        return order, Frame("range", Bound("current_row"), Bound("unbounded_following"))
    return total_order(choices, schema), _frame(choices, "rows", (1, 2, 0))


def _frame(choices: Choices, unit: str, offsets: tuple[object, ...]) -> Frame:
    shapes = (
        ("preceding", "current_row"),
        ("preceding", "following"),
        ("unbounded_preceding", "current_row"),
        ("current_row", "following"),
        ("preceding", "preceding"),
        ("following", "following"),
        ("following", "unbounded_following"),
        ("unbounded_preceding", "following"),
    )
    start, end = choices.one(shapes)
    first, second = choices.one(offsets), choices.one(offsets)
    if start == end and isinstance(first, int) and isinstance(second, int):
        first, second = (
            (max(first, second), min(first, second)) if start == "preceding" else sorted((first, second))
        )
    elif start == end:
        second = first
    return Frame(unit, _bound(start, first), _bound(end, second))


def _bound(kind: str, offset: object) -> Bound:
    return Bound(kind, constant(offset)) if kind in ("preceding", "following") else Bound(kind)
