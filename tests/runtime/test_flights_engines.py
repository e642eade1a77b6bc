"""The flights example gives the same marts on every engine, row for row, by the command that a user types."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import psycopg
import pytest
from attrs import frozen

from lockgate.runtime.bags import difference
from tests.examples.conftest import flights
from tests.examples.test_examples import ROWS, WARNINGS

__all__ = ["flights"]

Rows = list[tuple[Any, ...]]
VIEWS = frozenset(("stage.planes",))


@frozen
class Outcome:
    """What a run said, and how its tables and files are read by others."""

    report: dict[str, Any]
    table: Callable[[str], Rows]
    exports: dict[str, Rows]


def run(project: Path, *words: str, **variables: str) -> dict[str, Any]:
    """`lockgate run PROJECT … --json`; its standard output is the report and nothing else."""
    done = subprocess.run(
        [sys.executable, "-m", "lockgate", "run", str(project), "--run-date", "2026-01-31", "--json", *words],
        capture_output=True,
        text=True,
        env={**os.environ, **variables},
    )
    answer: dict[str, Any] = json.loads(done.stdout)
    assert done.returncode == 0, json.dumps(answer, indent=1)[:4000]
    return answer


def exported(project: Path) -> dict[str, Rows]:
    """The rows of the files that the run has written."""
    found = {}
    for item in sorted((project / "out").iterdir()):
        found[item.name] = duckdb.execute(f"SELECT * FROM '{item}'").fetchall()
    return found


@pytest.fixture(scope="session")
def on_duckdb(flights: Path) -> Outcome:
    report = run(flights, "--engine", "duckdb")
    with duckdb.connect(str(flights / "flights.duckdb"), read_only=True) as connection:
        tables = {
            name: connection.execute(f"SELECT * FROM {name}").fetchall()
            for name in (*ROWS, "mart.departure_weather")
            if name not in VIEWS
        }
    return Outcome(report, tables.__getitem__, exported(flights))


@pytest.fixture(scope="session")
def on_postgres(flights: Path, postgres_server: str) -> Outcome:
    report = run(flights, "--engine", "postgres", FLIGHTS_POSTGRES=postgres_server)

    def table(name: str) -> Rows:
        with psycopg.connect(postgres_server) as connection:
            connection.execute("SET timezone = 'UTC'")
            return connection.execute(f"SELECT * FROM {name}".encode()).fetchall()

    return Outcome(report, table, exported(flights))


@pytest.fixture(scope="session")
def on_spark(flights: Path) -> Outcome:
    report = run(flights, "--engine", "spark")

    def table(name: str) -> Rows:
        folder = flights / ".lockgate/spark" / name.replace(".", "/") / "current"
        return duckdb.execute(f"SELECT * FROM read_parquet('{folder}/*.parquet')").fetchall()

    return Outcome(report, table, exported(flights))


ENGINES = [
    pytest.param("on_postgres", id="postgres"),
    pytest.param("on_spark", id="spark", marks=pytest.mark.xdist_group("spark")),
]


def findings(report: dict[str, Any]) -> dict[tuple[str, str], tuple[str, int]]:
    """Every check with its outcome."""
    return {
        (dataset["name"], check["name"]): (check["status"], check["failing_rows"])
        for dataset in (*report["sources"], *report["models"])
        for check in dataset["checks"]
    }


@pytest.mark.parametrize("engine", ENGINES)
def test_the_marts_are_the_same_row_for_row(
    engine: str, on_duckdb: Outcome, request: pytest.FixtureRequest
) -> None:
    other: Outcome = request.getfixturevalue(engine)
    for name, count in {**ROWS, "mart.departure_weather": 7}.items():
        if name in VIEWS:
            continue
        ours, theirs = on_duckdb.table(name), other.table(name)
        assert len(ours) == len(theirs) == count
        # Floats may differ in their last digits, for the order of a sum is each engine's own.
        assert Counter(ours) == Counter(theirs) or difference(ours, theirs) == ([], []), name


@pytest.mark.parametrize("engine", ENGINES)
def test_the_reports_and_the_exports_are_the_same(
    engine: str, on_duckdb: Outcome, request: pytest.FixtureRequest
) -> None:
    other: Outcome = request.getfixturevalue(engine)
    ours, theirs = findings(on_duckdb.report), findings(other.report)
    assert ours == theirs
    assert {key: rows for key, (status, rows) in theirs.items() if status != "pass"} == WARNINGS
    assert other.report["engine"] == engine.removeprefix("on_")
    counts = [
        [(item["name"], item["rows"]) for item in run["models"]] for run in (on_duckdb.report, other.report)
    ]
    assert counts[0] == counts[1]
    assert (
        sorted(other.exports) == sorted(on_duckdb.exports) == ["carrier_month.csv", "daily_on_time.parquet"]
    )
    for name, rows in on_duckdb.exports.items():
        assert difference(rows, other.exports[name]) == ([], []), name


@pytest.mark.parametrize("engine", ENGINES)
def test_the_rows_that_break_a_check_are_shown_alike(
    engine: str, on_duckdb: Outcome, request: pytest.FixtureRequest
) -> None:
    other: Outcome = request.getfixturevalue(engine)

    def samples(report: dict[str, Any]) -> dict[str, Any]:
        flights = next(item for item in report["models"] if item["name"] == "stage.flights")
        return {check["name"]: check["sample"] for check in flights["checks"] if check["sample"]}

    assert len(samples(on_duckdb.report)) == 2
    assert samples(on_duckdb.report) == samples(other.report)
