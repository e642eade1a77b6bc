"""DuckDB 2: types, literals, and one entry a function of the function table."""

from __future__ import annotations

from collections.abc import Mapping

from lockgate.codegen.sql.dialect import Aggregates, Dialect, Scalar
from lockgate.codegen.sql.duckdb import (
    aggregates,
    arithmetic,
    casts,
    comparisons,
    literals,
    nested,
    numbers,
    once,
    readers,
    strings,
    times,
    types,
    windows,
)
from lockgate.codegen.sql.duckdb.printing import DUCKDB_PRINTER


def _merged(*tables: Mapping[str, Scalar]) -> dict[str, Scalar]:
    return {name: entry for table in tables for name, entry in table.items()}


SCALARS = _merged(
    comparisons.TABLE,
    arithmetic.TABLE,
    numbers.TABLE,
    strings.TABLE,
    times.TABLE,
    nested.TABLE,
    windows.TABLE,
)
AGGREGATES: Mapping[str, Aggregates] = aggregates.TABLE

DUCKDB = Dialect(
    name="duckdb",
    title="DuckDB",
    printer=DUCKDB_PRINTER,
    scalars=SCALARS,
    aggregates=AGGREGATES,
    type=types.type_node,
    literal=literals.literal,
    cast=casts.cast,
    parameter=literals.parameter,
    window_key=once.steady,
    reader=readers.reader,
    from_file=casts.from_file,
)
