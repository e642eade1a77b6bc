"""Every mistake is found under its name at its place, and its correct near-twins are silent."""

from __future__ import annotations

import pytest

from tests.mistakes.case import Case, Page, cases, pages
from tests.mistakes.judge import judge
from tests.mistakes.page import PAGE, open_cases, text

CASES = cases()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_case_is_as_expected_or_known_to_be_open(case: Case) -> None:
    verdict = judge(case)
    assert verdict.good is (case.id not in open_cases()), (*verdict.missed, *verdict.alarms)


@pytest.mark.parametrize("page", pages(), ids=lambda page: page.path.stem)
def test_a_mistake_has_three_wrong_specs_and_three_right_ones(page: Page) -> None:
    """Fewer would let a rule that is keyed to one schema pass."""
    wrong = [case for case in page.cases if case.wrong]
    assert len(wrong) >= 3 or not page.names
    assert len(page.cases) - len(wrong) >= 3
    assert len({case.title for case in page.cases}) == len(page.cases)
    named = {choice.split()[1] for case in wrong for mark in case.marks for choice in mark.wanted}
    assert set(page.names) <= named, "a name of the mistake that no case expects"


def test_what_is_open_is_a_case() -> None:
    assert open_cases() <= {case.id for case in CASES}


def test_the_page_is_what_the_run_says() -> None:
    """`python -m tests.mistakes` brings it up to date."""
    assert PAGE.read_text(encoding="utf-8") == text([judge(case) for case in CASES])
