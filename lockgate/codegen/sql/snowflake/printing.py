"""Prints for Snowflake: backslashes in texts escaped, literal rows as a union."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlglot import exp
from sqlglot.generators.snowflake import SnowflakeGenerator

from lockgate.codegen.sql.printer import Handler, Printer

_ESCAPES = {"\\": "\\\\", "'": "''", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x00": "\\0"}


def escaped(text: str) -> str:
    """The text as a literal, so that nothing in it ends it."""
    return "'" + "".join(_char(char) for char in text) + "'"


def _char(char: str) -> str:
    if char in _ESCAPES:
        return _ESCAPES[char]
    if unicodedata.category(char) == "Cc":
        return f"\\u{ord(char):04x}"
    return char


def _literal(to: Any, node: exp.Literal) -> str:
    return escaped(node.this) if node.is_string else str(to.literal_sql(node))


def _identifier(to: Any, node: exp.Identifier) -> str:
    if not node.args.get("quoted"):
        return str(to.identifier_sql(node))
    # No escape can stand in a name: its line breaks must stay what they are while the text is laid out.
    name: str = node.this.replace('"', '""').replace("\n", to.SENTINEL_LINE_BREAK)
    return f'"{name}"'


def _cast(to: Any, node: exp.Cast) -> str:
    return f"CAST({to.sql(node, 'this')} AS {to.sql(node, 'to')})"


def _try_cast(to: Any, node: exp.TryCast) -> str:
    return f"TRY_CAST({to.sql(node, 'this')} AS {to.sql(node, 'to')})"


def _values(to: Any, node: exp.Values) -> str:
    """VALUES takes no functions that make arrays, objects or json."""
    alias = node.args["alias"]
    names = [to.sql(item) for item in alias.args.get("columns") or []]
    first, *others = node.expressions
    cells = zip(first.expressions, names, strict=True)
    rows = ["SELECT " + ", ".join(f"{to.sql(cell)} AS {name}" for cell, name in cells)]
    rows += ["SELECT " + ", ".join(to.sql(cell) for cell in row.expressions) for row in others]
    return f"({' UNION ALL '.join(rows)}) AS {to.sql(alias, 'this')}"


def _lateral(to: Any, node: exp.Lateral) -> str:
    return f"LATERAL {to.sql(node, 'this')} AS {to.sql(node, 'alias')}"


HANDLERS: dict[type[exp.Expr], Handler] = {
    exp.Literal: _literal,
    exp.Identifier: _identifier,
    exp.Cast: _cast,
    exp.TryCast: _try_cast,
    exp.Values: _values,
    exp.Lateral: _lateral,
    exp.Create: lambda to, node: str(to.create_sql(node)),
}
SNOWFLAKE_PRINTER = Printer(SnowflakeGenerator, HANDLERS)
