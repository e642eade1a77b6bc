"""Functions of regular expressions: constant patterns, translated while the query is written."""

from __future__ import annotations

import re

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres.regex.parse import Unreadable
from lockgate.codegen.sql.spark.once import once
from lockgate.codegen.sql.spark.regex import Pattern, java
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call, Literal
from lockgate.ir.types import STRING

_MARKS = r"\G((?:[^\\]|\\\\|\\\$)*)\\([0-9])"
"""A mark such as `\1`, and what stands before it up to the last one."""


def like(low: Lowering, call: Call) -> Node:
    """Whether the pattern matches somewhere."""
    pattern = _pattern(call)
    if pattern is None:
        return low.cast_to(exp.Null(), low.type(call))
    return nodes.call("REGEXP_LIKE", low.firm(call.args[0]), nodes.raw_string(pattern.text))


def extract(low: Lowering, call: Call) -> Node:
    """The first match, or a group of it: empty where the group took no part in the match."""
    pattern = _pattern(call)
    if pattern is None:
        return low.cast_to(exp.Null(), STRING)
    group = (integer_literal(call.args[2]) or 0) if len(call.args) > 2 else 0
    if group > pattern.groups:
        raise Unsupported(f"`{call.function}`", f"the pattern has no group {group}")
    if group == 0 and pattern.least:
        return nodes.call("REGEXP_SUBSTR", low.firm(call.args[0]), nodes.raw_string(pattern.text))
    # Spark gives the empty string where nothing matches, and NULL for a match of nothing.
    return once(
        low,
        low.firm(call.args[0]),
        lambda text: nodes.case(
            [
                (
                    nodes.call("REGEXP_LIKE", text(), nodes.raw_string(pattern.text)),
                    nodes.call("REGEXP_EXTRACT", text(), nodes.raw_string(pattern.text), nodes.number(group)),
                )
            ]
        ),
    )


def replace(low: Lowering, call: Call) -> Node:
    """Every match replaced; `\\1` in what replaces it is a group, as in RE2."""
    pattern = _pattern(call)
    if pattern is None:
        return low.cast_to(exp.Null(), STRING)
    new = call.args[2]
    if isinstance(new, Literal) and isinstance(new.value, str):
        written: Node = nodes.raw_string(_replacement(new.value, pattern.groups))
    else:
        written = _computed(low.firm(new))
    return nodes.call("REGEXP_REPLACE", low.firm(call.args[0]), nodes.raw_string(pattern.text), written)


def _replacement(text: str, groups: int) -> str:
    """RE2's marks as Java's, in which `$1` is a group and a backslash lets a sign be itself."""

    made: list[str] = []
    for found in re.finditer(r"\\(.?)|(.)", text, re.DOTALL):
        char, plain = found[1], found[2]
        if plain is not None:
            # A digit behind the number of a group would belong to it.
            after_group = bool(made) and re.fullmatch(r"\$[0-9]", made[-1]) is not None
            made.append(f"\\{plain}" if plain == "$" or (after_group and plain.isdigit()) else plain)
        elif char == "\\":
            made.append("\\\\")
        elif not (char.isascii() and char.isdigit()) or int(char) > groups:
            raise Unsupported("`regexp_replace`", f"`{found[0]}` in what replaces is no group of the pattern")
        else:
            made.append(f"${char}")
    return "".join(made)


def _computed(new: Node) -> Node:
    """The same of a text that is known only when the query runs."""
    signs = nodes.call("REPLACE", new, nodes.raw_string("$"), nodes.raw_string("\\$"))
    return nodes.call("REGEXP_REPLACE", signs, nodes.raw_string(_MARKS), nodes.raw_string("$1\\$$2"))


def _pattern(call: Call) -> Pattern | None:
    """The pattern; None where it is NULL."""
    given = call.args[1]
    if isinstance(given, Literal) and given.value is None:
        return None
    if not (isinstance(given, Literal) and isinstance(given.value, str)):
        raise Unsupported(
            f"`{call.function}` with a pattern that is not a constant",
            "Spark reads patterns in another way, so they are translated beforehand",
        )
    try:
        return java(given.value)
    except Unreadable as problem:
        raise Unsupported(f"this pattern of `{call.function}`", str(problem)) from None
