"""Functions of strings."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.duckdb.literals import string
from lockgate.codegen.sql.duckdb.once import once
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call, Expr
from lockgate.ir.types import INT


def _same(name: str) -> Scalar:
    return lambda low, call: low.function(name, *call.args)


_MOST = 2**32 - 1
"""The longest that DuckDB counts in a string; no string is longer."""


def at_least(low: Lowering, expr: Expr, least: int, most: int | None = None) -> Node:
    """An integer, `least` where it is smaller and `most` where it is greater; a constant has been checked."""
    known = integer_literal(expr)
    if known is not None:
        return nodes.number(max(known, least) if most is None else min(max(known, least), most))

    def bounded(value: Callable[[], Node]) -> Node:
        ends = [(exp.LT, least)] if most is None else [(exp.LT, least), (exp.GT, most)]
        return nodes.case(
            [(nodes.binary(kind, value(), nodes.number(end)), nodes.number(end)) for kind, end in ends],
            value(),
        )

    return once(low, low.firm(expr), bounded)


def _trimmed(name: str) -> Scalar:
    """Of spaces alone: DuckDB's own choice are all kinds of white space."""

    def lower(low: Lowering, call: Call) -> Node:
        characters = low.firm(call.args[1]) if len(call.args) > 1 else string(" ")
        return nodes.call(name, low.firm(call.args[0]), characters)

    return lower


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


def _substring(low: Lowering, call: Call) -> Node:
    args = [low.firm(call.args[0]), at_least(low, call.args[1], 1, _MOST)]
    if len(call.args) > 2:
        args.append(at_least(low, call.args[2], 0, _MOST))
    return nodes.call("SUBSTRING", *args)


def _counted(name: str, least: int = 0) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        return nodes.call(name, low.firm(call.args[0]), at_least(low, call.args[1], least, _MOST))

    return lower


def _padded(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        fill = low.firm(call.args[2]) if len(call.args) > 2 else string(" ")
        length = at_least(low, call.args[1], 0)
        if integer_literal(call.args[1]) is None:
            length = low.cast_to(length, INT)
        return nodes.call(name, low.firm(call.args[0]), length, fill)

    return lower


def _split_part(low: Lowering, call: Call) -> Node:
    text, separator, number = call.args
    return nodes.call("SPLIT_PART", low.firm(text), low.firm(separator), at_least(low, number, 0))


def _position(low: Lowering, call: Call) -> Node:
    part, text = call.args
    return nodes.call("STRPOS", low.firm(text), low.firm(part))


def _regexp_extract(low: Lowering, call: Call) -> Node:
    """DuckDB gives the empty string where nothing matches."""
    pattern = call.args[1]
    group = [] if len(call.args) < 3 else [nodes.number(integer_literal(call.args[2]) or 0)]
    return once(
        low,
        low.firm(call.args[0]),
        lambda text: nodes.case(
            [
                (
                    nodes.call("REGEXP_MATCHES", text(), low.firm(pattern)),
                    nodes.call("REGEXP_EXTRACT", text(), low.firm(pattern), *group),
                )
            ]
        ),
    )


def _regexp_replace(low: Lowering, call: Call) -> Node:
    return nodes.call("REGEXP_REPLACE", *[low.firm(arg) for arg in call.args], string("g"))


TABLE: dict[str, Scalar] = {
    "||": _concat,
    "concat": _concat,
    "length": _same("LENGTH"),
    "lower": _same("LOWER"),
    "upper": _same("UPPER"),
    "trim": _trimmed("TRIM"),
    "ltrim": _trimmed("LTRIM"),
    "rtrim": _trimmed("RTRIM"),
    "substring": _substring,
    "left": _counted("LEFT"),
    "right": _counted("RIGHT"),
    "replace": _same("REPLACE"),
    "concat_ws": _same("CONCAT_WS"),
    "split_part": _split_part,
    "starts_with": _same("STARTS_WITH"),
    "ends_with": _same("ENDS_WITH"),
    "contains": _same("CONTAINS"),
    "position": _position,
    "lpad": _padded("LPAD"),
    "rpad": _padded("RPAD"),
    "regexp_like": _same("REGEXP_MATCHES"),
    "regexp_extract": _regexp_extract,
    "regexp_replace": _regexp_replace,
    "md5": _same("MD5"),
    "sha256": _same("SHA256"),
}
