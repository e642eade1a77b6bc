"""Expressions of which only the value counts: integers and decimals as Spark gives them, without a cast."""

from __future__ import annotations

from collections.abc import Callable

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark.decimals import exact
from lockgate.ir.coerce import fits, integer_literal
from lockgate.ir.expr import Call, Cast, Expr
from lockgate.ir.types import BIGINT, INT

Make = Callable[[Lowering, Call], Node]
_SMALL: dict[str, Make] = {}


def small(name: str, make: Make) -> Scalar:
    """A function that gives an integer of 32 bits in Spark, as a bigint."""
    _SMALL[name] = make
    return lambda low, call: low.cast_to(make(low, call), BIGINT)


def integer(low: Lowering, expr: Expr) -> Node:
    """A bigint as an integer, for functions that take no other; what does not fit is an error."""
    if isinstance(expr, Cast) and expr.implicit and low.type(expr.operand) == INT:
        return low.firm(expr.operand)
    known = integer_literal(expr)
    if known is not None and fits(known, INT):
        return nodes.number(known)
    return low.cast_to(low.firm(expr), INT)


def needs_cast(low: Lowering, expr: Expr) -> bool:
    """Whether `integer` may find a value too large."""
    if isinstance(expr, Cast) and expr.implicit and low.type(expr.operand) == INT:
        return False
    known = integer_literal(expr)
    return known is None or not fits(known, INT)


def value(low: Lowering, expr: Expr) -> Node:
    """An operand of a comparison."""
    if isinstance(expr, Call):
        make = _SMALL.get(expr.function)
        return make(low, expr) if make is not None else exact(low, expr)[0]
    return low.loose(expr)
