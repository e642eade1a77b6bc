"""A small part of `make fuzz-engines`: DuckDB and PostgreSQL answer as the interpreter does, in new and kept cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine_fuzz.harness import fuzz, problem
from tests.engine_fuzz.stored import read, stored
from tests.engines.runners import Runner, running

COUNT = 150


@pytest.fixture(scope="module", params=["duckdb", "postgres"])
def runner(request: pytest.FixtureRequest) -> Iterator[Runner]:
    with running(request.param) as made:
        yield made


def test_new_cases(runner: Runner) -> None:
    tally = fuzz([(runner, 1)], range(COUNT), most=1)
    assert not tally.differences, f"{tally.differences[0].case.text()}\n{tally.differences[0].message}"
    assert tally.outcomes[f"{runner.name}: rows, rows"] > COUNT * 0.8
    assert tally.outcomes[f"{runner.name}: error, error"] > 0


@pytest.mark.parametrize("path", stored(), ids=lambda path: path.stem)
def test_kept_case(runner: Runner, path: Path) -> None:
    case = read(path)
    found = problem(case, runner)
    assert found is None, f"{case.text()}\n{found}"
