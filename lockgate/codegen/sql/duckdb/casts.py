"""Casts: text is read strictly, fractions round half away from zero, the rest is DuckDB's own."""

from __future__ import annotations

from collections.abc import Callable

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.duckdb.once import error, once
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Cast, Literal
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    Decimal,
    Type,
)

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[ T][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?"
_ZONE = r" ?(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_INTEGER = r"\s*[+-]?[0-9]+\s*"
_PATTERNS: dict[Type, str] = {
    INT: _INTEGER,
    BIGINT: _INTEGER,
    DOUBLE: rf"(?i)\s*({_NUMBER}|[+-]?(nan|inf|infinity))\s*",
    BOOLEAN: r"(?i)\s*(true|false|t|f|yes|no|y|n|1|0)\s*",
    DATE: rf"\s*{_DAY}\s*",
    TIMESTAMP: rf"\s*{_DAY}({_CLOCK})?\s*",
    TIMESTAMPTZ: rf"\s*{_DAY}{_CLOCK}{_ZONE}\s*",
}
_DECIMAL = rf"\s*{_NUMBER}\s*"


def cast(low: Lowering, expr: Cast) -> Node:
    """A cast of the IR."""
    source, target = low.type(expr.operand), expr.type
    if source == NULL or (isinstance(expr.operand, Literal) and expr.operand.value is None):
        return low.cast_to(low.loose(expr.operand), target)
    if source == target:
        return low.firm(expr.operand)
    if source == STRING and (target in _PATTERNS or isinstance(target, Decimal)):
        return from_text(low, low.firm(expr.operand), target, safe=expr.safe)
    if target in (INT, BIGINT) and source == DOUBLE:
        return low.cast_to(nodes.call("ROUND", low.firm(expr.operand)), target, safe=expr.safe)
    if source == DOUBLE and isinstance(target, Decimal):
        return _to_decimal(low, low.firm(expr.operand), target, expr.safe)
    return low.cast_to(low.loose(expr.operand), target, safe=expr.safe)


def _to_decimal(low: Lowering, node: Node, target: Decimal, safe: bool) -> Node:
    """Half away from zero as `round` is: 1.005 is 1.01, which DuckDB's own cast makes 1.00."""
    if target.scale >= _WIDE.scale or target.precision - target.scale > _WIDE.precision - _WIDE.scale:
        return low.cast_to(node, target, safe=safe)
    return low.cast_to(low.cast_to(node, _WIDE, safe=safe), target, safe=safe)


_WIDE = Decimal(38, 12)


def from_text(low: Lowering, node: Node, target: Type, *, safe: bool) -> Node:
    """A value from text in the one form that every engine reads alike; another text is an error, or NULL if safe."""
    if target not in _PATTERNS and not isinstance(target, Decimal):
        return low.cast_to(node, target, safe=safe)  # strings, json and nested values have no form to hold to
    pattern = nodes.raw_string(_PATTERNS.get(target, _DECIMAL))

    def use(text: Callable[[], Node]) -> Node:
        fits = nodes.call("REGEXP_FULL_MATCH", text(), pattern)
        if safe:
            return nodes.case([(fits, low.cast_to(text(), target, safe=True))])
        message = error(f"not a value of type {target}")
        return nodes.case([(nodes.negated(fits), message)], low.cast_to(text(), target))

    return once(low, node, use)


def from_file(low: Lowering, name: str, target: Type, *, hidden: bool) -> Node:
    """A column of a text file as its declared type, exactly: a decimal with more digits than declared is an error.

    The error names the column and the value, or without it where the column is `hidden`.
    """
    pattern = _PATTERNS.get(target)
    if isinstance(target, Decimal):
        digits = f"{{0,{target.scale}}}"
        pattern = rf"\s*[+-]?([0-9]+(\.[0-9]{digits}0*)?|\.[0-9]{{1,{max(target.scale, 1)}}}0*)\s*"
    if pattern is None:
        return low.cast_to(nodes.column(name), target)
    fits = nodes.call("REGEXP_FULL_MATCH", nodes.column(name), nodes.raw_string(pattern))
    value = (
        nodes.raw_string("a value") if hidden else nodes.call("LEFT", nodes.column(name), nodes.number(80))
    )
    quote = "" if hidden else "'"
    parts = [
        nodes.raw_string(f"column `{name}`: {quote}"),
        value,
        nodes.raw_string(f"{quote} is no {target}"),
    ]
    message = nodes.call("ERROR", nodes.call("CONCAT", *parts))
    return nodes.case([(nodes.negated(fits), message)], low.cast_to(nodes.column(name), target))
