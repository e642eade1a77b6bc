"""Comparisons and conditionals."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.entries import LOGIC, same
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Expr
from lockgate.ir.types import Array, Struct


def as_text(low: Lowering, expr: Expr) -> Node:
    """An array or struct as a text that is equal where it is equal."""
    nested = isinstance(low.type(expr), (Array, Struct))
    return nodes.call("TO_JSON", low.firm(expr)) if nested else low.loose(expr)


def _comparison(kind: type[Any]) -> Scalar:
    return lambda low, call: nodes.binary(kind, *(as_text(low, arg) for arg in call.args))


def _in(low: Lowering, call: Call) -> Node:
    value, *items = call.args
    return exp.In(
        this=nodes.operand(as_text(low, value), 5), expressions=[as_text(low, item) for item in items]
    )


def _between(low: Lowering, call: Call) -> Node:
    value, least, most = (nodes.operand(low.loose(arg), 5) for arg in call.args)
    return exp.Between(this=value, low=least, high=most)


def _like(low: Lowering, call: Call) -> Node:
    """Snowflake's LIKE has no escape character unless it is given one."""
    text, pattern = call.args
    return exp.Like(this=nodes.operand(low.firm(text), 5), expression=nodes.operand(low.firm(pattern), 5))


def _coalesce(low: Lowering, call: Call) -> Node:
    return low.firm(call.args[0]) if len(call.args) == 1 else low.function("COALESCE", *call.args)


def _nullif(low: Lowering, call: Call) -> Node:
    return nodes.call("NULLIF", low.firm(call.args[0]), low.loose(call.args[1]))


def _if(low: Lowering, call: Call) -> Node:
    condition, then, other = call.args
    return nodes.call("IFF", low.condition(condition), low.firm(then), low.firm(other))


TABLE: dict[str, Scalar] = {
    "=": _comparison(exp.EQ),
    "<>": _comparison(exp.NEQ),
    "<": _comparison(exp.LT),
    "<=": _comparison(exp.LTE),
    ">": _comparison(exp.GT),
    ">=": _comparison(exp.GTE),
    "is_not_distinct": _comparison(exp.NullSafeEQ),
    **LOGIC,
    "in": _in,
    "between": _between,
    "like": _like,
    "coalesce": _coalesce,
    "greatest": same("GREATEST_IGNORE_NULLS"),
    "least": same("LEAST_IGNORE_NULLS"),
    "nullif": _nullif,
    "if": _if,
}
