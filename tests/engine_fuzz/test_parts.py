"""The fuzzer's own parts: cases are the same each time, well-formed, and come back from their files."""

from __future__ import annotations

from pathlib import Path

import pytest

from lockgate.ir.functions import REGISTRY
from lockgate.ir.traverse import expressions, walk, walk_expr
from lockgate.ir.verify import verify_rel
from tests.engine_fuzz.agreement import Answer, differs, expected
from tests.engine_fuzz.case import Case
from tests.engine_fuzz.growth import MOST_INPUTS, case_of
from tests.engine_fuzz.stored import read, written
from tests.interpreter.test_interpreter import VOLATILE

SEEDS = range(400)
ANY_ANSWER = VOLATILE | {"approx_count_distinct"}
"""Functions of which no one answer is right."""


@pytest.fixture(scope="module")
def cases() -> list[Case]:
    return [case_of(seed) for seed in SEEDS]


def test_a_seed_is_a_case(cases: list[Case]) -> None:
    assert [case_of(seed) for seed in SEEDS[:20]] == cases[:20]


def test_cases_are_well_formed(cases: list[Case]) -> None:
    for case in cases:
        assert verify_rel(case.rel) == [], case.text()
        assert len(case.tables) <= MOST_INPUTS


def test_cases_have_all_functions(cases: list[Case]) -> None:
    used = {
        item.function
        for case in cases
        for rel in walk(case.rel)
        for whole in expressions(rel)
        for item in walk_expr(whole)
        if hasattr(item, "function") and isinstance(item.function, str)
    }
    assert used == set(REGISTRY) - ANY_ANSWER


def test_a_case_comes_back_from_its_file(cases: list[Case], tmp_path: Path) -> None:
    path = tmp_path / "one.case"
    for case in cases[:40]:
        path.write_text(written(case, "+ (1,)"), encoding="utf-8")
        again = read(path)
        assert again.text() == case.text()
        assert differs(case, expected(case), expected(again)) is None


def test_a_missing_row_and_an_error_differ(cases: list[Case]) -> None:
    case, right = next((case, made) for case in cases if len((made := expected(case)).rows) > 1)
    assert differs(case, right, Answer("rows", right.rows[1:])) is not None
    assert differs(case, right, Answer("rows", (*right.rows, right.rows[0]))) is not None
    assert differs(case, right, Answer("broken", message="x")) is not None
    assert differs(case, right, right) is None
