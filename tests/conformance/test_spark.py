"""The suite on Spark."""

from __future__ import annotations

import pytest

from tests.conformance import holds

ENGINE = "spark"
pytestmark = pytest.mark.xdist_group("spark")


def test_no_unexplained_difference() -> None:
    holds.no_unexplained_difference(ENGINE)


def test_every_entry_is_executed() -> None:
    holds.every_entry_is_executed(ENGINE)


def test_every_explanation_explains() -> None:
    holds.every_explanation_explains(ENGINE)


def test_the_page_says_so() -> None:
    holds.page_says_so(ENGINE)
