"""Snowflake: types, literals, and one entry a function of the function table."""

from __future__ import annotations

from collections.abc import Mapping

from lockgate.codegen.sql.dialect import Dialect, Scalar
from lockgate.codegen.sql.snowflake import (
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
from lockgate.codegen.sql.snowflake.printing import SNOWFLAKE_PRINTER


def _merged(*tables: Mapping[str, Scalar]) -> dict[str, Scalar]:
    return {name: entry for table in tables for name, entry in table.items()}


SNOWFLAKE = Dialect(
    name="snowflake",
    title="Snowflake",
    printer=SNOWFLAKE_PRINTER,
    scalars=_merged(
        comparisons.TABLE,
        arithmetic.TABLE,
        numbers.TABLE,
        strings.TABLE,
        times.TABLE,
        nested.TABLE,
        windows.TABLE,
    ),
    aggregates=aggregates.TABLE,
    windowed=aggregates.WINDOWED,
    type=types.type_node,
    literal=literals.literal,
    cast=casts.cast,
    parameter=literals.parameter,
    window_key=lambda node: node,
    reader=readers.reader,
    from_file=readers.from_file,
    formats=frozenset(("table",)),
    filters=False,
    window_filters=False,
    semi_joins=False,
    unpivot=False,
    full_joins=False,
    unnest_join=nested.unnest_join,
    conditions_in_order=False,
    empty_totals=False,
    repeated_groups=False,
)
