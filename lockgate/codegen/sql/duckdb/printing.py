"""Prints for DuckDB."""

from __future__ import annotations

from typing import Any, ClassVar

from sqlglot import exp
from sqlglot.generators.duckdb import DuckDBGenerator

from lockgate.codegen.sql.printing import Printing


class DuckDBPrinter(Printing, DuckDBGenerator):
    """Prints for DuckDB."""

    TRANSFORMS: ClassVar[Any] = {
        kind: made for kind, made in DuckDBGenerator.TRANSFORMS.items() if kind not in (exp.Select, exp.Pivot)
    }
