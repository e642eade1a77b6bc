"""PostgreSQL 15 and later: types, literals, and one entry a function of the function table."""

from __future__ import annotations

from collections.abc import Mapping

from lockgate.codegen.sql import hidden
from lockgate.codegen.sql.dialect import Dialect, Scalar
from lockgate.codegen.sql.postgres import (
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
from lockgate.codegen.sql.postgres.printing import POSTGRES_PRINTER


def _merged(*tables: Mapping[str, Scalar]) -> dict[str, Scalar]:
    return {name: entry for table in tables for name, entry in table.items()}


POSTGRES = Dialect(
    name="postgres",
    title="PostgreSQL",
    printer=POSTGRES_PRINTER,
    scalars=_merged(
        comparisons.TABLE,
        arithmetic.TABLE,
        numbers.TABLE,
        strings.TABLE,
        times.TABLE,
        nested.TABLE,
        windows.TABLE,
        {hidden.HIDDEN: once.hidden},
    ),
    aggregates=aggregates.TABLE,
    type=types.type_node,
    literal=literals.literal,
    cast=casts.cast,
    parameter=literals.parameter,
    window_key=lambda node: node,
    reader=readers.reader,
    from_file=casts.from_file,
    qualify=False,
    filters_see_groups=False,
    semi_joins=False,
    unpivot=False,
    full_joins=False,
    replaces_tables=False,
    conditions_in_order=False,
    formats=readers.FORMATS,
    sort_key=once.sort_key,
    folds_constants=True,
    json_equality=False,
    partition_key=once.partition_key,
    sorts_by_names=True,
    typed_else=True,
    windowed=windows.WINDOWED,
    over_windows=windows.over_windows,
)
