"""Casts: text is read strictly, fractions round half away from zero, elements are taken one by one."""

from __future__ import annotations

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.snowflake.once import Make, error, once
from lockgate.codegen.sql.snowflake.types import text
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
_ZONE = r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)(e[+-]?[0-9]+)?"
_INTEGER = r"[+-]?[0-9]+"
_TRUE = "true|t|yes|y|1"
_PATTERNS: dict[Type, str] = {
    INT: _INTEGER,
    BIGINT: _INTEGER,
    DOUBLE: rf"{_NUMBER}|[+-]?(nan|inf|infinity)",
    BOOLEAN: rf"{_TRUE}|false|f|no|n|0",
    DATE: _DAY,
    TIMESTAMP: rf"{_DAY}({_CLOCK})?",
    TIMESTAMPTZ: rf"{_DAY}{_CLOCK}{_ZONE}",
}
_SPACE = " \t\n\r"
_WIDE = Decimal(38, 12)


def cast(low: Lowering, expr: Cast) -> Node:
    """A cast of the IR."""
    source, target = low.type(expr.operand), expr.type
    if source == NULL or (isinstance(expr.operand, Literal) and expr.operand.value is None):
        return low.cast_to(low.loose(expr.operand), target)
    if source == target:
        return low.firm(expr.operand)
    if isinstance(source, (Array, Struct)):
        raise Unsupported(f"a cast of {source}", "Snowflake's arrays and objects are cast element by element")
    node = low.firm(expr.operand)
    if source == STRING:
        return from_text(low, node, target, safe=expr.safe)
    if target == STRING:
        return _to_text(low, node, source)
    if source == DOUBLE and isinstance(target, Decimal) and target.scale < _WIDE.scale and not expr.safe:
        return low.cast_to(low.cast_to(node, _WIDE), target)
    if expr.safe:
        # TRY_CAST takes texts alone.
        return low.cast_to(nodes.cast(node, text()), target, safe=True)
    return low.cast_to(node, target)


def from_text(low: Lowering, node: Node, target: Type, *, safe: bool) -> Node:
    """A value from text in the one form that every engine reads alike; another text is an error, or NULL if safe."""
    if target == JSON:
        return nodes.call("TRY_PARSE_JSON" if safe else "PARSE_JSON", node)
    pattern = _NUMBER if isinstance(target, Decimal) else _PATTERNS[target]

    def use(value: Make) -> Node:
        trimmed = nodes.call("TRIM", value(), nodes.raw_string(_SPACE))
        fits = _matches(trimmed, pattern)
        made = (
            _matches(trimmed.copy(), _TRUE)
            if target == BOOLEAN
            else low.cast_to(trimmed.copy(), target, safe=safe)
        )
        if safe:
            return nodes.case([(fits, made)])
        wrong = error(low, f"not a value of type {target}", value(), target)
        return nodes.case([(nodes.negated(fits), wrong)], made)

    return once(low, node, use)


def _matches(value: Node, pattern: str) -> Node:
    """RLIKE matches the whole text."""
    return nodes.call("RLIKE", value, nodes.raw_string(pattern), nodes.raw_string("i"))


def _to_text(low: Lowering, node: Node, source: Type) -> Node:
    if source == DATE:
        return nodes.call("TO_CHAR", node, nodes.raw_string("YYYY-MM-DD"))
    if source == TIMESTAMP:
        whole = nodes.call("TO_CHAR", node, nodes.raw_string("YYYY-MM-DD HH24:MI:SS.FF6"))
        return nodes.call("RTRIM", nodes.call("RTRIM", whole, nodes.raw_string("0")), nodes.raw_string("."))
    if source == JSON:
        return nodes.call("TO_JSON", node)
    return low.cast_to(node, STRING)
