"""The SQL target: relations as SELECT blocks, expressions by one table a dialect, text by sqlglot."""

from __future__ import annotations

from lockgate.codegen.sql.queries import (
    check_query,
    query,
    query_text,
    source_query,
    source_text,
)
from lockgate.codegen.sql.target import SqlTarget

__all__ = ["SqlTarget", "check_query", "query", "query_text", "source_query", "source_text"]
