"""Casts: text is read strictly, fractions round half away from zero; a safe one tests before it casts."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres import structs
from lockgate.codegen.sql.postgres.literals import string
from lockgate.codegen.sql.postgres.numbers import exact
from lockgate.codegen.sql.postgres.once import Make, once, or_null, steady
from lockgate.codegen.sql.postgres.texts import between, fits_decimal, from_text
from lockgate.ir.coerce import RANGES, is_integer
from lockgate.ir.expr import Call, Cast, Expr, Literal
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    NULL,
    STRING,
    TIMESTAMP,
    Array,
    Decimal,
    Struct,
    Type,
)

_WHOLE = frozenset(("round", "trunc", "ceil", "floor"))


def cast(low: Lowering, expr: Cast) -> Node:
    """A cast of the IR."""
    source, target = low.type(expr.operand), expr.type
    if source == NULL or (isinstance(expr.operand, Literal) and expr.operand.value is None):
        return low.cast_to(exp.Null(), target)
    if source == target:
        return low.firm(expr.operand)
    if expr.implicit and not isinstance(target, (Array, Struct)):
        return low.cast_to(low.loose(expr.operand), target)
    if source == DOUBLE and target in (INT, BIGINT) and _is_whole(low, expr.operand) and not expr.safe:
        return low.cast_to(steady(low, expr, low.firm(expr.operand)), target)
    return convert(low, steady(low, expr, low.firm(expr.operand)), source, target, safe=expr.safe)


def _is_whole(low: Lowering, expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.function in _WHOLE and len(expr.args) == 1


def convert(low: Lowering, node: Node, source: Type, target: Type, *, safe: bool) -> Node:
    """A value of one type as one of another."""
    if source == target:
        return node
    if source == STRING:
        return from_text(low, node, target, safe=safe)
    if target == STRING:
        return _to_text(low, node, source)
    if isinstance(source, Array) and isinstance(target, Array):
        return structs.mapped(low, node, source, target, lambda item: _item(low, item, source, target, safe))
    if isinstance(source, Struct) and isinstance(target, Struct):
        return _struct(low, node, source, target, safe)
    if source == BOOLEAN:
        made = low.cast_to(node, INT)
        return made if target == INT else low.cast_to(made, target)
    if source == DOUBLE and target in (INT, BIGINT):
        return once(low, node, lambda value: _to_integer(low, value, target, safe))
    if source == DOUBLE and isinstance(target, Decimal):
        return _to_decimal(low, node, target, safe)
    if safe and is_integer(target):
        return once(low, node, lambda value: _integer_within(low, value, target))
    if safe and isinstance(target, Decimal):
        return once(low, node, lambda value: _decimal_within(low, value, target))
    return low.cast_to(node, target)


def _item(low: Lowering, item: Node, source: Array, target: Array, safe: bool) -> Node:
    return convert(low, item, source.element, target.element, safe=safe)


def _integer_within(low: Lowering, value: Make, target: Type) -> Node:
    least, most = RANGES[target]  # type: ignore[index]
    return nodes.case([(between(nodes.call("ROUND", value()), least, most), low.cast_to(value(), target))])


def _to_text(low: Lowering, node: Node, source: Type) -> Node:
    """Days and times in the ISO form, whatever the session's style is."""
    if source == DATE:
        return nodes.call("TO_CHAR", low.cast_to(node, TIMESTAMP), string("YYYY-MM-DD"))
    if source == TIMESTAMP:
        made = nodes.call("TO_CHAR", node, string("YYYY-MM-DD HH24:MI:SS.US"))
        return nodes.call("RTRIM", nodes.call("RTRIM", made, string("0")), string("."))
    return low.cast_to(node, STRING)


def _to_integer(low: Lowering, value: Make, target: Type, safe: bool) -> Node:
    """PostgreSQL rounds a half to the even number: a half is moved away from zero first."""
    whole = nodes.call("TRUNC", value())
    fraction = nodes.call("ABS", nodes.binary(exp.Sub, value(), whole))
    half = nodes.binary(exp.EQ, fraction, nodes.number("0.5"))
    moved = nodes.binary(exp.Add, nodes.call("TRUNC", value()), nodes.call("SIGN", value()))
    made = low.cast_to(nodes.case([(half, moved)], value()), target)
    if not safe:
        return made
    least, most = RANGES[target]  # type: ignore[index]
    above = exp.GTE if target == BIGINT else exp.GT
    edges = (str(least), str(most + 1)) if target == BIGINT else (f"{least}.5", f"{most}.5")
    low_edge = nodes.binary(above, value(), nodes.number(edges[0]))
    high_edge = nodes.binary(exp.LT, value(), nodes.number(edges[1]))
    return nodes.case([(nodes.connect(exp.And, [low_edge, high_edge]), made)])


def _to_decimal(low: Lowering, node: Node, target: Decimal, safe: bool) -> Node:
    """By the shortest text of the double, in which NaN is made a text that is no decimal."""
    if safe:
        return once(low, node, lambda value: _decimal_within(low, lambda: exact(low, value()), target))
    text = nodes.call("REPLACE", low.cast_to(node, STRING), string("NaN"), string("NaN is no decimal"))
    return low.cast_to(text, target)


def _decimal_within(low: Lowering, value: Make, target: Decimal) -> Node:
    return or_null(low, fits_decimal(value(), target), low.cast_to(value(), target), target)


def _struct(low: Lowering, node: Node, source: Struct, target: Struct, safe: bool) -> Node:
    """Field by field, each by its place."""

    def use(value: Make) -> Node:
        fields = [
            (name, convert(low, structs.field(low, value(), own, kind), kind, wanted, safe=safe), wanted)
            for (own, kind), (name, wanted) in zip(source.fields, target.fields, strict=True)
        ]
        return nodes.case([(nodes.is_not_null(value()), structs.pack(low, fields))])

    return once(low, node, use)


def from_file(low: Lowering, name: str, target: Type, *, hidden: bool) -> Node:
    """Text files are not read by PostgreSQL's queries."""
    raise Unsupported("a text file", "PostgreSQL reads no files in a query")
