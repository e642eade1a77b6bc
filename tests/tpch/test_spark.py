"""The 22 TPC-H queries as Spark SQL, equal to the reference SQL on the same data."""

from __future__ import annotations

import datetime
from pathlib import Path

import duckdb
import pytest
from pyspark.sql import SparkSession

from lockgate.codegen.base import Options
from lockgate.codegen.sql.queries import query_text, source_text
from lockgate.grammar.parser import parse
from lockgate.ir.program import Program
from lockgate.passes.resolve import resolve
from lockgate.source import SourceFile
from tests.engines import spark
from tests.tpch import reference
from tests.tpch.test_tpch import HERE, NAMES, NUMBERS, SCALE, Table, read, same_rows

pytestmark = pytest.mark.xdist_group("spark")
OPTIONS = Options(dialect="spark", run_date=datetime.date(2026, 1, 31))


@pytest.fixture(scope="module")
def data() -> Path:
    return reference.data(SCALE)


@pytest.fixture(scope="module")
def program() -> Program:
    files = sorted((HERE / "project").glob("*.gate"))
    made = resolve([parse(SourceFile(file.name, file.read_text(encoding="utf-8"))).file for file in files])
    assert made.program is not None
    return made.program


@pytest.fixture(scope="module")
def session(data: Path, program: Program) -> SparkSession:
    """The sources as views over the files."""
    made = spark.session()
    made.sql("CREATE SCHEMA IF NOT EXISTS tpch")
    for source in program.sources:
        text = source_text(source, OPTIONS).replace("data/", f"{data}/")
        made.sql(f"CREATE OR REPLACE VIEW {source.name} AS {text}")
    return made


@pytest.fixture(scope="module")
def expected(data: Path) -> dict[int, Table]:
    """The answers of the reference SQL on the same files."""
    with duckdb.connect() as connection:
        for table in reference.TABLES:
            connection.read_parquet(str(data / f"{table}.parquet")).create_view(table)
        return {number: read(connection, text) for number, text in reference.queries().items()}


@pytest.mark.parametrize("number", NUMBERS)
def test_query_equals_the_reference(
    number: int, session: SparkSession, program: Program, expected: dict[int, Table]
) -> None:
    (model,) = (model for model in program.models if model.name == f"tpch.q{number:02}")
    frame = session.sql(query_text(model.query, OPTIONS))
    theirs = expected[number]
    assert frame.columns == [NAMES.get(name, name) for name in theirs.names]
    rows = [tuple(row) for row in frame.collect()]
    assert rows, "an empty answer would prove nothing"
    assert same_rows(rows, theirs.rows)
