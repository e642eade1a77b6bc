"""Prints for BigQuery: every text and name escaped, types with their digits, literal rows as an unnested array."""

from __future__ import annotations

import unicodedata
from typing import Any

from sqlglot import exp
from sqlglot.generators.bigquery import BigQueryGenerator

from lockgate.codegen.sql.printer import COMMON, Handler, Printer

_ESCAPES = {"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def escaped(text: str, quote: str) -> str:
    """The text between two quotes, so that nothing in it ends them."""
    made: list[str] = [quote]
    for char in text:
        if char == quote:
            made.append("\\" + char)
        elif char in _ESCAPES:
            made.append(_ESCAPES[char])
        elif unicodedata.category(char) in ("Cc", "Cf", "Zl", "Zp"):
            code = ord(char)
            made.append(f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
        else:
            made.append(char)
    made.append(quote)
    return "".join(made)


def _literal(to: Any, node: exp.Literal) -> str:
    return escaped(node.this, "'") if node.is_string else str(to.literal_sql(node))


def _identifier(to: Any, node: exp.Identifier) -> str:
    return escaped(node.this, "`") if node.args.get("quoted") else str(to.identifier_sql(node))


def _cast(to: Any, node: exp.Cast) -> str:
    return f"CAST({to.sql(node, 'this')} AS {to.sql(node, 'to')})"


def _try_cast(to: Any, node: exp.TryCast) -> str:
    return f"SAFE_CAST({to.sql(node, 'this')} AS {to.sql(node, 'to')})"


def _ordered(to: Any, node: exp.Ordered) -> str:
    """NULLS FIRST and LAST only where they are said: not every place takes them."""
    direction = " DESC" if node.args.get("desc") else ""
    first = node.args.get("nulls_first")
    nulls = "" if first is None else f" NULLS {'FIRST' if first else 'LAST'}"
    return f"{to.sql(node, 'this')}{direction}{nulls}"


def _binding(to: Any, node: exp.PropertyEQ) -> str:
    """A name of a WITH expression."""
    return f"{to.sql(node, 'this')} AS {to.sql(node, 'expression')}"


def _bracket(to: Any, node: exp.Bracket) -> str:
    return f"{to.sql(node, 'this')}[{to.expressions(node, flat=True)}]"


def _array(to: Any, node: exp.Array) -> str:
    return f"[{to.expressions(node, flat=True)}]"


def _in(to: Any, node: exp.In) -> str:
    rows = node.args.get("unnest")
    if rows is None:
        return COMMON[exp.In](to, node)
    return f"{to.sql(node, 'this')} IN UNNEST({to.expressions(rows, flat=True)})"


def _values(to: Any, node: exp.Values) -> str:
    """Rows as structs, the first of which names the columns."""
    alias = node.args["alias"]
    names = [to.sql(item) for item in alias.args.get("columns") or []]
    rows = node.expressions
    first = ", ".join(
        f"{to.sql(cell)} AS {name}" for cell, name in zip(rows[0].expressions, names, strict=True)
    )
    # A row of one cell in parentheses would be the cell.
    word = "STRUCT" if len(names) == 1 else ""
    others = [f"{word}({', '.join(to.sql(cell) for cell in row.expressions)})" for row in rows[1:]]
    return f"UNNEST([{', '.join([f'STRUCT({first})', *others])}]) AS {to.sql(alias, 'this')}"


def _plain(to: Any, node: exp.CTE) -> str:
    return str(to.cte_sql(node))


def _create(to: Any, node: exp.Create) -> str:
    return str(to.create_sql(node))


def _table(to: Any, node: exp.Table) -> str:
    return str(to.table_sql(node))


HANDLERS: dict[type[exp.Expr], Handler] = {
    exp.Literal: _literal,
    exp.Identifier: _identifier,
    exp.Cast: _cast,
    exp.TryCast: _try_cast,
    exp.Ordered: _ordered,
    exp.PropertyEQ: _binding,
    exp.Bracket: _bracket,
    exp.Array: _array,
    exp.In: _in,
    exp.Values: _values,
    exp.CTE: _plain,
    exp.Create: _create,
    exp.Table: _table,
}
BIGQUERY_PRINTER = Printer(BigQueryGenerator, HANDLERS)
