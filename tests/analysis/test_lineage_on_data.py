"""Lineage is sound: changing a column that is not in a column's lineage never changes its values on DuckDB."""

from __future__ import annotations

from collections import Counter
from functools import cache
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings

from lockgate.analysis.lineage import lineage
from lockgate.codegen.sql import queries
from lockgate.ir.expr import Column
from lockgate.ir.program import Model, Program, Source, SourceColumn
from lockgate.ir.rel import Project, Rel, Scan
from tests.codegen.engine import OPTIONS, Table, connect
from tests.pipelines import ROWS, SCHEMAS, pipelines

SOURCES = tuple(
    Source(name, tuple(SourceColumn(item.name, item.type, item.nullable) for item in schema), None)
    for name, schema in sorted(SCHEMAS.items())
)
CHANGES = ("reversed", "constant")
Bags = list[Counter[str]]


@cache
def database(dataset: str = "", column: str = "", change: str = "") -> duckdb.DuckDBPyConnection:
    """The tables, with one column's values changed to others that it has in other rows."""
    connection = connect()
    for name, schema in SCHEMAS.items():
        rows = [list(row) for row in ROWS[name]]
        if name == dataset:
            place = schema.names.index(column)
            values = [row[place] for row in rows][::-1]
            if change == "constant":
                values = [next((value for value in values if value is not None), None)] * len(values)
            for row, value in zip(rows, values, strict=True):
                row[place] = value
        fields = {item.name: (item.type, item.nullable) for item in schema}
        Table(name, fields, [tuple(row) for row in rows]).create(connection)
    return connection


def columns(rel: Rel, *changed: str) -> Bags:
    """The bag of values of each column."""
    rows: list[tuple[Any, ...]] = database(*changed).execute(queries.query_text(rel, OPTIONS)).fetchall()
    return [Counter(repr(row[index]) for row in rows) for index in range(len(rel.schema))]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(pipelines())
def test_what_is_outside_the_lineage_changes_nothing(rel: Rel) -> None:
    known = lineage(Program("sound", SOURCES, (Model("m.out", rel),)))
    names = rel.schema.names
    depends = [set(known.upstream("m.out", name, influence=True)) for name in names]
    before = columns(rel)
    for dataset, schema in SCHEMAS.items():
        for column in schema.names:
            if not ROWS[dataset] or all((dataset, column) in found for found in depends):
                continue
            for change in CHANGES:
                after = columns(rel, dataset, column, change)
                for index, found in enumerate(depends):
                    if (dataset, column) not in found:
                        assert after[index] == before[index], (names[index], dataset, column, change)


def test_a_change_is_seen_where_there_is_lineage() -> None:
    rel = Project(Scan("customers", SCHEMAS["customers"]), (("age", Column("age")),))
    assert columns(rel, "customers", "age", "constant") != columns(rel)
