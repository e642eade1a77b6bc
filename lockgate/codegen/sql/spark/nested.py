"""Arrays, structs and json, which is text that is read when something is asked of it."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.spark.bare import small
from lockgate.codegen.sql.spark.casts import field
from lockgate.codegen.sql.spark.once import once
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.types import BIGINT, INT, STRING, Struct

_LAST = 2**31 - 1
_VARIANT = "variant"


def _same(name: str) -> Scalar:
    return lambda low, call: low.function(name, *call.args)


def _place(low: Lowering, expr: Expr, first: int) -> Node:
    """A number that counts from `first` as one from 0; what an integer cannot hold is a place where nothing is."""
    known = integer_literal(expr)
    if known is not None:
        return nodes.number(known - first if 0 <= known <= _LAST else -1)
    limits = [low.cast_to(nodes.number(limit), BIGINT) for limit in (first - 1, _LAST)]
    inside = nodes.call("LEAST", nodes.call("GREATEST", low.firm(expr), limits[0]), limits[1])
    place = low.cast_to(inside, INT)
    return nodes.binary(exp.Sub, place, nodes.number(first)) if first else place


def _index(low: Lowering, call: Call) -> Node:
    return nodes.call("GET", low.firm(call.args[0]), _place(low, call.args[1], 1))


def _struct(low: Lowering, call: Call) -> Node:
    fields: list[Node] = []
    for name, value in zip(call.args[::2], call.args[1::2], strict=True):
        assert isinstance(name, Literal)
        fields += [nodes.raw_string(str(name.value)), low.firm(value)]
    return nodes.call("NAMED_STRUCT", *fields)


def _field(low: Lowering, call: Call) -> Node:
    value, name = call.args
    assert isinstance(name, Literal)
    wanted = str(name.value)
    kind = low.type(value)
    if isinstance(kind, Struct):
        wanted = next((own for own, _ in kind.fields if own.casefold() == wanted.casefold()), wanted)
    return field(low.firm(value), wanted)


def _json_get(low: Lowering, call: Call) -> Node:
    """A document that is not of the kind that has such keys has nothing there."""
    document, key = call.args
    numbered = low.type(key) in (INT, BIGINT)
    shape = nodes.raw_string("ARRAY<VARIANT>" if numbered else "MAP<STRING, VARIANT>")
    parts = nodes.call("FROM_JSON", low.firm(document), shape)
    if numbered:
        return nodes.call("TO_JSON", nodes.call("GET", parts, _place(low, key, 0)))
    return nodes.call("TO_JSON", nodes.call("TRY_ELEMENT_AT", parts, low.firm(key)))


def _at(low: Lowering, call: Call) -> Node:
    document, path = call.args
    parsed = nodes.call("PARSE_JSON", low.firm(document))
    return nodes.call("VARIANT_GET", parsed, low.firm(path), nodes.raw_string(_VARIANT))


def _json_value(low: Lowering, call: Call) -> Node:
    """Only strings, numbers and booleans."""

    def use(found: object) -> Node:
        assert callable(found)
        kind = nodes.call("SCHEMA_OF_VARIANT", found())
        whole = nodes.call("REGEXP_LIKE", kind, nodes.raw_string("^(ARRAY|OBJECT)"))
        return nodes.case([(nodes.negated(whole), low.cast_to(found(), STRING))])

    return once(low, _at(low, call), use)


def _json_query(low: Lowering, call: Call) -> Node:
    return nodes.call("TO_JSON", _at(low, call))


TABLE: dict[str, Scalar] = {
    "array": _same("ARRAY"),
    "array_length": small("array_length", lambda low, call: low.function("ARRAY_SIZE", *call.args)),
    "array_contains": _same("ARRAY_CONTAINS"),
    "index": _index,
    "struct": _struct,
    "field": _field,
    "json_get": _json_get,
    "json_value": _json_value,
    "json_query": _json_query,
}
