"""Arrays, structs and json."""

from __future__ import annotations

import re

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.duckdb.literals import string
from lockgate.codegen.sql.duckdb.once import Make, once
from lockgate.codegen.sql.duckdb.strings import at_least
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.types import BIGINT, INT, Struct

_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)
_NUMBER = re.compile(r"[0-9]+", re.ASCII)


def _same(name: str) -> Scalar:
    return lambda low, call: low.function(name, *call.args)


def _index(low: Lowering, call: Call) -> Node:
    """DuckDB counts negative numbers from the end, and has nothing at 0."""
    return nodes.call("LIST_EXTRACT", low.firm(call.args[0]), at_least(low, call.args[1], 0))


def _struct(low: Lowering, call: Call) -> Node:
    fields: list[Node] = []
    for name, value in zip(call.args[::2], call.args[1::2], strict=True):
        assert isinstance(name, Literal)
        fields.append(exp.PropertyEQ(this=nodes.identifier(str(name.value)), expression=low.firm(value)))
    return nodes.call("STRUCT_PACK", *fields)


def _field(low: Lowering, call: Call) -> Node:
    value, name = call.args
    assert isinstance(name, Literal)
    wanted = str(name.value)
    kind = low.type(value)
    if isinstance(kind, Struct):
        wanted = next((own for own, _ in kind.fields if own.casefold() == wanted.casefold()), wanted)
    return nodes.call("STRUCT_EXTRACT", low.firm(value), string(wanted))


def _json_get(low: Lowering, call: Call) -> Node:
    document, key = call.args
    return nodes.call("JSON_EXTRACT", low.firm(document), _key(low, key))


def _key(low: Lowering, key: Expr) -> Node:
    """A key as a path that means this key and nothing else; a number counts from 0 and never from the end."""
    if low.type(key) in (INT, BIGINT):
        if isinstance(key, Literal) and isinstance(key.value, int) and key.value >= 0:
            return low.firm(key)
        return once(
            low,
            low.firm(key),
            lambda value: nodes.case([(nodes.binary(exp.GTE, value(), nodes.number(0)), value())]),
        )
    if isinstance(key, Literal) and isinstance(key.value, str):
        if _PLAIN_KEY.fullmatch(key.value):
            return string(f"$.{key.value}")
        if _NUMBER.fullmatch(key.value):
            return string(f'$."{key.value}"')  # as a pointer it would be a place in an array
        return string("/" + key.value.replace("~", "~0").replace("/", "~1"))
    return once(low, low.firm(key), _dynamic_key)


def _dynamic_key(key: Make) -> Node:
    escaped = nodes.call("REPLACE", key(), string("~"), string("~0"))
    escaped = nodes.call("REPLACE", escaped, string("/"), string("~1"))
    quoted = nodes.binary(exp.DPipe, nodes.binary(exp.DPipe, string('$."'), key()), string('"'))
    number = nodes.call("REGEXP_FULL_MATCH", key(), string("[0-9]+"))
    return nodes.case([(number, quoted)], nodes.binary(exp.DPipe, string("/"), escaped))


def _json_value(low: Lowering, call: Call) -> Node:
    """Only strings, numbers and booleans: DuckDB would give the text of arrays and objects too."""
    path = call.args[1]

    def use(document: object) -> Node:
        assert callable(document)
        kind = nodes.call("JSON_TYPE", document(), low.firm(path))
        whole = exp.In(this=kind, expressions=[string("ARRAY"), string("OBJECT")])
        text = nodes.call("JSON_EXTRACT_STRING", document(), low.firm(path))
        return nodes.case([(nodes.negated(whole), text)])

    return once(low, low.firm(call.args[0]), use)


TABLE: dict[str, Scalar] = {
    "array": _same("LIST_VALUE"),
    "array_length": _same("LEN"),
    "array_contains": _same("LIST_CONTAINS"),
    "index": _index,
    "struct": _struct,
    "field": _field,
    "json_get": _json_get,
    "json_value": _json_value,
    "json_query": _same("JSON_EXTRACT"),
}
