"""A small part of `make fuzz-engines`: Spark answers as the interpreter does, in new and in kept cases."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engine_fuzz.harness import fuzz, problem
from tests.engine_fuzz.stored import read, stored
from tests.engines.runners import Runner, running

pytestmark = pytest.mark.xdist_group("spark")
COUNT = 15


@pytest.fixture(scope="module")
def spark() -> Iterator[Runner]:
    with running("spark") as made:
        yield made


def test_new_cases(spark: Runner) -> None:
    tally = fuzz([(spark, 1)], range(COUNT), most=1)
    assert not tally.differences, f"{tally.differences[0].case.text()}\n{tally.differences[0].message}"
    assert tally.outcomes["spark: rows, rows"] > COUNT // 2


@pytest.mark.parametrize("path", stored(), ids=lambda path: path.stem)
def test_kept_case(spark: Runner, path: Path) -> None:
    case = read(path)
    found = problem(case, spark)
    assert found is None, f"{case.text()}\n{found}"
