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


TOKEN = re.compile(r"'[^'\n]*'|[A-Za-z_]+|\d+(?:\.\d+)?|\|>|<=|>=|<>|[^\sA-Za-z0-9]")


def slips(every: int) -> list[str]:
    """The project with one token left out, written twice, or with two of its letters swapped."""
    made = []
    for found in list(TOKEN.finditer(PROJECT))[::every]:
        word, before, after = found[0], PROJECT[: found.start()], PROJECT[found.end() :]
        made += [before + after, f"{before}{word} {word}{after}"]
        if word.isalpha() and len(word) > 2 and word[1] != word[2]:
            made.append(before + word[0] + word[2] + word[1] + word[3:] + after)
    return made


def test_one_slip_anywhere_is_rarely_more_than_one_diagnostic() -> None:
    many = 0
    texts = slips(every=4)
    for text in texts:
        result = lockgate.check_text(text)
        found = [item for item in result.diagnostics if item.severity != "note"]
        many += len(reading_order(found, result.sources)) > 1
    assert many <= len(texts) * 0.05, f"{many} of {len(texts)}"
