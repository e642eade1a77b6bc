"""Where an engine reads from, what its types mean, and how an address gets its secrets."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from lockgate.ir.program import Location, Program, Source, SourceColumn
from lockgate.ir.types import (
    BIGINT,
    DOUBLE,
    INT,
    INTERVAL,
    JSON,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    Array,
    Decimal,
    Struct,
    Type,
)
from lockgate.project import Config, Environment
from lockgate.runtime.names import staged
from lockgate.runtime.place import Place
from lockgate.runtime.plan import SourcePlan
from lockgate.runtime.planner import make_plan
from lockgate.runtime.types import gate_type
from lockgate.session.errors import UsageError
from lockgate.session.places import place
from tests.runtime.plans import DAY, INSTANT

POSTGRES = Place(engine="postgres", url="postgresql://x")
LOCAL = Place(engine="spark", master="local[2]")
REMOTE = Place(engine="spark", remote="sc://x")
CLUSTER = Place(engine="spark", master="spark://x:7077")


def planned(where: Place, kind: str, location: str) -> SourcePlan:
    source = Source("shop.orders", (SourceColumn("id", BIGINT),), Location(kind, location))
    made = make_plan(
        Program("p", (source,), ()), root=Path("/p"), run_date=DAY, run_started_at=INSTANT, place=where
    )
    return made.sources[0]


@pytest.mark.parametrize(
    ("where", "kind", "location", "reader", "form"),
    [
        (Place(), "csv", "a.csv", "duckdb", None),
        (POSTGRES, "parquet", "a.parquet", "duckdb", "csv"),
        (POSTGRES, "table", "raw.orders", "postgres", None),
        (POSTGRES, "postgres", "raw.orders", "postgres", None),
        (LOCAL, "csv", "a.csv", "duckdb", "parquet"),
        (LOCAL, "parquet", "a.parquet", "duckdb", None),
        (LOCAL, "csv", "s3a://bucket/a.csv", "spark", None),
        (REMOTE, "csv", "a.csv", "spark", None),
        (REMOTE, "parquet", "s3://bucket/a.parquet", "spark", None),
        (CLUSTER, "json", "a.json", "spark", None),
        (CLUSTER, "table", "catalogue.raw.orders", "spark", None),
    ],
)
def test_who_reads_a_source(where: Place, kind: str, location: str, reader: str, form: str | None) -> None:
    found = planned(where, kind, location)
    assert found.file.problem == ""
    assert found.file.reader == reader
    assert (found.load.form if found.load else None) == form


@pytest.mark.parametrize(
    ("where", "kind", "location", "says"),
    [
        (Place(), "csv", "s3://bucket/a.csv", "a run may not go out for it"),
        (POSTGRES, "csv", "s3://bucket/a.csv", "a run may not go out for it"),
        (LOCAL, "csv", "https://x.example/a.csv", "Spark does not read from `https://`"),
        (REMOTE, "csv", "../a.csv", "outside the project"),
        (REMOTE, "csv", "file:///etc/passwd", "Spark does not read from `file://`"),
        (LOCAL, "postgres", "raw.orders", "Spark runs cannot read the format `postgres` yet"),
        (Place(), "postgres", "raw.orders", "DuckDB runs cannot read the format `postgres` yet"),
    ],
)
def test_what_may_not_be_read_is_said(where: Place, kind: str, location: str, says: str) -> None:
    assert says in planned(where, kind, location).file.problem


@pytest.mark.parametrize(
    ("engine", "name", "kind"),
    [
        ("postgres", "smallint", INT),
        ("postgres", "character varying(10)", STRING),
        ("postgres", "numeric(12,2)", Decimal(12, 2)),
        ("postgres", "numeric", None),
        ("postgres", "numeric(2,3)", None),
        ("postgres", "timestamp with time zone", TIMESTAMPTZ),
        ("postgres", "timestamp(3) without time zone", TIMESTAMP),
        ("postgres", "interval", INTERVAL),
        ("postgres", "jsonb", JSON),
        ("postgres", "double precision[]", Array(DOUBLE)),
        ("postgres", "inet", None),
        ("spark", "decimal(12,2)", Decimal(12, 2)),
        ("spark", "timestamp", TIMESTAMPTZ),
        ("spark", "timestamp_ntz", TIMESTAMP),
        ("spark", "varchar(7)", STRING),
        ("spark", "array<struct<a:int,b:decimal(3,1)>>", Array(Struct((("a", INT), ("b", Decimal(3, 1)))))),
        ("spark", "binary", None),
        ("spark", "map<string,int>", None),
        ("spark", "struct<a:binary>", None),
    ],
)
def test_an_engines_types_are_those_of_the_language(engine: str, name: str, kind: Type | None) -> None:
    assert gate_type(name, engine) == kind


def test_staged_names_are_short_and_each_datasets_own() -> None:
    names = ["mart.a_b", "mart.a.b", "mart_a.b", "Mart.a_b", "m." + "x" * 300, "m." + "x" * 301, "é.ß"]
    made = [staged(name) for name in names]
    assert len(set(made)) == len(names)
    assert all(len(name) < 63 and name.isascii() for name in made)


def filled(url: str, **variables: str) -> Place:
    where = Environment("prod", engine="postgres", url=url)
    return place(Config(), where, "postgres", root=Path(), path=Path(), database=None, variables=variables)


@pytest.mark.parametrize(
    ("url", "becomes"),
    [
        ("postgresql://me:${P}@h/d", "postgresql://me:a%2Fb%40c%20%27%5C@h/d"),
        ("host=h password=${P}", "host=h password='a/b@c \\'\\\\'"),
        ("${P}", "a/b@c '\\"),
    ],
)
def test_a_secret_is_written_as_its_address_needs_it(url: str, becomes: str) -> None:
    made = filled(url, P="a/b@c '\\")
    assert made.url == becomes
    assert made.secrets == ("a/b@c '\\",)
    assert "a/b" not in repr(made) and "a%2F" not in repr(made)


def test_a_variable_that_is_not_set_is_named() -> None:
    with pytest.raises(UsageError, match=r"the variable P is not set, which \[env.prod\]"):
        filled("postgresql://me:${P}@h/d")


def test_another_engines_database_is_not_taken_for_its_own() -> None:
    where = Environment("dev", engine="duckdb", database="shop.duckdb")
    others: dict[str, str] = {"JAVA_HOME": "/somewhere"}
    made = place(Config(), where, "spark", root=Path("/p"), path=Path(), database=None, variables=others)
    assert (made.database, made.master) == (Path("/p/.lockgate/spark"), "local[*]")
    spark = evolve(where, engine="spark", database="tables")
    made = place(Config(), spark, "spark", root=Path("/p"), path=Path(), database=None, variables=others)
    assert made.database == Path("/p/tables")
    made = place(Config(name="x"), spark, "duckdb", root=Path("/p"), path=Path(), database=None, variables={})
    assert made.database == Path("/p/x.duckdb")
