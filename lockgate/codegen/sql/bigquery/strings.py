"""Functions of strings."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery.once import null_unless, once
from lockgate.codegen.sql.bigquery.patterns import only_group
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.entries import concatenation, same
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call, Expr, Literal


def at_least(low: Lowering, expr: Expr, least: int) -> Node:
    """An integer, and `least` where it is smaller; a constant has been checked."""
    known = integer_literal(expr)
    if known is not None:
        return nodes.number(max(known, least))
    return nodes.call("GREATEST", low.firm(expr), nodes.number(least))


def _concat_ws(low: Lowering, call: Call) -> Node:
    separator, *texts = call.args
    made = exp.Array(expressions=[low.firm(text) for text in texts])
    return nodes.call("ARRAY_TO_STRING", made, low.firm(separator))


def _trimmed(name: str) -> Scalar:
    """Of spaces, where BigQuery's own function would take away all white space."""

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
    def lower(low: Lowering, call: Call) -> Node:
        return nodes.call(name, low.firm(call.args[0]), at_least(low, call.args[1], 0))

    return lower


def _padded(name: str) -> Scalar:
    def lower(low: Lowering, call: Call) -> Node:
        fill = low.firm(call.args[2]) if len(call.args) > 2 else nodes.raw_string(" ")
        return nodes.call(name, low.firm(call.args[0]), at_least(low, call.args[1], 0), fill)

    return lower


def _split_part(low: Lowering, call: Call) -> Node:
    """The empty string where there are fewer parts, and NULL only where an argument is."""
    text, separator, number = call.args
    place = nodes.call("SAFE_ORDINAL", low.firm(number))
    part = exp.Bracket(this=nodes.call("SPLIT", low.firm(text), low.firm(separator)), expressions=[place])
    made = nodes.call("COALESCE", part, nodes.raw_string(""))
    return null_unless([low.firm(arg) for arg in call.args if low.nullable(arg)], made)


def _position(low: Lowering, call: Call) -> Node:
    part, text = call.args
    return nodes.call("STRPOS", low.firm(text), low.firm(part))


def _contains(low: Lowering, call: Call) -> Node:
    return nodes.binary(exp.GT, low.function("STRPOS", *call.args), nodes.number(0))


def _regexp_extract(low: Lowering, call: Call) -> Node:
    text, pattern = call.args[:2]
    group = (integer_literal(call.args[2]) or 0) if len(call.args) > 2 else 0
    if not (isinstance(pattern, Literal) and isinstance(pattern.value, str)):
        if isinstance(pattern, Literal):
            return low.function("REGEXP_EXTRACT", text, pattern)
        raise Unsupported(
            "`regexp_extract` with a pattern that is computed",
            "BigQuery gives the pattern's group, which must be known to choose another",
        )
    found = only_group(pattern.value, group)
    if found is None:
        raise Unsupported(f"group {group} of `regexp_extract`", "the pattern has fewer groups")
    narrowed, loose = found
    if group == 0 or not loose:
        return nodes.call("REGEXP_EXTRACT", low.firm(text), nodes.raw_string(narrowed))
    # A group that takes no part in a match is the empty string, not NULL.
    return once(
        low,
        low.firm(text),
        lambda value: nodes.case(
            [
                (
                    nodes.call("REGEXP_CONTAINS", value(), low.firm(pattern)),
                    nodes.call(
                        "COALESCE",
                        nodes.call("REGEXP_EXTRACT", value(), nodes.raw_string(narrowed)),
                        nodes.raw_string(""),
                    ),
                )
            ]
        ),
    )


def _digest(name: str) -> Scalar:
    return lambda low, call: nodes.call("TO_HEX", low.function(name, *call.args))


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
    "starts_with": same("STARTS_WITH"),
    "ends_with": same("ENDS_WITH"),
    "contains": _contains,
    "position": _position,
    "lpad": _padded("LPAD"),
    "rpad": _padded("RPAD"),
    "regexp_like": same("REGEXP_CONTAINS"),
    "regexp_extract": _regexp_extract,
    "regexp_replace": same("REGEXP_REPLACE"),
    "md5": _digest("MD5"),
    "sha256": _digest("SHA256"),
}
