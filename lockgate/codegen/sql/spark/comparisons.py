"""Comparisons, logic and conditionals."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark.bare import value
from lockgate.codegen.sql.spark.decimals import equal
from lockgate.ir.expr import Call, Expr, Literal

ESCAPE = "!"


def _comparison(kind: type[Any]) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        left, right = call.args
        return nodes.binary(kind, value(low, left), value(low, right))

    return lower


def _connective(name: str, kind: type[Any]) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        # A long chain leans to the left: take it apart without recursion.
        parts: list[Expr] = []
        stack: list[Expr] = [call]
        while stack:
            item = stack.pop()
            if isinstance(item, Call) and item.function == name:
                stack.extend(reversed(item.args))
            else:
                parts.append(item)
        return nodes.connect(kind, [low.condition(part) for part in parts])

    return lower


def _not(low: Lowering, call: Call) -> Node:
    return nodes.negated(low.condition(call.args[0]))


def _is_null(low: Lowering, call: Call) -> Node:
    return nodes.is_null(low.firm(call.args[0]))


def _in(low: Lowering, call: Call) -> Node:
    operand = nodes.operand(value(low, call.args[0]), 5)
    return exp.In(this=operand, expressions=[value(low, item) for item in call.args[1:]])


def _between(low: Lowering, call: Call) -> Node:
    tested, least, most = (nodes.operand(value(low, arg), 5) for arg in call.args)
    return exp.Between(this=tested, low=least, high=most)


def _like(low: Lowering, call: Call) -> Node:
    """Without the clause a backslash would be an escape."""
    text, pattern = call.args
    if isinstance(pattern, Literal) and isinstance(pattern.value, str):
        if "\\" not in pattern.value:
            return exp.Like(this=nodes.operand(low.firm(text), 5), expression=low.firm(pattern))
        escaped: Node = nodes.raw_string(pattern.value.replace(ESCAPE, ESCAPE * 2))
    else:
        twice = nodes.raw_string(ESCAPE * 2)
        escaped = nodes.call("REPLACE", low.firm(pattern), nodes.raw_string(ESCAPE), twice)
    like = exp.Like(this=nodes.operand(low.firm(text), 5), expression=nodes.operand(escaped, 5))
    return exp.Escape(this=like, expression=nodes.raw_string(ESCAPE))


def _same(name: str) -> Scalar:
    return lambda low, call: low.function(name, *call.args)


def _extreme(name: str) -> Scalar:
    """Spark wants two arguments at least."""
    return lambda low, call: low.function(name, *call.args) if len(call.args) > 1 else low.firm(call.args[0])


def _nullif(low: Lowering, call: Call) -> Node:
    tested, other = equal(low, *call.args)
    if tested == low.firm(call.args[0]):
        return nodes.call("NULLIF", tested, other)
    return nodes.case([(nodes.binary(exp.EQ, tested, other), exp.Null())], low.firm(call.args[0]))


def _if(low: Lowering, call: Call) -> Node:
    condition, then, other = call.args
    return nodes.case([(low.condition(condition), low.firm(then))], low.firm(other))


TABLE: dict[str, Scalar] = {
    "=": _comparison(exp.EQ),
    "<>": _comparison(exp.NEQ),
    "<": _comparison(exp.LT),
    "<=": _comparison(exp.LTE),
    ">": _comparison(exp.GT),
    ">=": _comparison(exp.GTE),
    "is_not_distinct": _comparison(exp.NullSafeEQ),
    "and": _connective("and", exp.And),
    "or": _connective("or", exp.Or),
    "not": _not,
    "is_null": _is_null,
    "in": _in,
    "between": _between,
    "like": _like,
    "coalesce": _same("COALESCE"),
    "greatest": _extreme("GREATEST"),
    "least": _extreme("LEAST"),
    "nullif": _nullif,
    "if": _if,
}
