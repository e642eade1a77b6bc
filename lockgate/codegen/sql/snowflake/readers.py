"""Where rows are read from: tables. Files are loaded into one before."""

from __future__ import annotations

from typing import Any

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.ir.program import Location, SourceColumn


def reader(location: Location, columns: tuple[SourceColumn, ...]) -> Node:
    """The table of a location: `table`, `schema.table` or `database.schema.table`, in their own letters."""
    parts = location.location.split(".")
    if not 1 <= len(parts) <= 3 or not all(parts):
        return exp.Table(this=nodes.identifier(location.location))
    keys = ("this", "db", "catalog")
    return exp.Table(
        **{key: nodes.identifier(part) for key, part in zip(keys, reversed(parts), strict=False)}
    )


def from_file(*args: Any, **options: Any) -> Node:
    """No query that is written here reads a text file."""
    raise Unsupported("a file", "Snowflake's queries read tables")
