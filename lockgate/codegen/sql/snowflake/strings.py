"""Functions of strings. Regular expressions are Snowflake's own, so what it lacks of RE2 is refused."""

from __future__ import annotations

import re

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.entries import concatenation, same
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call, Expr, Literal

_FOREIGN = re.compile(r"\(\?|[*+?}]\?|\\[pPQAzCx0-9]")
"""What RE2 has and Snowflake has not: groups with a sign, lazy repeats, classes by name, anchors by letter."""
_BEYOND = 2**31 - 1


def at_least(low: Lowering, expr: Expr, least: int) -> Node:
    """An integer, and `least` where it is smaller; a constant has been checked."""
    known = integer_literal(expr)
    if known is not None:
        return nodes.number(max(known, least))
    return nodes.call("GREATEST", low.firm(expr), nodes.number(least))


def _concat_ws(low: Lowering, call: Call) -> Node:
    separator, *texts = call.args
    return nodes.call("ARRAY_TO_STRING", low.function("ARRAY_CONSTRUCT_COMPACT", *texts), low.firm(separator))


def _trimmed(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        characters = low.firm(call.args[1]) if len(call.args) > 1 else nodes.raw_string(" ")
        return nodes.call(name, low.firm(call.args[0]), characters)

    return lower


def _substring(low: Lowering, call: Call) -> Node:
    args = [low.firm(call.args[0]), at_least(low, call.args[1], 1)]
    if len(call.args) > 2:
        args.append(at_least(low, call.args[2], 0))
    return nodes.call("SUBSTR", *args)


def _counted(name: str) -> Scalar:
    return lambda low, call: nodes.call(name, low.firm(call.args[0]), at_least(low, call.args[1], 0))


def _padded(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        fill = low.firm(call.args[2]) if len(call.args) > 2 else nodes.raw_string(" ")
        return nodes.call(name, low.firm(call.args[0]), at_least(low, call.args[1], 0), fill)

    return lower


def _split_part(low: Lowering, call: Call) -> Node:
    """Snowflake takes 0 for 1, and counts negative numbers from the end."""
    text, separator, number = call.args
    place = low.firm(number)
    if integer_literal(number) is None:
        outside = nodes.binary(exp.LT, low.firm(number), nodes.number(1))
        place = nodes.case([(outside, nodes.number(_BEYOND))], place)
    return nodes.call("SPLIT_PART", low.firm(text), low.firm(separator), place)


def _pattern(call: Call) -> Node:
    pattern = call.args[1]
    if not isinstance(pattern, Literal):
        raise Unsupported(
            f"`{call.function}` with a pattern that is computed", "Snowflake has other patterns than RE2"
        )
    if isinstance(pattern.value, str) and _FOREIGN.search(pattern.value):
        raise Unsupported("this pattern", "Snowflake has no `(?…)`, lazy repeats or classes such as `\\pL`")
    return nodes.raw_string(str(pattern.value)) if pattern.value is not None else exp.Null()


def _regexp_like(low: Lowering, call: Call) -> Node:
    """Somewhere in the text: Snowflake's own REGEXP_LIKE wants the whole."""
    found = nodes.call("REGEXP_INSTR", low.firm(call.args[0]), _pattern(call))
    return nodes.binary(exp.GT, found, nodes.number(0))


def _regexp_extract(low: Lowering, call: Call) -> Node:
    group = (integer_literal(call.args[2]) or 0) if len(call.args) > 2 else 0
    args = [low.firm(call.args[0]), _pattern(call), nodes.number(1), nodes.number(1)]
    args += [nodes.raw_string("e"), nodes.number(group)] if group else [nodes.raw_string("c")]
    return nodes.call("REGEXP_SUBSTR", *args)


def _regexp_replace(low: Lowering, call: Call) -> Node:
    return nodes.call("REGEXP_REPLACE", low.firm(call.args[0]), _pattern(call), low.firm(call.args[2]))


def _sha256(low: Lowering, call: Call) -> Node:
    return nodes.call("SHA2", low.firm(call.args[0]), nodes.number(256))


TABLE: dict[str, Scalar] = {
    "||": concatenation,
    "concat": concatenation,
    "length": same("LENGTH"),
    "lower": same("LOWER"),
    "upper": same("UPPER"),
    "trim": _trimmed("TRIM"),
    "ltrim": _trimmed("LTRIM"),
    "rtrim": _trimmed("RTRIM"),
    "substring": _substring,
    "left": _counted("LEFT"),
    "right": _counted("RIGHT"),
    "replace": same("REPLACE"),
    "concat_ws": _concat_ws,
    "split_part": _split_part,
    "starts_with": same("STARTSWITH"),
    "ends_with": same("ENDSWITH"),
    "contains": same("CONTAINS"),
    "position": same("CHARINDEX"),
    "lpad": _padded("LPAD"),
    "rpad": _padded("RPAD"),
    "regexp_like": _regexp_like,
    "regexp_extract": _regexp_extract,
    "regexp_replace": _regexp_replace,
    "md5": same("MD5"),
    "sha256": _sha256,
}
