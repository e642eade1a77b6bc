"""Whether a text is json, asked without an error: PostgreSQL has a function for that from release 16 on only.

Strings become `""` and all other scalars `0`; then arrays and objects of nothing but these become `0`, from
the innermost outwards, until there is no more. What was json is one of the two in the end.
"""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.postgres.literals import string

_BLANK = r"[ \t\n\r]*"
_STRING = r'"([^"\\\u0001-\u001f]|\\(["\\/bfnrt]|u[0-9a-fA-F]{4}))*"'
_SCALAR = r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?|true|false|null"
_VALUE = f'{_BLANK}(""|0){_BLANK}'
_PAIR = f'{_BLANK}""{_BLANK}:{_VALUE}'
_NESTED = rf"\[({_BLANK}|{_VALUE}(,{_VALUE})*)\]|\{{({_BLANK}|{_PAIR}(,{_PAIR})*)\}}"


def is_json(text: Node) -> Node:
    """A condition; NULL of NULL."""
    name = "reduced"
    scalars = _replaced(_replaced(text, _STRING, '""'), _SCALAR, "0")
    start = exp.Select(expressions=[scalars])
    again = exp.Select(expressions=[_replaced(nodes.column("text"), _NESTED, "0")])
    again.set("from_", exp.From(this=exp.Table(this=nodes.identifier(name))))
    again.set("where", exp.Where(this=_matches(_NESTED)))
    steps = exp.CTE(
        this=exp.Union(this=start, expression=again, distinct=False), alias=nodes.table_alias(name, ("text",))
    )
    made = exp.Select(expressions=[nodes.call("BOOL_OR", _matches(f"^{_VALUE}$"))])
    made.set("from_", exp.From(this=exp.Table(this=nodes.identifier(name))))
    made.set("with_", exp.With(expressions=[steps], recursive=True))
    return exp.Subquery(this=made)


def _replaced(text: Node, pattern: str, new: str) -> Node:
    return nodes.call("REGEXP_REPLACE", text, string(pattern), string(new), string("g"))


def _matches(pattern: str) -> Node:
    return exp.RegexpLike(this=nodes.column("text"), expression=string(pattern))
