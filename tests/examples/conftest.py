"""A copy of the flights example with its data, run once for all tests."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from attrs import frozen

EXAMPLES = Path(__file__).resolve().parents[2] / "examples"
FLIGHTS = EXAMPLES / "flights"
SHOP = EXAMPLES / "shop"


def lockgate_json(command: str, *arguments: Path | str) -> tuple[int, dict[str, Any]]:
    """The exit code and the answer of `lockgate COMMAND … --json`."""
    done = subprocess.run(
        [sys.executable, "-m", "lockgate", command, *map(str, arguments), "--json"],
        check=False,
        capture_output=True,
        text=True,
        cwd=EXAMPLES.parent,
    )
    assert done.stdout, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, answer


def fetch_data() -> ModuleType:
    """The example's own script, as a module."""
    spec = importlib.util.spec_from_file_location("fetch_data", FLIGHTS / "fetch_data.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


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
    shutil.copytree(FLIGHTS, project, ignore=shutil.ignore_patterns("data", "*.duckdb*", "out"))
    shutil.copytree(data, project / "data")
    return project


@frozen
class Run:
    """What a run said, and the database that it left."""

    report: dict[str, Any]
    database: Path


@pytest.fixture(scope="session")
def flights_run(flights: Path, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """One run of the flights example."""
    database = tmp_path_factory.mktemp("database") / "flights.duckdb"
    _, report = lockgate_json("run", flights, "--database", database)
    return Run(report, database)
