"""Casts: text is read strictly, fractions round half away from zero, the rest is Spark's own.

Spark reads integers and booleans as strictly as the language does.
"""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark.once import Make, each, error, once
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
_SPACE = r"[\t\n\f\r ]*"
_PATTERNS: dict[Type, str] = {
    DOUBLE: rf"{_NUMBER}|(?i:[+-]?(nan|inf|infinity))",
    DATE: _DAY,
    TIMESTAMP: rf"{_DAY}({_CLOCK})?",
    TIMESTAMPTZ: f"{_DAY}{_CLOCK}{_ZONE}",
}
_INTEGER = "[+-]?[0-9]+"
_BOOLEAN = "(?i:true|false|t|f|yes|no|y|n|1|0)"


def whole(pattern: str) -> str:
    """A pattern for the whole of a text, with spaces around it."""
    return rf"\A{_SPACE}({pattern}){_SPACE}\z"


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
    """Spark's own cast has the meaning of the language's."""
    if isinstance(source, Array) and isinstance(target, Array):
        return _is_plain(source.element, target.element)
    if isinstance(source, Struct) and isinstance(target, Struct):
        pairs = zip(source.fields, target.fields, strict=True)
        return all(_is_plain(a, b) for (_, a), (_, b) in pairs)
    if source == STRING:
        return target in (STRING, INT, BIGINT, BOOLEAN)
    if target in (INT, BIGINT):
        return source != DOUBLE and not (isinstance(source, Decimal) and source.scale)
    return not (source == DOUBLE and isinstance(target, Decimal))


def _converted(low: Lowering, node: Node, source: Type, target: Type, safe: bool) -> Node:
    if _is_plain(source, target):
        return node if source == target else low.cast_to(node, target, safe=safe)
    if isinstance(source, Array) and isinstance(target, Array):
        element, wanted = source.element, target.element
        return each(low, node, lambda value: _converted(low, value(), element, wanted, safe))
    if isinstance(source, Struct) and isinstance(target, Struct):
        return once(low, node, lambda value: _struct(low, value, source, target, safe))
    if source == STRING:
        return from_text(low, node, target, safe=safe)
    if isinstance(target, Decimal):
        # Of a double that is no number Spark's own cast makes NULL.
        return low.cast_to(node if safe else low.cast_to(node, STRING), target, safe=safe)
    return low.cast_to(nodes.call("ROUND", node), target, safe=safe)


def _struct(low: Lowering, value: Make, source: Struct, target: Struct, safe: bool) -> Node:
    """Field by field, in their order."""
    fields: list[Node] = []
    for (name, given), (other, wanted) in zip(source.fields, target.fields, strict=True):
        fields.append(nodes.raw_string(other))
        fields.append(_converted(low, field(value(), name), given, wanted, safe))
    return nodes.case([(nodes.is_not_null(value()), nodes.call("NAMED_STRUCT", *fields))])


def field(node: Node, name: str) -> Node:
    """A field of a struct; in parentheses a column cannot be read as a table."""
    inner = exp.Paren(this=node) if isinstance(node, exp.Column) else node
    return exp.Dot(this=nodes.operand(inner, nodes.ATOM), expression=nodes.identifier(name))


def from_text(low: Lowering, node: Node, target: Type, *, safe: bool) -> Node:
    """A value from text in the one form that every engine reads alike; another text is an error, or NULL if safe."""
    if target in (INT, BIGINT, BOOLEAN, STRING):
        return low.cast_to(node, target, safe=safe)

    def use(text: Make) -> Node:
        if target == JSON:
            odd = _is_no_json(text)
            made = text()
        else:
            odd = nodes.negated(_matches(text(), _PATTERNS.get(target, _NUMBER)))
            made = low.cast_to(_readable(text(), target), target, safe=safe)
        return nodes.case([(odd, exp.Null() if safe else error(f"not a value of type {target}"))], made)

    return once(low, node, use)


def _matches(text: Node, pattern: str) -> Node:
    return nodes.call("REGEXP_LIKE", text, nodes.raw_string(whole(pattern)))


def _readable(text: Node, target: Type) -> Node:
    """As Spark's cast reads it: there is no zone behind minutes."""
    if target != TIMESTAMPTZ:
        return text
    minutes = nodes.raw_string(rf"({_DAY}[ T][0-9]{{2}}:[0-9]{{2}})([Z+-])")
    return nodes.call("REGEXP_REPLACE", text, minutes, nodes.raw_string("$1:00$2"))


def _is_no_json(text: Make) -> Node:
    """Spark reads no further than the first value: only one alone can stand in a list and behind a key."""
    parts: list[Node] = []
    for start, end in (("[", "]"), ('{"":', "}")):
        inside = nodes.call("CONCAT", nodes.raw_string(start), text(), nodes.raw_string(end))
        parts.append(nodes.is_null(nodes.call("TRY_PARSE_JSON", inside)))
    return nodes.connect(exp.And, [nodes.is_not_null(text()), exp.Paren(this=nodes.connect(exp.Or, parts))])


def from_file(low: Lowering, name: str, target: Type, *, hidden: bool) -> Node:
    """A column of a text file as its declared type, exactly: a decimal with more digits than declared is an error.

    The error names the column and the value, or without it where the column is `hidden`.
    """
    pattern = {INT: _INTEGER, BIGINT: _INTEGER, BOOLEAN: _BOOLEAN, **_PATTERNS}.get(target)
    if isinstance(target, Decimal):
        digits = f"{{0,{target.scale}}}"
        pattern = rf"[+-]?([0-9]+(\.[0-9]{digits}0*)?|\.[0-9]{{1,{max(target.scale, 1)}}}0*)"
    if target == JSON:
        return from_text(low, nodes.column(name), target, safe=False)
    if pattern is None:
        raise Unsupported(
            f"the column `{name}` of type {target} in a csv", "Spark reads no such type from text"
        )
    quote = "" if hidden else "'"
    shown = (
        nodes.raw_string("a value") if hidden else nodes.call("LEFT", nodes.column(name), nodes.number(80))
    )
    parts = [
        nodes.raw_string(f"column `{name}`: {quote}"),
        shown,
        nodes.raw_string(f"{quote} is no {target}"),
    ]
    message = nodes.call("RAISE_ERROR", nodes.call("CONCAT", *parts))
    odd = nodes.negated(_matches(nodes.column(name), pattern))
    return nodes.case([(odd, message)], low.cast_to(_readable(nodes.column(name), target), target))
