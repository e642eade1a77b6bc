"""Arrays, structs and json."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery.casts import dotted
from lockgate.codegen.sql.bigquery.comparisons import as_text
from lockgate.codegen.sql.bigquery.nans import may_be_nan
from lockgate.codegen.sql.bigquery.once import null_unless, once
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.entries import same
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Call, Literal
from lockgate.ir.types import BIGINT, DOUBLE, INT, Array, Struct, Type


def unnest_join(low: Lowering, array: Node, element: Type, alias: str) -> tuple[Node, Node]:
    """The elements as a table."""
    rows = exp.Alias(this=nodes.call("UNNEST", array), alias=nodes.identifier(alias))
    return rows, nodes.column(alias)


def _array(low: Lowering, call: Call) -> Node:
    low.dialect.type(low.type(call))  # arrays of arrays are refused
    return exp.Array(expressions=[low.firm(item) for item in call.args])


def _contains(low: Lowering, call: Call) -> Node:
    """False where an element is NULL and none is the value."""
    values, value = call.args
    kind = low.type(value)
    present = [low.firm(arg) for arg in call.args if low.nullable(arg)]
    if isinstance(kind, (Array, Struct)) or (kind == DOUBLE and may_be_nan(low, value)):
        name = f"e{next(low.numbers)}"
        inner = exp.Select(expressions=[nodes.number(1)])
        inner.set("from_", exp.From(this=unnest_join(low, low.firm(values), kind, name)[0]))
        same = nodes.binary(exp.EQ, as_text(nodes.column(name)), as_text(low.firm(value)))
        inner.set("where", exp.Where(this=same))
        return null_unless(present, exp.Exists(this=inner))
    found = exp.In(this=nodes.operand(low.firm(value), 5), unnest=exp.Unnest(expressions=[low.firm(values)]))
    return null_unless(present, nodes.call("COALESCE", found, exp.false()))


def _index(low: Lowering, call: Call) -> Node:
    values, number = call.args
    array = low.firm(values)
    if not isinstance(array, (exp.Column, exp.Array, exp.Anonymous, exp.Dot)):
        array = exp.Paren(this=array)
    return exp.Bracket(this=array, expressions=[nodes.call("SAFE_ORDINAL", low.firm(number))])


def _struct(low: Lowering, call: Call) -> Node:
    fields: list[Node] = []
    for name, value in zip(call.args[::2], call.args[1::2], strict=True):
        assert isinstance(name, Literal)
        fields.append(nodes.alias(low.firm(value), str(name.value)))
    return nodes.call("STRUCT", *fields)


def _field(low: Lowering, call: Call) -> Node:
    value, name = call.args
    assert isinstance(name, Literal)
    wanted = str(name.value)
    kind = low.type(value)
    if isinstance(kind, Struct):
        wanted = next((own for own, _ in kind.fields if own.casefold() == wanted.casefold()), wanted)
    return exp.Dot(this=dotted(low.firm(value)), expression=nodes.identifier(wanted))


def _json_get(low: Lowering, call: Call) -> Node:
    """A number counts from 0 and never from the end."""
    document, key = call.args
    node = low.firm(document)
    if not isinstance(node, (exp.Column, exp.Anonymous, exp.Dot, exp.Bracket)):
        node = exp.Paren(this=node)
    constant = isinstance(key, Literal)
    if low.type(key) in (INT, BIGINT) and not constant:
        return once(
            low,
            low.firm(key),
            lambda place: nodes.case(
                [
                    (
                        nodes.binary(exp.GTE, place(), nodes.number(0)),
                        exp.Bracket(this=node, expressions=[place()]),
                    )
                ]
            ),
        )
    return exp.Bracket(this=node, expressions=[low.firm(key)])


TABLE: dict[str, Scalar] = {
    "array": _array,
    "array_length": same("ARRAY_LENGTH"),
    "array_contains": _contains,
    "index": _index,
    "struct": _struct,
    "field": _field,
    "json_get": _json_get,
    "json_value": same("JSON_VALUE"),
    "json_query": same("JSON_QUERY"),
}
