"""Specs with what is reported of them, as data: `cases/*.md`."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from lockgate.grammar.parser import parse
from lockgate.passes.resolve import resolve
from lockgate.source import SourceFile

CASES = Path(__file__).parent / "cases"
CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n\n```gate\n(?P<text>.*?)```\n\n(?P<expected>.*?)(?=^## |\Z)", re.M | re.S
)


def cases(folder: Path) -> list[object]:
    """The text and the expected lines of each case in the files of a folder."""
    found = []
    for path in sorted(folder.glob("*.md")):
        for match in CASE.finditer(path.read_text(encoding="utf-8")):
            expected = [line for line in match["expected"].split("\n") if line.strip()]
            found.append(pytest.param(match["text"], expected, id=f"{path.stem}: {match['title']}"))
    return found


def reported(text: str) -> list[str]:
    """`line name` of each diagnostic of a one-file project, in the order of places."""
    source = SourceFile("project.gate", text)
    parsed = parse(source)
    resolution = resolve([parsed.file])
    diagnostics = sorted((*parsed.diagnostics, *resolution.diagnostics), key=lambda item: item.sort_key)
    return [f"{source.position(item.span.start)[0]} {item.name}" for item in diagnostics] or ["silent"]


@pytest.mark.parametrize(("text", "expected"), cases(CASES))
def test_what_is_reported(text: str, expected: list[str]) -> None:
    assert sorted(reported(text)) == sorted(expected)
