"""Prints for Spark SQL: every text and name escaped, and none of sqlglot's rewriting."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

from sqlglot import exp
from sqlglot.generators.spark import SparkGenerator

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql.printer import Handler, Printer

_ESCAPES = {"\\": "\\\\", "'": "\\'", "\n": "\\n", "\r": "\\r", "\t": "\\t", "\x00": "\\u0000"}
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")
_VARIABLE = re.compile(r"\$\{(\w+?:)?\S+?\}")
_SHOWN = 30


def quoted(text: str) -> str:
    """A string literal that has this value, and in which Spark finds no `${variable}` to replace."""
    made = ["'"]
    for char in text:
        if char in _ESCAPES:
            made.append(_ESCAPES[char])
        elif unicodedata.category(char) in _UNSEEN:
            code = ord(char)
            made.append(f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}")
        elif char == "{" and made[-1] == "$":
            made.append("\\{")
        else:
            made.append(char)
    return "".join((*made, "'"))


def _literal(to: Any, node: exp.Literal) -> str:
    return quoted(node.this) if node.is_string else str(node.this)


def _identifier(to: Any, node: exp.Identifier) -> str:
    name = str(node.this)
    if _VARIABLE.search(name):
        raise Unsupported(f"the name `{name[:_SHOWN]}`", "Spark replaces `${…}` in a query, in names as well")
    return "`" + name.replace("`", "``").replace("\n", to.SENTINEL_LINE_BREAK) + "`"


def _cast(to: Any, node: exp.Cast) -> str:
    return f"CAST({to.sql(node, 'this')} AS {to.sql(node, 'to')})"


def _try_cast(to: Any, node: exp.TryCast) -> str:
    return f"TRY_CAST({to.sql(node, 'this')} AS {to.sql(node, 'to')})"


def _interval(to: Any, node: exp.Interval) -> str:
    return f"INTERVAL {to.sql(node, 'this')} {to.sql(node, 'unit')}"


def _table(to: Any, node: exp.Table) -> str:
    """A file is read with its options."""
    options = node.args.get("with_") or []
    shown = [f"{to.sql(item, 'this')} = {to.sql(item, 'expression')}" for item in options]
    return str(to.table_sql(node)) + (f" WITH ({', '.join(shown)})" if shown else "")


def _named(method: str) -> Handler:
    """The generator's own method, without what sqlglot does to the node before."""
    return lambda to, node: str(getattr(to, method)(node))


SPARK_PRINTER = Printer(
    SparkGenerator,
    {
        exp.Literal: _literal,
        exp.Identifier: _identifier,
        exp.Cast: _cast,
        exp.TryCast: _try_cast,
        exp.Interval: _interval,
        exp.Table: _table,
        exp.IntDiv: lambda to, node: str(to.binary(node, "DIV")),
        exp.Div: lambda to, node: str(to.binary(node, "/")),
        exp.From: _named("from_sql"),
        exp.Create: _named("create_sql"),
        exp.WithinGroup: _named("withingroup_sql"),
    },
)
