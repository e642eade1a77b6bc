"""Domains are sound on DuckDB: no value outside its column's, no outcome of a condition that was ruled out."""

from __future__ import annotations

from functools import cache
from typing import Any

import duckdb
from hypothesis import HealthCheck, given, settings

from lockgate.analysis.domains import Domain, Domains, domains, promises
from lockgate.analysis.domains import parts as sets
from lockgate.analysis.domains.conditions import FALSE, NULL, TRUE, outcomes
from lockgate.codegen.sql import queries
from lockgate.ir.expr import Column, Expr, Literal
from lockgate.ir.program import Model, Program, Source, SourceColumn
from lockgate.ir.rel import Filter, Project, Rel, Scan
from lockgate.ir.traverse import walk
from lockgate.ir.types import BIGINT, STRING, Field, Type
from tests.codegen.engine import OPTIONS, Table, connect
from tests.pipelines import ROWS, SCHEMAS, pipelines

SEEN = {"shop.orders": ("status", "amount", "day"), "customers": ("id", "Country", "age")}
"""Columns that promise the values that they have, so that there is something to follow."""


def promised(dataset: str, item: Field, place: int) -> SourceColumn:
    values = sorted({row[place] for row in ROWS[dataset] if row[place] is not None})
    literals = tuple(Literal(value, item.type) for value in values)
    if item.name not in SEEN.get(dataset, ()):
        return SourceColumn(item.name, item.type, item.nullable)
    if item.type == STRING:
        return SourceColumn(item.name, item.type, item.nullable, domain=literals)
    return SourceColumn(item.name, item.type, item.nullable, between=(literals[0], literals[-1]))


SOURCES = tuple(
    Source(name, tuple(promised(name, item, place) for place, item in enumerate(schema)), None)
    for name, schema in sorted(SCHEMAS.items())
)


@cache
def database() -> duckdb.DuckDBPyConnection:
    connection = connect()
    for name, schema in SCHEMAS.items():
        fields: dict[str, Type | tuple[Type, bool]] = {item.name: (item.type, item.nullable) for item in schema}
        Table(name, fields, ROWS[name]).create(connection)
    return connection


def rows(rel: Rel) -> list[tuple[Any, ...]]:
    return database().execute(queries.query_text(rel, OPTIONS)).fetchall()


def holds(domain: Domain, value: Any) -> bool:
    """Whether a value may be there, as far as the domain says."""
    if value is None:
        return domain.nullable
    if not sets.family(value) or not domain.parts:
        return bool(domain.parts)
    return bool(sets.intersect(domain.parts, sets.point(value)))


def check(rel: Rel, known: Domains) -> None:
    columns = known.of(rel)
    for row in rows(rel):
        for name, value in zip(rel.schema.names, row, strict=True):
            assert holds(columns[name], value), (name, value, columns[name])


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(pipelines())
def test_no_value_lies_outside(rel: Rel) -> None:
    program = Program("sound", SOURCES, (Model("m.out", rel),))
    check(rel, domains(program))
    check(rel, promises(program))


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(pipelines())
def test_a_condition_has_no_other_outcome(rel: Rel) -> None:
    """Each filter of a pipeline, computed on the rows that reach it."""
    program = Program("sound", SOURCES, (Model("m.out", rel),))
    for known in (domains(program), promises(program)):
        for item in walk(rel):
            if isinstance(item, Filter):
                possible = outcomes(item.predicate, known.inside(item))
                made = Project(item.input, (("holds", item.predicate),))
                for (answer,) in rows(made):
                    assert possible & (NULL if answer is None else TRUE if answer else FALSE), item.predicate


def of(expr: Expr, kind: Type = BIGINT) -> Domain:
    rel = Project(Scan("customers", SCHEMAS["customers"]), (("x", expr),))
    return domains(Program("known", SOURCES, (Model("m.out", rel),))).of(rel)["x"]


def test_a_value_outside_would_be_seen() -> None:
    assert not holds(of(Column("age")), 29)
    assert not holds(of(Column("Country")), "IT")
    assert not holds(of(Column("id")), None)
    assert holds(of(Column("age")), None)
