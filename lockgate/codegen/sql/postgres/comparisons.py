"""Comparisons, logic and conditionals: texts compare by code point, whatever the database's collation is."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.arithmetic import value
from lockgate.codegen.sql.postgres.literals import string
from lockgate.codegen.sql.postgres.once import collated
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.types import STRING, Decimal


def _is_text(low: Lowering, call: Call) -> bool:
    return any(low.type(arg) == STRING for arg in call.args)


def _equality(kind: type[Any]) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        left, right = call.args
        return nodes.binary(kind, value(low, left), value(low, right))

    return lower


def _order(kind: type[Any]) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        left, right = (value(low, arg) for arg in call.args)
        return nodes.binary(kind, collated(left) if _is_text(low, call) else left, right)

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
    return exp.In(this=operand, expressions=[low.loose(item) for item in call.args[1:]])


def _between(low: Lowering, call: Call) -> Node:
    tested, least, most = (value(low, arg) for arg in call.args)
    if _is_text(low, call):
        tested = collated(tested)
    return exp.Between(
        this=nodes.operand(tested, 5), low=nodes.operand(least, 5), high=nodes.operand(most, 5)
    )


def _like(low: Lowering, call: Call) -> Node:
    """Without an escape character; where the pattern has no backslash there is none to switch off."""
    text, pattern = call.args
    like = exp.Like(this=nodes.operand(low.firm(text), 5), expression=nodes.operand(low.firm(pattern), 5))
    if isinstance(pattern, Literal) and "\\" not in str(pattern.value):
        return like
    return exp.Escape(this=like, expression=string(""))


def _extreme(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        first, *rest = (low.firm(arg) for arg in call.args)
        return nodes.call(name, collated(first) if _is_text(low, call) else first, *rest)

    return lower


def _nullif(low: Lowering, call: Call) -> Node:
    made = nodes.call("NULLIF", low.firm(call.args[0]), low.loose(call.args[1]))
    result = low.type(call)
    return low.cast_to(made, result) if isinstance(result, Decimal) else made


def _if(low: Lowering, call: Call) -> Node:
    condition, then, other = call.args
    return nodes.case([(low.condition(condition), low.firm(then))], low.firm(other))


TABLE: dict[str, Scalar] = {
    "=": _equality(exp.EQ),
    "<>": _equality(exp.NEQ),
    "<": _order(exp.LT),
    "<=": _order(exp.LTE),
    ">": _order(exp.GT),
    ">=": _order(exp.GTE),
    "is_not_distinct": _equality(exp.NullSafeEQ),
    "and": _connective("and", exp.And),
    "or": _connective("or", exp.Or),
    "not": _not,
    "is_null": _is_null,
    "in": _in,
    "between": _between,
    "like": _like,
    "coalesce": lambda low, call: low.function("COALESCE", *call.args),
    "greatest": _extreme("GREATEST"),
    "least": _extreme("LEAST"),
    "nullif": _nullif,
    "if": _if,
}
