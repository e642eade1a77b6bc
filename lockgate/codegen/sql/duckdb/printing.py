"""Prints for DuckDB."""

from __future__ import annotations

from sqlglot.generators.duckdb import DuckDBGenerator

from lockgate.codegen.sql.printer import Printer

DUCKDB_PRINTER = Printer(DuckDBGenerator)
