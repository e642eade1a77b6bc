"""The TPC-DS queries as one project: silent in the checker, and equal to the reference SQL on the same data."""

from __future__ import annotations

import math
import os
import re
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

import lockgate
from tests.tpcds import reference

HERE = Path(__file__).resolve().parent
NUMBERS = range(1, 100)
SCALE = float(os.environ.get("TPCDS_SCALE", "0.3"))
# At scale 0.3 these have no answer; at scale 1 all but query 17 have one.
EMPTY = {0.3: {4, 37, 41, 44, 54, 64, 65, 73, 82, 85, 91, 93}, 1: {17}}
# Where the reference's order may leave ties at its limit to chance, any rows of its full answer are right
# whose columns of that order, at these positions, are the reference's.
TIES = {3: (0, 1, 3), 33: (1,), 36: (3, 4), 65: (0, 1), 68: (0, 4), 75: (8, 9), 86: (3, 4)}
INTEGERS = {"INTEGER", "BIGINT", "HUGEINT"}
LIMIT = re.compile(r"\s+limit\s+\d+\s*;?\s*$", re.IGNORECASE)


class Table(NamedTuple):
    names: list[str]
    types: list[str]
    rows: list[tuple[Any, ...]]


ADDS_TWICE = (8, 17, 23, 25, 29, 54)
"""Queries of the benchmark that sum or average values which a join has repeated, as their SQL does."""


def read(connection: duckdb.DuckDBPyConnection, query: str) -> Table:
    cursor = connection.execute(query)
    described = cursor.description
    assert described is not None
    return Table([str(c[0]) for c in described], [str(c[1]) for c in described], cursor.fetchall())


def exact_part(row: tuple[Any, ...]) -> tuple[str, ...]:
    return tuple("~" if isinstance(value, float) else repr(value) for value in row)


def float_part(row: tuple[Any, ...]) -> tuple[float, ...]:
    return tuple(value for value in row if isinstance(value, float))


def same_row(left: tuple[Any, ...], right: tuple[Any, ...]) -> bool:
    return exact_part(left) == exact_part(right) and all(
        math.isclose(x, y, rel_tol=1e-9, abs_tol=1e-12)
        for x, y in zip(float_part(left), float_part(right), strict=True)
    )


def same_rows(left: list[tuple[Any, ...]], right: list[tuple[Any, ...]]) -> bool:
    """Whether two bags of rows are equal, doubles to a relative 1e-9."""

    def order(row: tuple[Any, ...]) -> tuple[tuple[str, ...], tuple[float, ...]]:
        return exact_part(row), float_part(row)

    return len(left) == len(right) and all(
        same_row(a, b) for a, b in zip(sorted(left, key=order), sorted(right, key=order), strict=True)
    )


def within(part: list[tuple[Any, ...]], whole: list[tuple[Any, ...]]) -> bool:
    """Whether each row of `part` is one of `whole`, as often at most."""
    rest: dict[tuple[str, ...], list[tuple[Any, ...]]] = {}
    for row in whole:
        rest.setdefault(exact_part(row), []).append(row)
    for row in part:
        candidates = rest.get(exact_part(row), [])
        match = next((i for i, other in enumerate(candidates) if same_row(row, other)), None)
        if match is None:
            return False
        del candidates[match]
    return True


def family(kind: str) -> str:
    """A reference counts in integers of any width, where a gate query has one."""
    return "integer" if kind in INTEGERS else kind.split("(")[0]


@pytest.fixture(scope="session")
def data() -> Path:
    try:
        return reference.data(SCALE)
    except reference.Unavailable as problem:
        if os.environ.get("CI"):
            raise
        pytest.skip(f"no TPC-DS reference here: {problem}")


@pytest.fixture(scope="session")
def project(data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project with its data below it, since a project reads nothing outside its own folder."""
    folder = tmp_path_factory.mktemp("tpcds") / "project"
    shutil.copytree(HERE / "project", folder)
    shutil.copytree(data, folder / "data")
    return folder


@pytest.fixture(scope="session")
def checked(project: Path) -> lockgate.CheckResult:
    return lockgate.check(project)


@pytest.fixture(scope="session")
def built(project: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The database that one run of the whole project leaves behind."""
    # Not `tpcds.duckdb`: DuckDB would take `tpcds.q01` for a name in either the database or the schema.
    database = project.parent / "built.duckdb"
    report = lockgate.run(project, database=database, allow=("fanout-aggregate",))
    assert report.ok, report
    with duckdb.connect(str(database), read_only=True) as connection:
        yield connection


@pytest.fixture(scope="session")
def texts() -> dict[int, str]:
    return reference.queries()


@pytest.fixture(scope="session")
def plain(data: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """An engine that knows nothing but the files."""
    with duckdb.connect() as connection:
        for file in sorted(data.glob("*.parquet")):
            connection.read_parquet(str(file)).create_view(file.stem)
        yield connection


def test_nothing_is_said_but_that_some_queries_add_values_twice(checked: lockgate.CheckResult) -> None:
    loud = {(d.span.file, d.name) for d in checked.diagnostics if d.severity != "note"}
    assert loud == {(f"q{number:02}.gate", "fanout-aggregate") for number in ADDS_TWICE}


@pytest.mark.parametrize("number", NUMBERS)
def test_query_equals_the_reference(
    number: int,
    built: duckdb.DuckDBPyConnection,
    plain: duckdb.DuckDBPyConnection,
    texts: dict[int, str],
) -> None:
    ours, theirs = read(built, f"from tpcds.q{number:02}"), read(plain, texts[number])
    assert len(ours.names) == len(theirs.names)
    # A reference leaves some columns unnamed; a gate query names every column.
    assert [
        (a, b) for a, b in zip(ours.names, theirs.names, strict=True) if b.isidentifier() and a != b.lower()
    ] == []
    assert [family(kind) for kind in ours.types] == [family(kind) for kind in theirs.types]
    assert bool(theirs.rows) == (number not in EMPTY.get(SCALE, set())), "an empty answer would prove nothing"
    if number not in TIES:
        assert same_rows(ours.rows, theirs.rows)
        return
    ranks = TIES[number]
    everything = read(plain, LIMIT.sub("", texts[number]))
    assert len(everything.rows) >= len(theirs.rows)
    assert within(ours.rows, everything.rows)
    assert same_rows(*([tuple(row[i] for i in ranks) for row in table.rows] for table in (ours, theirs)))


def test_the_comparison_sees_each_kind_of_difference() -> None:
    row = ("x", Decimal("1.00"), 1.0)
    assert same_rows([row, ("y", None, 2.0)], [("y", None, 2.0 + 1e-12), row])
    assert not same_rows([row], [row, row])
    assert not same_rows([row], [("x", Decimal("1.01"), 1.0)])
    assert not same_rows([row], [("x", Decimal("1.00"), 1.0 + 1e-6)])
    assert not same_rows([row], [("x", Decimal("1.00"), None)])
    assert within([row], [("y", None, 2.0), row])
    assert not within([row, row], [row])
