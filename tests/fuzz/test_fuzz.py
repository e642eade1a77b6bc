"""A seeded part of the fuzzing; `make fuzz` does all of it."""

from __future__ import annotations

import multiprocessing
import random

import pytest

from tests.fuzz import inputs
from tests.fuzz.harness import digest, run


def test_only_diagnostics_come_out() -> None:
    # In a process of its own, for what it may take of memory is part of the verdict.
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        problems = pool.map(run, range(1200), 100)
    assert [problem for problem in problems if problem] == []


@pytest.mark.parametrize("text", inputs.NAUGHTY, ids=range(len(inputs.NAUGHTY)))
def test_naughty_strings_in_every_position(text: str) -> None:
    quoted = text.replace("'", "''")
    bare = text.replace("`", "")
    spec = (
        f"source `{bare}` {{ description '{quoted}' owner '{quoted}' tags (`{bare}`) read csv '{quoted}' (`{bare}` = '{quoted}')"
        f" columns (`{bare}` string label `{bare}` in ('{quoted}') description '{quoted}') key (`{bare}`)"
        f" check `{bare}`: `{bare}` = '{quoted}' }}\n"
        f"model `{bare}2` {{ from `{bare}` as `{bare}` |> where `{bare}` like '{quoted}' |> extend '{quoted}' as `{bare}3` }}\n"
        f"export `{bare}2` to csv '{quoted}'\njob `{bare}` {{ image '{quoted}' command ('{quoted}') env (`{bare}` = '{quoted}') }}\n"
        f"schedule `{bare}` {{ cron '{quoted}' timezone '{quoted}' run `{bare}2` }}"
    )
    assert digest(spec) is None


@pytest.mark.parametrize("seed", range(12))
def test_deep_and_large_inputs(seed: int) -> None:
    for kind in (inputs.deep, inputs.large):
        assert digest(kind(random.Random(seed))) is None
