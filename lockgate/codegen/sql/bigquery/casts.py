"""Casts: text is read strictly, fractions round half away from zero, the rest is BigQuery's own."""

from __future__ import annotations

import decimal

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery.arithmetic import in_range
from lockgate.codegen.sql.bigquery.literals import literal
from lockgate.codegen.sql.bigquery.once import Make, error, null_unless, once
from lockgate.codegen.sql.bigquery.types import bare
from lockgate.codegen.sql.dialect import Node
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
_ZONE = r"(Z|[+-][0-9]{2}(:?[0-9]{2})?)"
_NUMBER = r"[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?"
_INTEGER = r"[+-]?[0-9]+"
_TRUE = r"true|t|yes|y|1"
_PATTERNS: dict[Type, str] = {
    INT: _INTEGER,
    BIGINT: _INTEGER,
    DOUBLE: rf"(?i:{_NUMBER}|[+-]?(nan|inf|infinity))",
    BOOLEAN: rf"(?i:{_TRUE}|false|f|no|n|0)",
    DATE: _DAY,
    TIMESTAMP: rf"{_DAY}({_CLOCK})?",
    TIMESTAMPTZ: rf"{_DAY}{_CLOCK}{_ZONE}",
}
_SECONDS = (rf"^({_DAY}[ T][0-9]{{2}}:[0-9]{{2}})(Z|[+-].*)?$", r"\1:00\2")
"""What BigQuery does not read: a time of day without seconds."""


def cast(low: Lowering, expr: Cast) -> Node:
    """A cast of the IR."""
    source, target = low.type(expr.operand), expr.type
    if source == NULL or (isinstance(expr.operand, Literal) and expr.operand.value is None):
        return low.cast_to(low.loose(expr.operand), target)
    return converted(low, low.firm(expr.operand), source, target, expr.safe)


def converted(low: Lowering, node: Node, source: Type, target: Type, safe: bool) -> Node:
    """A value of one type as one of another."""
    if source == target or (source, target) == (INT, BIGINT):
        return node
    if isinstance(source, Array) and isinstance(target, Array):
        return _elements(low, node, source.element, target.element, safe)
    if isinstance(source, Struct) and isinstance(target, Struct):
        return _fields(low, node, source, target, safe)
    if source == STRING:
        return from_text(low, node, target, safe=safe)
    if target == STRING:
        return _to_text(low, node, source)
    if target == INT:
        made = low.cast_to(node, BIGINT, safe=safe) if source != BIGINT else node
        return _narrow(low, made, safe)
    if source == DOUBLE and isinstance(target, Decimal):
        # By way of the text, which has the digits that were meant: 1.005 is 1.01.
        return _decimal(low, low.cast_to(node, STRING), target, safe)
    if isinstance(target, Decimal) and safe:
        return _decimal(low, node, target, safe)
    return low.cast_to(node, target, safe=safe)


def _narrow(low: Lowering, node: Node, safe: bool) -> Node:
    if not safe:
        return in_range(low, node, INT)
    ends = {"low": nodes.number(-(2**31)), "high": nodes.number(2**31 - 1)}
    return once(
        low, node, lambda value: nodes.case([(exp.Between(this=nodes.operand(value(), 5), **ends), value())])
    )


def from_text(low: Lowering, node: Node, target: Type, *, safe: bool) -> Node:
    """A value from text in the one form that every engine reads alike; another text is an error, or NULL if safe."""
    if target == JSON:
        name = "SAFE.PARSE_JSON" if safe else "PARSE_JSON"
        mode = exp.Kwarg(this=exp.Var(this="wide_number_mode"), expression=nodes.raw_string("round"))
        return nodes.call(name, node, mode)
    pattern = _NUMBER if isinstance(target, Decimal) else _PATTERNS[target]

    def use(text: Make) -> Node:
        fits = _matches(text(), pattern)
        made = _read(low, text(), target, safe)
        if safe:
            return nodes.case([(fits, made)])
        return nodes.case([(nodes.negated(fits), error(f"not a value of type {target}"))], made)

    return once(low, node, use)


