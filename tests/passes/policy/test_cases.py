"""Projects with policies and what is reported of them, with its severity, as data: `cases/*.md`."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

import lockgate
from tests.passes.resolve.test_cases import cases

CASES = Path(__file__).parent / "cases"
DAY = datetime.date(2026, 6, 1)


def reported(text: str, day: datetime.date | None = DAY) -> list[str]:
    """`line severity name` of each diagnostic of a one-file project, in the order of places."""
    result = lockgate.check_text(text, path="project.gate", run_date=day)
    source = result.sources["project.gate"]
    found = [
        f"{source.position(item.span.start)[0]} {item.severity} {item.name}" for item in result.diagnostics
    ]
    return found or ["silent"]


@pytest.mark.parametrize(("text", "expected"), cases(CASES))
def test_what_is_reported(text: str, expected: list[str]) -> None:
    assert sorted(reported(text)) == sorted(expected)
