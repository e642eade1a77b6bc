"""One mistake in a project with many readers is one diagnostic, found under its name at its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lockgate
from lockgate.diagnostics.reading import reading_order

HERE = Path(__file__).parent / "causes"
PROJECT = (HERE / "project.gate").read_text(encoding="utf-8")
CASE = re.compile(r"^## (\d+) ([a-z-]+)(?: (\d+) places)?\n\n```diff\n(.*?)^```$", re.M | re.S)
CASES = [found.groups() for found in CASE.finditer((HERE / "cases.md").read_text(encoding="utf-8"))]


def changed(diff: str) -> str:
    """The project with the lines of `-` replaced by those of `+`, which may be parts of lines."""
    old = "\n".join(line[1:] for line in diff.splitlines() if line.startswith("-"))
    new = "\n".join(line[1:] for line in diff.splitlines() if line.startswith("+"))
    assert PROJECT.count(old) >= 1, old
    return PROJECT.replace(old, new, 1)


def test_the_project_is_fine_and_there_are_many_mistakes() -> None:
    assert not [item for item in lockgate.check_text(PROJECT).diagnostics if item.severity != "note"]
    assert len(CASES) > 100


@pytest.mark.parametrize(("line", "name", "places", "diff"), CASES)
def test_one_mistake_is_one_diagnostic(line: str, name: str, places: str | None, diff: str) -> None:
    result = lockgate.check_text(changed(diff))
    found = [item for item in result.diagnostics if item.severity != "note"]
    assert {item.name for item in found} == {name}, [(item.name, item.message) for item in found]
    assert len(found) == int(places or 1)
    (group,) = reading_order(found, result.sources)
    assert result.sources["spec.gate"].position(group.first.span.start)[0] == int(line)
