"""The short notation of the case files: types, literals and arguments from text."""

from __future__ import annotations

import decimal
import re

from lockgate.ir.expr import Column, Interval, Literal
from lockgate.ir.functions import Typed
from lockgate.ir.types import (
    BIGINT,
    DOUBLE,
    INTERVAL,
    NULL,
    PRIMITIVES,
    STRING,
    UNKNOWN,
    Array,
    Decimal,
    Struct,
    Type,
)


def split(text: str, separator: str) -> list[str]:
    """The parts between separators that stand outside brackets and quotes."""
    parts, depth, quoted, last = [], 0, False, 0
    for at, char in enumerate(text):
        if char == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif char in "(<":
            depth += 1
        elif char in ")>":
            depth -= 1
        elif char == separator and not depth:
            parts.append(text[last:at])
            last = at + 1
    return [part.strip() for part in (*parts, text[last:]) if part.strip()]


def type_of(text: str) -> Type:
    """`decimal(12, 2)`, `array<int>`, `struct<a int>` or a name."""
    if match := re.fullmatch(r"decimal\((\d+), *(\d+)\)", text):
        return Decimal(int(match[1]), int(match[2]))
    if text.startswith("array<"):
        return Array(type_of(text[6:-1]))
    if text.startswith("struct<"):
        fields = (part.split(" ", 1) for part in split(text[7:-1], ","))
        return Struct(tuple((name, type_of(kind)) for name, kind in fields))
    return {**PRIMITIVES, "null": NULL, "unknown": UNKNOWN}[text]


def literal_of(text: str) -> Literal | None:
    """A literal, as the language types it, or None."""
    if text == "null":
        return Literal(None, NULL)
    if text.startswith("'"):
        return Literal(text[1:-1], STRING)
    if match := re.fullmatch(r"interval (\d+) (\w+)", text):
        return Literal(Interval(int(match[1]), match[2]), INTERVAL)
    if re.fullmatch(r"-?\d+", text):
        return Literal(int(text), BIGINT)
    if match := re.fullmatch(r"-?(\d+)\.(\d+)", text):
        whole = len(match[1].lstrip("0")) or 1
        return Literal(decimal.Decimal(text), Decimal(whole + len(match[2]), len(match[2])))
    if re.fullmatch(r"-?\d+(\.\d+)?e\d+", text):
        return Literal(float(text), DOUBLE)
    return None


def argument(text: str, position: int) -> Typed:
    """A literal, or a column of the type, nullable with `?`."""
    literal = literal_of(text)
    if literal is not None:
        return Typed(literal, literal.type, literal.value is None)
    return Typed(Column(f"c{position}"), type_of(text.removesuffix("?")), text.endswith("?"))


def arguments(text: str) -> list[Typed]:
    """Arguments between semicolons."""
    return [argument(part, position) for position, part in enumerate(split(text, ";"))]
