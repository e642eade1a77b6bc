"""Relations of the IR on ZetaSQL, with their values as DuckDB has them."""

from __future__ import annotations

import decimal
import math
from functools import cache
from typing import Any

from lockgate.codegen.base import Options
from lockgate.codegen.sql.queries import query_text
from lockgate.ir.expr import Expr
from lockgate.ir.rel import Project, Rel
from tests.codegen.engine import one_row
from tests.engines.zetasql import Database

OPTIONS = Options(dialect="bigquery")
_EXACT = decimal.Context(prec=100)


@cache
def empty() -> Database:
    """A database without tables."""
    return Database()


def run(rel: Rel, database: Database | None = None) -> list[tuple[Any, ...]]:
    """The rows of a relation; the names of their columns are those of the relation."""
    text = query_text(rel, OPTIONS)
    try:
        found = (database or empty()).run(text)
    except Exception as error:
        error.add_note(text)
        raise
    assert found.names == rel.schema.names, text
    return [tuple(map(plain, row)) for row in found.rows]


def evaluate(expr: Expr, rel: Rel | None = None) -> Any:
    """The value of an expression over the one row of a relation."""
    return run(Project(rel or one_row(), (("value", expr),)))[0][0]


def plain(value: Any) -> Any:
    """A value of either engine so that equal ones are equal: decimals without zeros at the end, one NaN."""
    match value:
        case decimal.Decimal():
            return value.normalize(_EXACT)
        case float() if math.isnan(value):
            return "NaN"
        case list() | tuple():
            return tuple(map(plain, value))
        case dict():
            return tuple((name, plain(item)) for name, item in value.items())
    return value
