"""The 22 TPC-H queries as generated DataFrame code on Spark, equal to the reference SQL on the same data."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

import lockgate
from tests.codegen.pyspark.loading import run, write
from tests.tpch.test_tpch import NAMES, NUMBERS, Table, data, expected, project, read, same_rows

__all__ = ["data", "expected", "project"]

pytestmark = pytest.mark.xdist_group("spark")


@pytest.fixture(scope="module")
def published(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one run of the whole generated pipeline wrote: sources checked, models built and checked."""
    folder = tmp_path_factory.mktemp("tpch-pyspark")
    write(lockgate.compile(project, target="pyspark"), folder / "code")
    output = folder / "output"
    arguments = ("--output", str(output), "--source-root", str(project), "--store-views")
    assert run(folder / "code", *arguments) == 0
    return output


@pytest.mark.parametrize("number", NUMBERS)
def test_query_equals_the_reference(number: int, published: Path, expected: dict[int, Table]) -> None:
    with duckdb.connect() as connection:
        rows = str(published / f"tpch.q{number:02}" / "*.parquet")
        ours, theirs = read(connection, f"from '{rows}'"), expected[number]
    assert ours.names == [NAMES.get(name, name) for name in theirs.names]
    assert theirs.rows, "an empty answer would prove nothing"
    assert same_rows(ours.rows, theirs.rows)
