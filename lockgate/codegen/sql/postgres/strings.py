"""Functions of strings. PostgreSQL counts characters in integers of 32 bits, the language in 64."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres import patterns
from lockgate.codegen.sql.postgres.literals import string
from lockgate.codegen.sql.postgres.once import Make, collated, once, steady, sure
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call, Expr
from lockgate.ir.types import BIGINT, INT

_MOST = 2**31 - 1


def same(name: str) -> Scalar:
    """PostgreSQL's function of that name."""
    return lambda low, call: low.function(name, *call.args)


def counted(name: str) -> Scalar:
    """A function that gives an integer, as a bigint."""
    return lambda low, call: low.cast_to(low.function(name, *call.args), BIGINT)


def small(low: Lowering, expr: Expr, least: int, below: int | None = None) -> Node:
    """A bigint as an integer: what is less than `least` is `below`, what is too large the largest."""
    under = least if below is None else below
    known = integer_literal(expr)
    if known is not None:
        return nodes.number(min(known, _MOST) if known >= least else under)

    def use(value: Make) -> Node:
        branches = [
            (nodes.binary(exp.LT, value(), nodes.number(least)), nodes.number(under)),
            (nodes.binary(exp.GT, value(), nodes.number(_MOST)), nodes.number(_MOST)),
        ]
        return low.cast_to(nodes.case(branches, value()), INT)

    return once(low, low.firm(expr), use)


def _concat(low: Lowering, call: Call) -> Node:
    parts: list[Expr] = []
    stack: list[Expr] = [call]
    while stack:
        item = stack.pop()
        if isinstance(item, Call) and item.function in ("||", "concat"):
            stack.extend(reversed(item.args))
        else:
            parts.append(item)
    made = sure(low, parts[0])
    for part in parts[1:]:
        made = nodes.binary(exp.DPipe, made, low.firm(part))
    return made


def _cased(name: str) -> Scalar:
    """Letters beyond ASCII stay: what a server makes of them depends on its language."""
    return lambda low, call: nodes.call(name, collated(low.firm(call.args[0])))


def _substring(low: Lowering, call: Call) -> Node:
    text, start, *length = call.args
    counts = [small(low, start, 1), *(small(low, item, 0) for item in length)]
    return nodes.call("SUBSTRING", low.firm(text), *counts)


def _side(name: str) -> Scalar:
    return lambda low, call: nodes.call(name, low.firm(call.args[0]), small(low, call.args[1], 0))


def _padded(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        text, length, *fill = call.args
        size = small(low, length, 0)
        return nodes.call(name, low.firm(text), steady(low, call, size), *(low.firm(item) for item in fill))

    return lower


def _split_part(low: Lowering, call: Call) -> Node:
    """No part has a number of less than one; PostgreSQL would count from the end."""
    text, separator, number = call.args
    return nodes.call("SPLIT_PART", low.firm(text), low.firm(separator), small(low, number, 1, _MOST))


def _ends_with(low: Lowering, call: Call) -> Node:
    text, suffix = call.args
    end = nodes.call("RIGHT", low.firm(text), low.function("LENGTH", suffix))
    return nodes.binary(exp.EQ, end, low.firm(suffix))


def _contains(low: Lowering, call: Call) -> Node:
    return nodes.binary(exp.GT, low.function("STRPOS", *call.args), nodes.number(0))


def _position(low: Lowering, call: Call) -> Node:
    part, text = call.args
    return low.cast_to(low.function("STRPOS", text, part), BIGINT)


def _sha256(low: Lowering, call: Call) -> Node:
    data = nodes.call("CONVERT_TO", low.firm(call.args[0]), string("UTF8"))
    return nodes.call("ENCODE", nodes.call("SHA256", data), string("hex"))


TABLE: dict[str, Scalar] = {
    "||": _concat,
    "concat": _concat,
    "length": counted("LENGTH"),
    "lower": _cased("LOWER"),
    "upper": _cased("UPPER"),
    "trim": same("BTRIM"),
    "ltrim": same("LTRIM"),
    "rtrim": same("RTRIM"),
    "substring": _substring,
    "left": _side("LEFT"),
    "right": _side("RIGHT"),
    "replace": same("REPLACE"),
    "concat_ws": same("CONCAT_WS"),
    "split_part": _split_part,
    "starts_with": same("STARTS_WITH"),
    "ends_with": _ends_with,
    "contains": _contains,
    "position": _position,
    "lpad": _padded("LPAD"),
    "rpad": _padded("RPAD"),
    "regexp_like": patterns.like,
    "regexp_extract": patterns.extract,
    "regexp_replace": patterns.replace,
    "md5": same("MD5"),
    "sha256": _sha256,
}
