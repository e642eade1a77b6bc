"""Comparisons, logic and conditionals."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery.literals import operand
from lockgate.codegen.sql.bigquery.nans import compared, is_nan, may_be_nan
from lockgate.codegen.sql.bigquery.once import bound, null_unless, once
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.entries import LOGIC, same
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.types import DATE, DOUBLE, TIMESTAMP, Array, Struct, Type

_KINDS: dict[str, type[Any]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}


def _comparison(sign: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        left, right = call.args
        if isinstance(low.type(left), (Array, Struct)):
            made = nodes.binary(_KINDS[sign], as_text(low.firm(left)), as_text(low.firm(right)))
            return null_unless([low.firm(arg) for arg in call.args if low.nullable(arg)], made)
        if DOUBLE in (low.type(left), low.type(right)):
            return compared(
                low,
                sign,
                (operand(low, left), may_be_nan(low, left)),
                (operand(low, right), may_be_nan(low, right)),
            )
        return nodes.binary(_KINDS[sign], operand(low, left), operand(low, right))

    return lower


def as_text(node: Node) -> Node:
    """An array or struct as a text that is equal where it is equal: BigQuery compares no arrays."""
    return nodes.call("TO_JSON_STRING", node)


def comparable(low: Lowering, expr: Expr) -> Node:
    """A value that can be counted and grouped by as the language means equality."""
    if isinstance(low.type(expr), (Array, Struct)):
        made = as_text(low.firm(expr))
        return null_unless([low.firm(expr)], made) if low.nullable(expr) else made
    return low.firm(expr)


def partition_key(node: Node, kind: Type) -> Node:
    """BigQuery partitions windows by no doubles: their texts do, zero without its sign."""
    if kind == DOUBLE:
        return nodes.cast(nodes.binary(exp.Add, node, nodes.number("0.0")), exp.DataType(this=exp.DType.TEXT))
    return as_text(node) if isinstance(kind, (Array, Struct)) else node


def _is_not_distinct(low: Lowering, call: Call) -> Node:
    left, right = call.args
    if isinstance(low.type(left), (Array, Struct)):
        return nodes.binary(exp.EQ, as_text(low.firm(left)), as_text(low.firm(right)))
    return nodes.binary(exp.NullSafeEQ, operand(low, left), operand(low, right))


def _in(low: Lowering, call: Call) -> Node:
    value, *items = call.args
    nested = isinstance(low.type(value), (Array, Struct))
    if nested or (may_be_nan(low, value) and any(may_be_nan(low, item) for item in items)):
        made = [_comparison("=")(low, Call("=", (value, item))) for item in items]
        return nodes.connect(exp.Or, made)
    inner = nodes.operand(operand(low, value), 5)
    return exp.In(this=inner, expressions=[low.loose(item) for item in items])


def _between(low: Lowering, call: Call) -> Node:
    value, least, most = call.args
    if may_be_nan(low, least) or may_be_nan(low, most):
        both = [
            _comparison(">=")(low, Call(">=", (value, least))),
            _comparison("<=")(low, Call("<=", (value, most))),
        ]
        return nodes.connect(exp.And, both)
    made = [nodes.operand(operand(low, arg), 5) for arg in call.args]
    return exp.Between(this=made[0], low=made[1], high=made[2])


def _like(low: Lowering, call: Call) -> Node:
    """BigQuery's escape character is the backslash, always."""
    text, pattern = call.args
    if isinstance(pattern, Literal) and isinstance(pattern.value, str):
        escaped: Node = nodes.raw_string(pattern.value.replace("\\", "\\\\"))
    else:
        escaped = nodes.call("REPLACE", low.firm(pattern), nodes.raw_string("\\"), nodes.raw_string("\\\\"))
    return exp.Like(this=nodes.operand(low.firm(text), 5), expression=escaped)


def _extreme(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        if name == "LEAST" and any(may_be_nan(low, arg) for arg in call.args):
            made = low.firm(call.args[0])
            for arg in call.args[1:]:
                made = _lesser(low, made, low.firm(arg))
            return made
        return _without_nulls(low, name, list(call.args))

    return lower


def _without_nulls(low: Lowering, name: str, args: list[Expr]) -> Node:
    """Every argument is another one where it is NULL, since BigQuery's own function is NULL where one is."""
    if len(args) == 1:
        return low.firm(args[0])
    sure = next((arg for arg in args if not low.nullable(arg)), None)
    made: list[Node] = []
    for at, arg in enumerate(args):
        if not low.nullable(arg):
            made.append(low.firm(arg))
        elif sure is not None:
            made.append(nodes.call("COALESCE", low.firm(arg), low.firm(sure)))
        else:
            made.append(nodes.call("COALESCE", *(low.firm(item) for item in (*args[at:], *args[:at]))))
    return nodes.call(name, *made)


def _lesser(low: Lowering, left: Node, right: Node) -> Node:
    """The lesser of two doubles that may be NULL or NaN."""
    return bound(
        low,
        left,
        lambda a: once(
            low,
            right,
            lambda b: nodes.case(
                [
                    (
                        nodes.connect(exp.Or, [nodes.is_null(b()), is_nan(b())]),
                        nodes.call("COALESCE", a(), b()),
                    ),
                    (
                        nodes.connect(
                            exp.Or, [nodes.is_null(a()), is_nan(a()), nodes.binary(exp.LT, b(), a())]
                        ),
                        b(),
                    ),
                ],
                a(),
            ),
        ),
    )


def _nullif(low: Lowering, call: Call) -> Node:
    first, second = call.args
    nested = isinstance(low.type(first), (Array, Struct))
    unlike = {low.type(first), low.type(second)} == {DATE, TIMESTAMP}
    if nested or unlike or (may_be_nan(low, first) and may_be_nan(low, second)):
        same = _comparison("=")(low, Call("=", (first, second)))
        return nodes.case([(same, low.cast_to(exp.Null(), low.type(first)))], low.firm(first))
    return nodes.call("NULLIF", low.firm(first), low.loose(second))


def _if(low: Lowering, call: Call) -> Node:
    condition, then, other = call.args
    return nodes.call("IF", low.condition(condition), low.firm(then), low.firm(other))


TABLE: dict[str, Scalar] = {
    **{sign: _comparison(sign) for sign in _KINDS},
    "is_not_distinct": _is_not_distinct,
    **LOGIC,
    "in": _in,
    "between": _between,
    "like": _like,
    "coalesce": same("COALESCE"),
    "greatest": _extreme("GREATEST"),
    "least": _extreme("LEAST"),
    "nullif": _nullif,
    "if": _if,
}
