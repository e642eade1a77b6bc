"""Functions of strings. Spark counts characters in integers of 32 bits, the language in 64."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark import patterns
from lockgate.codegen.sql.spark.bare import small
from lockgate.codegen.sql.spark.once import Make, once
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call, Cast, Expr
from lockgate.ir.types import INT

_MOST = 2**31 - 1


def _same(name: str) -> Scalar:
    return lambda low, call: low.function(name, *call.args)


def count(low: Lowering, expr: Expr, least: int) -> Node:
    """A bigint as an integer: `least` where it is less, the largest where it is too large."""
    known = integer_literal(expr)
    if known is not None:
        return nodes.number(max(least, min(known, _MOST)))
    narrow = isinstance(expr, Cast) and expr.implicit and low.type(expr.operand) == INT
    node = low.firm(expr.operand) if isinstance(expr, Cast) and narrow else low.firm(expr)

    def use(value: Make) -> Node:
        branches = [(nodes.binary(exp.LT, value(), nodes.number(least)), nodes.number(least))]
        if narrow:
            return nodes.case(branches, value())
        branches.append((nodes.binary(exp.GT, value(), nodes.number(_MOST)), nodes.number(_MOST)))
        return nodes.case(branches, low.cast_to(value(), INT))

    return once(low, node, use)


def _concat(low: Lowering, call: Call) -> Node:
    parts: list[Expr] = []
    stack: list[Expr] = [call]
    while stack:
        item = stack.pop()
        if isinstance(item, Call) and item.function in ("||", "concat"):
            stack.extend(reversed(item.args))
        else:
            parts.append(item)
    made = low.firm(parts[0])
    for part in parts[1:]:
        made = nodes.binary(exp.DPipe, made, low.firm(part))
    return made


def _trimmed(name: str) -> Scalar:
    """On one side Spark takes the characters before the text; on both behind it."""

    def lower(low: Lowering, call: Call) -> Node:
        text, *characters = call.args
        if name == "BTRIM" and not characters:
            return low.function("TRIM", text)
        return low.function(name, *(call.args if name == "BTRIM" else (*characters, text)))

    return lower


def _substring(low: Lowering, call: Call) -> Node:
    text, start, *length = call.args
    return nodes.call(
        "SUBSTRING", low.firm(text), count(low, start, 1), *(count(low, item, 0) for item in length)
    )


def _side(name: str) -> Scalar:
    return lambda low, call: nodes.call(name, low.firm(call.args[0]), count(low, call.args[1], 0))


def _padded(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        text, length, *fill = call.args
        filling = low.firm(fill[0]) if fill else nodes.raw_string(" ")
        return nodes.call(name, low.firm(text), count(low, length, 0), filling)

    return lower


def _split_part(low: Lowering, call: Call) -> Node:
    """No part has a number of less than one; Spark would count from the end, and fail at zero."""
    text, separator, number = call.args
    known = integer_literal(number)
    if known is not None and known >= 1:
        return nodes.call("SPLIT_PART", low.firm(text), low.firm(separator), count(low, number, 1))
    # The last number there can be stands for those below one: no text has so many parts.
    place = once(
        low,
        count(low, number, 0),
        lambda value: nodes.case(
            [(nodes.binary(exp.EQ, value(), nodes.number(0)), nodes.number(_MOST))], value()
        ),
    )
    return nodes.call("SPLIT_PART", low.firm(text), low.firm(separator), place)


def _position(low: Lowering, call: Call) -> Node:
    part, text = call.args
    return low.function("INSTR", text, part)


def _sha256(low: Lowering, call: Call) -> Node:
    return nodes.call("SHA2", low.firm(call.args[0]), nodes.number(256))


TABLE: dict[str, Scalar] = {
    "||": _concat,
    "concat": _concat,
    "length": small("length", lambda low, call: low.function("LENGTH", *call.args)),
    "lower": _same("LOWER"),
    "upper": _same("UPPER"),
    "trim": _trimmed("BTRIM"),
    "ltrim": _trimmed("LTRIM"),
    "rtrim": _trimmed("RTRIM"),
    "substring": _substring,
    "left": _side("LEFT"),
    "right": _side("RIGHT"),
    "replace": _same("REPLACE"),
    "concat_ws": _same("CONCAT_WS"),
    "split_part": _split_part,
    "starts_with": _same("STARTSWITH"),
    "ends_with": _same("ENDSWITH"),
    "contains": _same("CONTAINS"),
    "position": small("position", _position),
    "lpad": _padded("LPAD"),
    "rpad": _padded("RPAD"),
    "regexp_like": patterns.like,
    "regexp_extract": patterns.extract,
    "regexp_replace": patterns.replace,
    "md5": _same("MD5"),
    "sha256": _sha256,
}
