"""Arrays, structs and json."""

from __future__ import annotations

import re

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node, Scalar
from lockgate.codegen.sql.expressions import Lowering
from lockgate.codegen.sql.postgres import structs
from lockgate.codegen.sql.postgres.literals import string
from lockgate.codegen.sql.postgres.once import Make, once, sure
from lockgate.codegen.sql.postgres.strings import counted, small
from lockgate.codegen.sql.postgres.times import text_of
from lockgate.ir.coerce import integer_literal
from lockgate.ir.expr import Call, Expr, Literal
from lockgate.ir.types import BIGINT, INT, Array, Decimal, Struct

_STEP = re.compile(r"\.([A-Za-z_][A-Za-z0-9_]*)|\[([0-9]+)\]", re.ASCII)


def _array(low: Lowering, call: Call) -> Node:
    kind = low.type(call)
    low.dialect.type(kind)  # refuses arrays of arrays
    made = exp.Array(expressions=[sure(low, arg) for arg in call.args])
    exact = isinstance(kind, Array) and isinstance(kind.element, Decimal)
    return low.cast_to(made, kind) if exact else made


def _contains(low: Lowering, call: Call) -> Node:
    """NULL of a NULL; NULLs among the elements are not what is looked for."""
    values, wanted = call.args
    if isinstance(wanted, Literal) and wanted.value is not None:
        return _holds(low, values, sure(low, wanted))

    def use(value: Make) -> Node:
        return nodes.case([(nodes.is_not_null(value()), _holds(low, values, value()))])

    return once(low, sure(low, wanted), use)


def _holds(low: Lowering, values: Expr, wanted: Node) -> Node:
    held = exp.Array(expressions=[wanted])
    return exp.Paren(this=exp.ArrayContainsAll(this=nodes.operand(low.firm(values), 6), expression=held))


def _index(low: Lowering, call: Call) -> Node:
    made = exp.Bracket(this=exp.Paren(this=low.firm(call.args[0])), expressions=[small(low, call.args[1], 0)])
    result = low.type(call)
    return low.cast_to(made, result) if isinstance(result, Decimal) else made


def _struct(low: Lowering, call: Call) -> Node:
    fields = [
        (text_of(name), sure(low, value), low.type(value))
        for name, value in zip(call.args[::2], call.args[1::2], strict=True)
    ]
    return structs.pack(low, fields)


def _field(low: Lowering, call: Call) -> Node:
    value, name = call.args
    wanted, kind = text_of(name), low.type(value)
    assert isinstance(kind, Struct)
    own, inner = next(item for item in kind.fields if item[0].casefold() == wanted.casefold())
    return structs.field(low, low.firm(value), own, inner)


def _json_get(low: Lowering, call: Call) -> Node:
    document, key = call.args
    return structs.extract(low.firm(document), _key(low, key))


def _key(low: Lowering, key: Expr) -> Node:
    """A key, or a place: numbers count from 0 and never from the end."""
    if low.type(key) not in (INT, BIGINT):
        return low.firm(key)
    known = integer_literal(key)
    if known is not None:
        return nodes.number(known) if 0 <= known < 2**31 else nodes.number(2**31 - 1)
    return small(low, key, 0, 2**31 - 1)


def _at(low: Lowering, document: Node, path: str, *, text: bool = False) -> Node:
    """What stands at a path: names are keys of objects, numbers places in arrays."""
    steps: list[Node] = []
    for name, place in _STEP.findall(path):
        steps.append(string(name) if name else nodes.number(int(place)))
    if text and not steps:
        return exp.Paren(
            this=exp.JSONBExtractScalar(this=nodes.operand(document, 6), expression=string("{}"))
        )
    for number, step in enumerate(steps, 1):
        document = structs.extract(document, step, text=text and number == len(steps))
    return document


def _json_query(low: Lowering, call: Call) -> Node:
    return _at(low, low.firm(call.args[0]), text_of(call.args[1]))


def _json_value(low: Lowering, call: Call) -> Node:
    """Only strings, numbers and booleans: PostgreSQL would give the text of arrays and objects too."""
    path = text_of(call.args[1])

    def use(document: Make) -> Node:
        kind = nodes.call("JSON_TYPEOF", _at(low, document(), path))
        whole = exp.In(this=kind, expressions=[string("array"), string("object")])
        return nodes.case([(nodes.negated(whole), _at(low, document(), path, text=True))])

    return once(low, low.firm(call.args[0]), use)


TABLE: dict[str, Scalar] = {
    "array": _array,
    "array_length": counted("CARDINALITY"),
    "array_contains": _contains,
    "index": _index,
    "struct": _struct,
    "field": _field,
    "json_get": _json_get,
    "json_value": _json_value,
    "json_query": _json_query,
}
