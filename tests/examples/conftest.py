"""A copy of the flights example with its data, run once for all tests."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tests.examples.support import FLIGHTS, Run, fetch_data, lockgate_json


@pytest.fixture(scope="session")
def flights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The flights example in a folder of its own, data included."""
    script = fetch_data()
    try:
        data = script.fetch()
    except script.FetchError as problem:
        # Where there is no registry the tests cannot be run; in CI that is a failure.
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the data of examples/flights is not to be had: {problem}")
    project = tmp_path_factory.mktemp("examples") / "flights"
    shutil.copytree(FLIGHTS, project, ignore=shutil.ignore_patterns("data", "*.duckdb*", ".lockgate", "out"))
    shutil.copytree(data, project / "data")
    return project


@pytest.fixture(scope="session")
def flights_run(flights: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run of the flights example."""
    database = tmp_path_factory.mktemp("database") / "flights.duckdb"
    _, report = lockgate_json("run", flights, "--database", database)
    return Run(report, database)
