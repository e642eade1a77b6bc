"""Where PostgreSQL reads rows from: its own tables."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.ir.program import Location, SourceColumn

FORMATS = frozenset(("table", "postgres"))


def reader(location: Location, columns: tuple[SourceColumn, ...]) -> Node:
    """The table of that name."""
    if location.format not in FORMATS:
        raise Unsupported(f"`read {location.format}`", "PostgreSQL reads no files in a query")
    parts = location.location.split(".")
    if not 1 <= len(parts) <= 3 or not all(parts):
        return exp.Table(this=nodes.identifier(location.location))
    keys = ("this", "db", "catalog")
    return exp.Table(
        **{key: nodes.identifier(part) for key, part in zip(keys, reversed(parts), strict=False)}
    )