def _matches(text: Node, pattern: str) -> Node:
    return nodes.call("REGEXP_CONTAINS", text, nodes.raw_string(rf"^\s*(?:{pattern})\s*$"))


def _read(low: Lowering, text: Node, target: Type, safe: bool) -> Node:
    """A text that has the form."""
    if target == BOOLEAN:
        return _matches(text, f"(?i:{_TRUE})")
    if isinstance(target, Decimal):
        # With all the digits there are, so that it is rounded once.
        return _decimal(low, text, target, safe)
    trimmed = nodes.call("TRIM", text)
    if target == INT:
        return _narrow(low, low.cast_to(trimmed, BIGINT, safe=safe), safe)
    if target in (TIMESTAMP, TIMESTAMPTZ):
        trimmed = nodes.call("REGEXP_REPLACE", trimmed, *(nodes.raw_string(part) for part in _SECONDS))
    return low.cast_to(trimmed, target, safe=safe)


def _decimal(low: Lowering, node: Node, target: Decimal, safe: bool) -> Node:
    """By way of all digits there can be; SAFE_CAST does not mind how many of them the type has."""
    wide = nodes.cast(node, bare(wide=True), safe=safe)
    if not safe:
        return low.cast_to(wide, target)
    limit = literal(Literal(decimal.Decimal(10) ** (target.precision - target.scale), target))[0]

    def use(value: Make) -> Node:
        size = nodes.call("ABS", nodes.call("ROUND", value(), nodes.number(target.scale)))
        return nodes.case([(nodes.binary(exp.LT, size, limit), low.cast_to(value(), target))])

    return once(low, wide, use)


def _to_text(low: Lowering, node: Node, source: Type) -> Node:
    match source:
        case Decimal(scale=scale) if scale:
            return nodes.call("FORMAT", nodes.raw_string(f"%.{scale}f"), node)
        case _ if source == TIMESTAMP:
            whole = nodes.call("FORMAT_DATETIME", nodes.raw_string("%E4Y-%m-%d %H:%M:%E6S"), node)
            trimmed = nodes.call("RTRIM", whole, nodes.raw_string("0"))
            return nodes.call("RTRIM", trimmed, nodes.raw_string("."))
        case _ if source == JSON:
            return once(low, node, lambda json: null_unless([json()], nodes.call("TO_JSON_STRING", json())))
    return low.cast_to(node, STRING)


def _elements(low: Lowering, node: Node, source: Type, target: Type, safe: bool) -> Node:
    def use(array: Make) -> Node:
        name, place = f"e{next(low.numbers)}", f"o{next(low.numbers)}"
        inner = exp.Select(expressions=[converted(low, nodes.column(name), source, target, safe)])
        alias = exp.TableAlias(columns=[nodes.identifier(name)])
        rows = exp.Unnest(expressions=[array()], alias=alias, offset=nodes.identifier(place))
        inner.set("from_", exp.From(this=rows))
        inner.set("order", exp.Order(expressions=[exp.Ordered(this=nodes.column(place))]))
        return null_unless([array()], nodes.call("ARRAY", inner))

    return once(low, node, use)


def _fields(low: Lowering, node: Node, source: Struct, target: Struct, safe: bool) -> Node:
    def use(value: Make) -> Node:
        made: list[Node] = []
        for (old, kind), (new, wanted) in zip(source.fields, target.fields, strict=True):
            field = exp.Dot(this=dotted(value()), expression=nodes.identifier(old))
            made.append(nodes.alias(converted(low, field, kind, wanted, safe), new))
        return null_unless([value()], nodes.call("STRUCT", *made))

    return once(low, node, use)


def dotted(node: Node) -> Node:
    """A struct as it stands before a field's name."""
    return node if isinstance(node, (exp.Column, exp.Dot)) else exp.Paren(this=node)
