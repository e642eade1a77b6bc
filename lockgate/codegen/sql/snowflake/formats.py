"""Formats of time: Snowflake's words where it has one for a code, and functions where it has none."""

from __future__ import annotations

import re
from collections.abc import Callable

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.types import STRING

_WORDS = {
    "%Y": "YYYY",
    "%m": "MM",
    "%d": "DD",
    "%H": "HH24",
    "%M": "MI",
    "%S": "SS",
    "%f": "FF6",
    "%b": "MON",
    "%B": "MMMM",
    "%a": "DY",
}
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_SEPARATORS = frozenset(" -/:.,")


def _split(pattern: str) -> list[str]:
    return re.findall(r"%.|[^%]+", pattern, re.DOTALL)


def parsed(pattern: str) -> str:
    """A format to read by; what stands between the codes must be plain separators."""
    made: list[str] = []
    for part in _split(pattern):
        if part in _WORDS:
            made.append(_WORDS[part])
        elif set(part) <= _SEPARATORS:
            made.append(part)
        else:
            raise Unsupported(f"the format `{pattern[:40]}`", "Snowflake would read its letters as codes")
    return "".join(made)


def formatted(low: Lowering, moment: Callable[[], Node], pattern: str) -> Node:
    """The text of a time, put together of its parts."""
    parts: list[Node] = []
    for part in _split(pattern):
        if part == "%%":
            parts.append(nodes.raw_string("%"))
        elif part == "%j":
            day = low.cast_to(nodes.call("DAYOFYEAR", moment()), STRING)
            parts.append(nodes.call("LPAD", day, nodes.number(3), nodes.raw_string("0")))
        elif part == "%A":
            names: list[Node] = []
            for number, name in enumerate(_DAYS, 1):
                names += [nodes.number(number), nodes.raw_string(name)]
            parts.append(nodes.call("DECODE", nodes.call("DAYOFWEEKISO", moment()), *names))
        elif part in _WORDS:
            parts.append(nodes.call("TO_CHAR", moment(), nodes.raw_string(_WORDS[part])))
        else:
            parts.append(nodes.raw_string(part))
    if not any(isinstance(part, exp.Anonymous) for part in parts):
        # NULL of NULL, even where nothing of the time is shown.
        parts.append(nodes.call("LEFT", nodes.call("TO_CHAR", moment()), nodes.number(0)))
    return nodes.connect(exp.DPipe, parts)
