"""Arrays, structs and json: elements are taken out by number or name, and cast to the type that they have."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.entries import same
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.snowflake.once import once
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call, Literal
from lockgate.ir.types import BIGINT, INT, Struct, Type

_INSIDE = ("NULL_VALUE", "ARRAY", "OBJECT")


def unnest_join(low: Lowering, array: Node, element: Type, alias: str) -> tuple[Node, Node]:
    """The elements as a table."""
    rows = nodes.call("FLATTEN", exp.Kwarg(this=exp.Var(this="INPUT"), expression=array))
    table = exp.Lateral(this=rows, alias=nodes.table_alias(alias))
    return table, low.cast_to(nodes.column("VALUE", alias), element)


def _index(low: Lowering, call: Call) -> Node:
    """Snowflake counts from 0, and has NULL outside."""
    values, number = call.args
    known = integer_literal(number)
    place = (
        nodes.binary(exp.Sub, low.firm(number), nodes.number(1)) if known is None else nodes.number(known - 1)
    )
    return low.cast_to(nodes.call("GET", low.firm(values), place), low.type(call))


def _contains(low: Lowering, call: Call) -> Node:
    values, value = call.args
    return nodes.call("ARRAY_CONTAINS", nodes.call("TO_VARIANT", low.firm(value)), low.firm(values))


def _struct(low: Lowering, call: Call) -> Node:
    return low.function("OBJECT_CONSTRUCT_KEEP_NULL", *call.args)


def _field(low: Lowering, call: Call) -> Node:
    value, name = call.args
    assert isinstance(name, Literal)
    wanted = str(name.value)
    kind = low.type(value)
    if isinstance(kind, Struct):
        wanted = next((own for own, _ in kind.fields if own.casefold() == wanted.casefold()), wanted)
    return low.cast_to(nodes.call("GET", low.firm(value), nodes.raw_string(wanted)), low.type(call))


def _json_get(low: Lowering, call: Call) -> Node:
    document, key = call.args
    if low.type(key) in (INT, BIGINT) and integer_literal(key) is None:
        inside = nodes.binary(exp.GTE, low.firm(key), nodes.number(0))
        return nodes.case([(inside, nodes.call("GET", low.firm(document), low.firm(key)))])
    return nodes.call("GET", low.firm(document), low.firm(key))


def _path(call: Call) -> Node:
    """Paths begin without the `$`."""
    path = call.args[1]
    assert isinstance(path, Literal)
    return nodes.raw_string(str(path.value).removeprefix("$").removeprefix("."))


def _at(low: Lowering, call: Call) -> Node:
    document = low.firm(call.args[0])
    path = _path(call)
    return document if path.this == "" else nodes.call("GET_PATH", document, path)


def _json_value(low: Lowering, call: Call) -> Node:
    """Only strings, numbers and booleans."""

    def use(found: object) -> Node:
        assert callable(found)
        words = [nodes.raw_string(word) for word in _INSIDE]
        whole = exp.In(this=nodes.call("TYPEOF", found()), expressions=words)
        return nodes.case([(nodes.negated(whole), nodes.call("TO_VARCHAR", found()))])

    return once(low, _at(low, call), use)


TABLE: dict[str, Scalar] = {
    "array": same("ARRAY_CONSTRUCT"),
    "array_length": same("ARRAY_SIZE"),
    "array_contains": _contains,
    "index": _index,
    "struct": _struct,
    "field": _field,
    "json_get": _json_get,
    "json_value": _json_value,
    "json_query": _at,
}
