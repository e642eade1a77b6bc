"""Specs with what is reported of them, as data: `cases/*.md`."""

from __future__ import annotations

from pathlib import Path

import pytest

import lockgate
from tests.passes.resolve.test_cases import cases

CASES = Path(__file__).parent / "cases"


def reported(text: str) -> list[str]:
    """`line name` of each diagnostic of a one-file project, in the order of places."""
    result = lockgate.check_text(text, path="project.gate")
    source = result.sources["project.gate"]
    found = [f"{source.position(item.span.start)[0]} {item.name}" for item in result.diagnostics]
    return found or ["silent"]


@pytest.mark.parametrize(("text", "expected"), cases(CASES))
def test_what_is_reported(text: str, expected: list[str]) -> None:
    assert sorted(reported(text)) == sorted(expected)
