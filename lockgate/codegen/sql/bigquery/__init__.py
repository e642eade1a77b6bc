"""BigQuery: types, literals, and one entry a function of the function table."""

from __future__ import annotations

from collections.abc import Mapping

from lockgate.codegen.sql.bigquery import (
    aggregates,
    arithmetic,
    casts,
    comparisons,
    framed,
    literals,
    names,
    nested,
    numbers,
    orders,
    readers,
    strings,
    times,
    types,
    windows,
)
from lockgate.codegen.sql.bigquery.printing import BIGQUERY_PRINTER
from lockgate.codegen.sql.dialect import Dialect, Scalar


def _merged(*tables: Mapping[str, Scalar]) -> dict[str, Scalar]:
    return {name: entry for table in tables for name, entry in table.items()}


BIGQUERY = Dialect(
    name="bigquery",
    title="BigQuery",
    printer=BIGQUERY_PRINTER,
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
    windowed={**framed.WINDOWED, **windows.WINDOWED},
    type=types.type_node,
    literal=literals.literal,
    cast=casts.cast,
    parameter=literals.parameter,
    window_key=lambda node: node,
    partition_key=comparisons.partition_key,
    sort_key=orders.sort_key,
    reader=readers.reader,
    from_file=readers.from_file,
    formats=frozenset(("table",)),
    filters=False,
    window_filters=False,
    semi_joins=False,
    full_joins=False,
    unnest_join=nested.unnest_join,
    conditions_in_order=False,
    unpivot=False,
    struct_unpivot=True,
    groups_by_nothing=True,
    empty_totals=False,
    repeated_groups=False,
    aliases_hide_columns=True,
    name_problem=names.name_problem,
)
