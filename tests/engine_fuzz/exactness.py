"""Which doubles are the same on every engine, and which only nearly.

Sums, means, powers and logarithms of doubles end in digits that hang on an engine's order and library, and so do the
doubles that decimals of many digits become. A column of such values is named `approx …`: it is compared with a
tolerance, and nothing is made of it that could jump.
"""

from __future__ import annotations

from lockgate.ir.expr import AggregateCall, Call, Cast, Column, Expr, WindowCall
from lockgate.ir.infer import infer
from lockgate.ir.traverse_expr import expr_children
from lockgate.ir.types import DOUBLE, Decimal, Schema

NEAR = "approx"
TOLERANCE = 1e-9
"""The share by which near doubles may differ."""
_SOURCES = frozenset(("power", "exp", "ln", "log10"))
_MEANS = frozenset(("avg", "median", "percentile", "stddev", "variance", "stddev_pop", "variance_pop"))
_SMOOTH = frozenset(("*", "neg", "abs", "coalesce"))
_COUNTS = frozenset(("count", "is_null"))
_CHOICES = frozenset(("min", "max"))
_DIGITS = 15
"""Decimals of so many digits become doubles in one way only."""


def is_near_name(name: str) -> bool:
    """A column that is compared with a tolerance."""
    return name.casefold().startswith(NEAR)


def is_near(expr: Expr, schema: Schema) -> bool | None:
    """Whether the value is the same only nearly; None where it could jump."""
    children = [is_near(child, schema) for child in expr_children(expr)]
    if None in children:
        return None
    match expr:
        case Column():
            return is_near_name(expr.name)
        case Call() if expr.function in _SOURCES:
            return True
        case Cast() if expr.type == DOUBLE and _is_long(expr.operand, schema):
            return True
        case AggregateCall() if expr.function in _MEANS:
            return None if any(children) else True
        case AggregateCall() if expr.function in ("sum", "sum_if") and infer(expr, schema)[0] == DOUBLE:
            return None if any(children) else True
        case AggregateCall() if expr.function in ("min_by", "max_by"):
            return None if any(children) else False
        case WindowCall():
            return True if children[0] and not any(children[1:]) else None if any(children) else False
        case _:
            pass
    if not any(children):
        return False
    function = expr.function if isinstance(expr, (Call, AggregateCall)) else ""
    if function in _COUNTS:
        return False
    return True if function in _SMOOTH | _CHOICES else None


def _is_long(expr: Expr, schema: Schema) -> bool:
    kind = infer(expr, schema)[0]
    return isinstance(kind, Decimal) and kind.precision > _DIGITS


def exact_fields(schema: Schema) -> Schema:
    """The columns that are the same on every engine."""
    return Schema(tuple(item for item in schema if not is_near_name(item.name)))
