"""The generated DataFrame code through Spark Connect alone, on a server without a JVM."""

from __future__ import annotations

import subprocess
from pathlib import Path

import duckdb
import pytest

import lockgate
from tests.codegen.pyspark.loading import write
from tests.engines.environment import environment
from tests.engines.sail import server
from tests.tpch.test_tpch import NAMES, NUMBERS, Table, data, expected, project, read, same_rows

__all__ = ["data", "expected", "project"]

pytestmark = pytest.mark.xdist_group("sail")

NOT_AS_SPARK = {11: "the server reads no decimal from a text with an exponent"}
"""Queries that this server refuses and Apache Spark answers, with the reason."""


@pytest.fixture(scope="module")
def published(project: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one run of the whole generated pipeline wrote, with a client that has no classic Spark beside it."""
    folder = tmp_path_factory.mktemp("tpch-sail")
    write(lockgate.compile(project, target="pyspark"), folder / "code")
    output = folder / "output"
    with server(folder / "sail.log") as address:
        command = [str(environment("sail")), str(folder / "code" / "main.py"), "--remote", address]
        command += ["--output", str(output), "--source-root", str(project), "--store-views"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    failed = {line.split()[1] for line in done.stdout.splitlines() if line.startswith("FAILED")}
    assert failed == {f"tpch.q{number:02}:" for number in NOT_AS_SPARK}, (done.stdout + done.stderr)[-4000:]
    return output


@pytest.mark.parametrize("number", [number for number in NUMBERS if number not in NOT_AS_SPARK])
def test_query_equals_the_reference(number: int, published: Path, expected: dict[int, Table]) -> None:
    with duckdb.connect() as connection:
        ours = read(connection, f"from '{published / f'tpch.q{number:02}' / '*.parquet'}'")
    theirs = expected[number]
    assert ours.names == [NAMES.get(name, name) for name in theirs.names]
    assert theirs.rows, "an empty answer would prove nothing"
    assert same_rows(ours.rows, theirs.rows)
