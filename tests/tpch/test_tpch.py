"""The 22 TPC-H queries as one project: silent in the checker, and equal to the reference SQL on the same data."""

from __future__ import annotations

import math
import os
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

import lockgate
from tests.tpch import reference

HERE = Path(__file__).resolve().parent
NUMBERS = range(1, 23)
SCALE = 0.01
# The reference leaves one column of query 18 unnamed; a gate query names every column.
NAMES = {"sum(l_quantity)": "sum_quantity"}
# A sum of integers is a checked bigint, see SEMANTICS; the engine alone makes it a hugeint.
TYPES = {"HUGEINT": "BIGINT"}


class Table(NamedTuple):
    names: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]


def read(connection: duckdb.DuckDBPyConnection, query: str) -> Table:
    cursor = connection.execute(query)
    described = cursor.description
    assert described is not None
    return Table([str(c[0]) for c in described], [str(c[1]) for c in described], cursor.fetchall())


def exact_part(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple("~" if isinstance(value, float) else repr(value) for value in row)


def float_part(row: tuple[Any, ...]) -> tuple[float, ...]:
    return tuple(value for value in row if isinstance(value, float))


def same_rows(left: list[tuple[Any, ...]], right: list[tuple[Any, ...]]) -> bool:
    """Whether two bags of rows are equal, doubles to a relative 1e-9."""

    def order(row: tuple[Any, ...]) -> tuple[tuple[str, ...], tuple[float, ...]]:
        return exact_part(row), float_part(row)

    return len(left) == len(right) and all(
        exact_part(a) == exact_part(b)
        and all(math.isclose(x, y, rel_tol=1e-9) for x, y in zip(float_part(a), float_part(b), strict=True))
        for a, b in zip(sorted(left, key=order), sorted(right, key=order), strict=True)
    )


@pytest.fixture(scope="session")
def data() -> Path:
    try:
        return reference.data(SCALE)
    except reference.Unavailable as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no TPC-H reference here: {problem}")


@pytest.fixture(scope="session")
def project(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with its data below it, since a project reads nothing outside its own folder."""
    folder = tmp_path_factory.mktemp("tpch") / "project"
    shutil.copytree(HERE / "project", folder)
    shutil.copytree(data, folder / "data")
    return folder


@pytest.fixture(scope="session")
def checked(project: Path) -> lockgate.CheckResult:
    return lockgate.check(project)


@pytest.fixture(scope="session")
def built(project: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database that one run of the whole project leaves behind."""
    # Not `tpch.duckdb`: DuckDB would take `tpch.q01` for a name in either the database or the schema.
    database = project.parent / "built.duckdb"
    report = lockgate.run(project, database=database)
    assert report.ok, report
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def expected(data: Path) -> dict[int, Table]:
    """The answers of the reference SQL on the same files."""
    with duckdb.connect() as connection:
        for table in reference.TABLES:
            connection.read_parquet(str(data / f"{table}.parquet")).create_view(table)
        return {number: read(connection, text) for number, text in reference.queries().items()}


def test_the_project_is_silent(checked: lockgate.CheckResult) -> None:
    loud = [d for d in checked.diagnostics if d.severity != "note"]
    assert loud == []
    assert checked.ok


def test_the_project_is_in_the_one_layout() -> None:
    assert dict(lockgate.fmt(HERE / "project").changed) == {}


@pytest.mark.parametrize("number", NUMBERS)
def test_query_equals_the_reference(
    number: int, built: duckdb.DuckDBPyConnection, expected: dict[int, Table]
) -> None:
    ours, theirs = read(built, f"from tpch.q{number:02}"), expected[number]
    assert ours.names == [NAMES.get(name, name) for name in theirs.names]
    assert ours.types == [TYPES.get(kind, kind) for kind in theirs.types]
    assert theirs.rows, "an empty answer would prove nothing"
    assert same_rows(ours.rows, theirs.rows)


def test_the_comparison_sees_each_kind_of_difference() -> None:
    row = ("x", Decimal("1.00"), 1.0)
    assert same_rows([row, ("y", None, 2.0)], [("y", None, 2.0 + 1e-12), row])
    assert not same_rows([row], [row, row])
    assert not same_rows([row], [("x", Decimal("1.01"), 1.0)])
    assert not same_rows([row], [("x", Decimal("1.00"), 1.0 + 1e-6)])
    assert not same_rows([row], [("x", Decimal("1.00"), None)])
