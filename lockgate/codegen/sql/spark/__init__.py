"""Apache Spark 4 in ANSI mode and UTC: types, literals, and one entry a function of the function table."""

from __future__ import annotations

from collections.abc import Mapping

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Dialect, Scalar
from lockgate.codegen.sql.spark import (
    aggregates,
    arithmetic,
    casts,
    comparisons,
    literals,
    nested,
    numbers,
    readers,
    strings,
    times,
    types,
    windows,
)
from lockgate.codegen.sql.spark.late import late
from lockgate.codegen.sql.spark.printing import SPARK_PRINTER


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
SPARK = Dialect(
    name="spark",
    title="Spark",
    printer=SPARK_PRINTER,
    scalars={name: late(entry) for name, entry in SCALARS.items()},
    aggregates=aggregates.TABLE,
    windowed={**aggregates.WINDOWED, **windows.WINDOWED},
    type=types.type_node,
    literal=literals.literal,
    cast=late(casts.cast),
    parameter=literals.parameter,
    window_key=lambda node: node,
    reader=readers.reader,
    from_file=casts.from_file,
    qualify=False,
    window_filters=False,
    replaces_tables=False,
    empty_totals=False,
    unnest=lambda array: nodes.call("EXPLODE", array),
)
