"""Prints for PostgreSQL: its operators as they are written there, and no name that it would cut."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.generators.postgres import PostgresGenerator

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql.printer import Handler, Printer

MAX_BYTES = 63
"""Of a longer name PostgreSQL keeps so many bytes and says nothing."""
_SHOWN = 30


def _identifier(to: Any, node: Any) -> str:
    name = str(node.this)
    if len(name.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        reason = f"PostgreSQL cuts names after {MAX_BYTES} bytes"
        raise Unsupported(f"the name `{name[:_SHOWN]}…`", reason)
    if "\x00" in name:
        raise Unsupported("a name with the character U+0000", "PostgreSQL's text cannot hold it")
    return '"' + name.replace('"', '""').replace("\n", to.SENTINEL_LINE_BREAK) + '"'


def _operator(sign: str) -> Handler:
    return lambda to, node: f"{to.sql(node, 'this')} {sign} {to.sql(node, 'expression')}"


def _item(to: Any, node: Any) -> str:
    return f"{to.sql(node, 'this')}[{to.expressions(node, flat=True)}]"


def _array(to: Any, node: Any) -> str:
    return f"ARRAY[{to.expressions(node, flat=True)}]"


POSTGRES_PRINTER = Printer(
    PostgresGenerator,
    {
        exp.Identifier: _identifier,
        exp.Div: lambda to, node: str(to.binary(node, "/")),
        exp.RegexpLike: _operator("~"),
        exp.ArrayContainsAll: _operator("@>"),
        exp.JSONExtract: _operator("->"),
        exp.JSONExtractScalar: _operator("->>"),
        exp.JSONBExtractScalar: _operator("#>>"),
        exp.Bracket: _item,
        exp.Array: _array,
    },
)
