"""What must hold of every expression: names and types as its place wants them, calls bound without further coercion."""

from __future__ import annotations

import datetime
import decimal
from collections.abc import Iterator

from lockgate.ir import types
from lockgate.ir.expr import AggregateCall, Call, Case, Column, Expr, Interval, Literal, WindowCall
from lockgate.ir.functions import Mismatch, Typed, lookup
from lockgate.ir.infer import Fact, infer_all
from lockgate.ir.print_expr import expr_text
from lockgate.ir.traverse_expr import expr_children, walk_expr
from lockgate.ir.types import BOOLEAN, NULL, UNKNOWN, Decimal, Schema, Type

CLASSES: dict[Type, tuple[type, ...]] = {
    types.BOOLEAN: (bool,),
    types.INT: (int,),
    types.BIGINT: (int,),
    types.DOUBLE: (float,),
    types.STRING: (str,),
    types.JSON: (str,),
    types.DATE: (datetime.date,),
    types.TIMESTAMP: (datetime.datetime,),
    types.TIMESTAMPTZ: (datetime.datetime,),
    types.INTERVAL: (Interval,),
}
"""The classes that hold a literal's value."""


def verify_expr(expr: Expr, schema: Schema, *, windows: bool = False, aggregate: bool = False) -> Iterator[str]:
    """What is wrong with an expression over a schema. `aggregate`: it must be an aggregate call itself."""
    if isinstance(expr, Column) and not aggregate:
        yield from _column(expr, schema)
        return
    facts = infer_all(expr, schema)
    items = list(walk_expr(expr))
    heads = {id(item.function) for item in items if isinstance(item, WindowCall)}
    if aggregate:
        heads.add(id(expr))
        if not isinstance(expr, AggregateCall):
            yield f"`{expr_text(expr)}` is not an aggregate call"
    special: set[int] = set()
    for item in items:
        if isinstance(item, (AggregateCall, WindowCall)) or any(id(child) in special for child in expr_children(item)):
            special.add(id(item))
        match item:
            case Column():
                yield from _column(item, schema)
            case Literal():
                yield from _literal(item)
            case Call():
                yield from _call(item, facts, item_is_head=id(item) in heads)
            case Case():
                yield from _case(item, facts)
            case AggregateCall():
                yield from _aggregate(item, facts, special, item_is_head=id(item) in heads)
            case WindowCall():
                yield from _window(item, special, windows)
            case _:
                pass


def boolean(expr: Expr, schema: Schema, what: str) -> Iterator[str]:
    """What is wrong with a condition."""
    yield from verify_expr(expr, schema)
    kind = infer_all(expr, schema)[id(expr)][0]
    if kind not in (BOOLEAN, UNKNOWN):
        yield f"{what} `{expr_text(expr)}` is {kind}, not boolean"


def _column(item: Column, schema: Schema) -> Iterator[str]:
    found = schema.get(item.name)
    if found is None:
        if not schema.open:
            yield f"`{item.name}` is no column of the input"
    elif found.name != item.name:
        yield f"`{item.name}` is spelled `{found.name}` in the input"


def _literal(item: Literal) -> Iterator[str]:
    if item.value is None or item.type == UNKNOWN:
        return
    classes = (decimal.Decimal,) if isinstance(item.type, Decimal) else CLASSES.get(item.type, ())
    exact = isinstance(item.value, classes) and (item.type == BOOLEAN or not isinstance(item.value, bool))
    if item.type == types.DATE and isinstance(item.value, datetime.datetime):
        exact = False
    if isinstance(item.value, datetime.datetime) and (item.value.tzinfo is None) != (item.type == types.TIMESTAMP):
        exact = False
    if not exact:
        yield f"the literal `{expr_text(item)}` is held by {type(item.value).__name__}"


def _call(item: Call, facts: dict[int, Fact], item_is_head: bool) -> Iterator[str]:
    function = lookup(item.function)
    if function is None:
        yield f"there is no function `{item.function}`"
    elif function.kind == "aggregate":
        yield f"the aggregate `{item.function}` stands in a scalar call"
    elif (function.kind == "window") != item_is_head:
        yield f"`{item.function}` is {'not ' if item_is_head else ''}a window function"
    else:
        yield from _arguments(item, facts)


def _arguments(item: Call | AggregateCall, facts: dict[int, Fact]) -> Iterator[str]:
    function = lookup(item.function)
    assert function is not None
    args = [Typed(arg, *facts[id(arg)]) for arg in item.args]
    bound = function.bind(args)
    if isinstance(bound, Mismatch):
        yield f"`{expr_text(item)}` does not bind: {bound.message}"
        return
    for arg, target in zip(args, bound.args, strict=True):
        if target != arg.type and UNKNOWN not in (target, arg.type):
            yield f"in `{expr_text(item)}` the argument `{expr_text(arg.expr)}` is {arg.type}, not {target}"


def _case(item: Case, facts: dict[int, Fact]) -> Iterator[str]:
    for when, _ in item.branches:
        if facts[id(when)][0] not in (BOOLEAN, UNKNOWN):
            yield f"the condition `{expr_text(when)}` of a case is not boolean"
    values = [then for _, then in item.branches] + ([item.default] if item.default is not None else [])
    kinds = {facts[id(value)][0] for value in values} - {UNKNOWN}
    if len(kinds - {NULL}) > 1:
        yield f"`{expr_text(item)}` has values of several types"
    if not item.branches:
        yield "a case has no branch"


def _aggregate(item: AggregateCall, facts: dict[int, Fact], special: set[int], item_is_head: bool) -> Iterator[str]:
    function = lookup(item.function)
    if function is None or function.kind != "aggregate":
        yield f"`{item.function}` is no aggregate"
        return
    if not item_is_head:
        yield f"the aggregate `{expr_text(item)}` stands where none may"
    if any(id(child) in special for child in expr_children(item)):
        yield f"`{expr_text(item)}` holds another aggregate or a window"
    if item.filter is not None and facts[id(item.filter)][0] not in (BOOLEAN, UNKNOWN):
        yield f"the filter of `{expr_text(item)}` is not boolean"
    yield from _arguments(item, facts)


def _window(item: WindowCall, special: set[int], allowed: bool) -> Iterator[str]:
    if not allowed:
        yield f"the window `{expr_text(item)}` stands outside a projection"
    inner = (*expr_children(item.function), *expr_children(item)[1:])
    if any(id(child) in special for child in inner):
        yield f"`{expr_text(item)}` holds another window or an aggregate"
