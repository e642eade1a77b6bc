"""Casts: text is read strictly, fractions round half away from zero, the rest is DuckDB's own.

A double becomes a decimal by way of its text, which has the digits that were meant: DuckDB's own cast multiplies
by a power of ten, and makes 1.00 of 1.005 and 12345678.34 of 12345678.345.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.duckdb.literals import string
from lockgate.codegen.sql.duckdb.once import Make, error, once
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Cast, Literal
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    JSON,
    NULL,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    Array,
    Decimal,
    Struct,
    Type,
)

_DAY = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"[ T]([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9](\.[0-9]{1,6})?)?"
_ZONE = r"(Z|[+-](0[0-9]|1[0-5])(:?[0-5][0-9])?)"
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
_MAX_DIGITS = 38
_DECIMAL = rf"\s*{_NUMBER}\s*"
_STRINGS_OF_JSON = r'"([^"\\]|\\.)*"'
_LAX_JSON = r",\s*[\]}]|[iI]|[nN][aA]"
"""What DuckDB lets stand in json outside strings, and nobody else: a comma at the end, NaN and infinities."""


def cast(low: Lowering, expr: Cast) -> Node:
    """A cast of the IR."""
    source, target = low.type(expr.operand), expr.type
    if source == NULL or (isinstance(expr.operand, Literal) and expr.operand.value is None):
        return low.cast_to(low.loose(expr.operand), target)
    if source == target:
        return low.firm(expr.operand)
    if _is_plain(source, target):
        return low.cast_to(low.loose(expr.operand), target, safe=expr.safe)
    return _converted(low, low.firm(expr.operand), source, target, expr.safe)


def _is_plain(source: Type, target: Type) -> bool:
    """DuckDB's own cast has the meaning of the language's."""
    if isinstance(source, Array) and isinstance(target, Array):
        return _is_plain(source.element, target.element)
    if isinstance(source, Struct) and isinstance(target, Struct):
        pairs = zip(source.fields, target.fields, strict=True)
        return all(name == other and _is_plain(a, b) for (name, a), (other, b) in pairs)
    if source == STRING:
        return target == STRING
    if isinstance(source, Decimal) and target == STRING:
        return source.precision > source.scale
    return source != DOUBLE or not (target in (INT, BIGINT) or isinstance(target, Decimal))


def _converted(low: Lowering, node: Node, source: Type, target: Type, safe: bool) -> Node:
    if isinstance(source, Array) and isinstance(target, Array) and not _is_plain(source, target):
        name = f"v{next(low.numbers)}"
        item = _converted(low, nodes.column(name), source.element, target.element, safe)
        bound = exp.Lambda(this=item, expressions=[nodes.identifier(name)])
        return nodes.call("LIST_TRANSFORM", node, bound)
    if isinstance(source, Struct) and isinstance(target, Struct) and not _is_plain(source, target):
        return once(low, node, lambda value: _struct(low, value, source, target, safe))
    if source == STRING and target != STRING:
        return from_text(low, node, target, safe=safe)
    if isinstance(source, Decimal) and target == STRING and source.precision == source.scale:
        # DuckDB writes .05 where there is no digit before the point.
        made = low.cast_to(node, STRING)
        return nodes.call("REGEXP_REPLACE", made, nodes.raw_string(r"^(-?)\."), nodes.raw_string(r"\10."))
    if source == DOUBLE and target in (INT, BIGINT):
        return low.cast_to(nodes.call("ROUND", node), target, safe=safe)
    if source == DOUBLE and isinstance(target, Decimal):
        return _own(low, low.cast_to(node, STRING), target, safe)
    return low.cast_to(node, target, safe=safe)


def _struct(low: Lowering, value: Make, source: Struct, target: Struct, safe: bool) -> Node:
    """Field by field, in their order: DuckDB would go by their names."""
    fields: list[Node] = []
    for (name, given), (other, wanted) in zip(source.fields, target.fields, strict=True):
        field = nodes.call("STRUCT_EXTRACT", value(), nodes.raw_string(name))
        fields.append(
            exp.PropertyEQ(
                this=nodes.identifier(other), expression=_converted(low, field, given, wanted, safe)
            )
        )
    return nodes.case([(nodes.is_not_null(value()), nodes.call("STRUCT_PACK", *fields))])


def from_text(low: Lowering, node: Node, target: Type, *, safe: bool) -> Node:
    """A value from text in the one form that every engine reads alike; another text is an error, or NULL if safe."""

    def use(text: Callable[[], Node]) -> Node:
        odd: Node
        if target == JSON:
            rest = nodes.call(
                "REGEXP_REPLACE", text(), nodes.raw_string(_STRINGS_OF_JSON), string("0"), string("g")
            )
            odd = nodes.call("REGEXP_MATCHES", rest, nodes.raw_string(_LAX_JSON))
        else:
            pattern = nodes.raw_string(_PATTERNS.get(target, _DECIMAL))
            odd = nodes.negated(nodes.call("REGEXP_FULL_MATCH", text(), pattern))
        value = _own(low, text(), target, safe)
        if safe:
            return nodes.case([(odd, exp.Null())], value)
        return nodes.case([(odd, error(f"not a value of type {target}"))], value)

    return once(low, node, use)


def _own(low: Lowering, text: Node, target: Type, safe: bool) -> Node:
    """DuckDB's own cast of a text that has the form of its target."""
    if target == BOOLEAN:
        text = nodes.call("TRIM", text, nodes.raw_string(" \t\n\r\f"))
    elif isinstance(target, Decimal) and target.precision == target.scale < _MAX_DIGITS:
        # Without a digit before the point DuckDB reads no exponent.
        text = low.cast_to(text, Decimal(target.precision + 1, target.scale), safe=safe)
    return low.cast_to(text, target, safe=safe)


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
