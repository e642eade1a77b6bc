"""The fixes of orders, joins and averages do away with what they are for, and make no new mistake."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

import lockgate
from tests.passes.checks.test_cases import CASES
from tests.passes.resolve.test_cases import cases

FILES = ("nondeterministic-order", "unneeded-many", "suspicious-join-key", "average-of-averages")
EVERY: list[Any] = cases(CASES)
WRONG = [item for item in EVERY if item.id.startswith(FILES) and item.values[1] != ["silent"]]


@pytest.mark.parametrize(("text", "expected"), WRONG)
def test_what_has_a_fix_is_gone_with_it(text: str, expected: list[str], tmp_path: Path) -> None:
    before = lockgate.check_text(text).diagnostics
    (tmp_path / "project.gate").write_text(text, encoding="utf-8")
    result = lockgate.fix(tmp_path, unsafe=True)
    left = [item.name for item in result.left.diagnostics]
    assert sorted(left) == sorted(item.name for item in before if not item.fixes)


def test_leaving_many_out_is_safe(tmp_path: Path) -> None:
    """It is done without asking, so it may change nothing but the word."""
    text = next(item.values[0] for item in WRONG if item.id.endswith("a lookup by key"))
    (tmp_path / "project.gate").write_text(text, encoding="utf-8")
    assert lockgate.fix(tmp_path).changed == {"project.gate": text.replace("join many", "join")}


def test_each_kind_has_a_fix_somewhere() -> None:
    fixed = {
        item.name for case in WRONG for item in lockgate.check_text(case.values[0]).diagnostics if item.fixes
    }
    assert fixed == set(FILES)
