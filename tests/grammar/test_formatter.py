"""The one layout, as data: `layout/*.gate` is a text, and beside it `*.expected.gate` what it becomes.

`LOCKGATE_UPDATE=1 pytest tests/grammar` writes the expected texts anew; read them in the diff.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lockgate.grammar.formatter import format_text
from tests.grammar.support import ordered, silent

LAYOUT = Path(__file__).parent / "layout"
TEXTS = sorted(path for path in LAYOUT.glob("*.gate") if not path.name.endswith(".expected.gate"))
ROOT = Path(__file__).parents[2]
LAID_OUT = sorted([*ROOT.glob("examples/**/*.gate"), *ROOT.glob("tests/tpch/project/*.gate")])
UPDATE = bool(os.environ.get("LOCKGATE_UPDATE"))


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.stem)
def test_layout(path: Path) -> None:
    text = path.read_bytes().decode("utf-8")
    beside = path.with_suffix(".expected.gate")
    found = format_text(text)
    if UPDATE:
        beside.write_text(found, encoding="utf-8")
    assert found == beside.read_text(encoding="utf-8")
    assert format_text(found) == found
    assert ordered(silent(found)) == ordered(silent(text))


@pytest.mark.parametrize("path", LAID_OUT, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_the_projects_own_texts_are_laid_out(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert format_text(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "model a {\nfrom   x |> wher y\n}",
        "model a { from x key (a,) }",
        "-- \u202e\nmodel   a { }",
        "\x00",
        "a",
    ],
)
def test_what_does_not_parse_stays(text: str) -> None:
    assert format_text(text) == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", ""),
        (" \n\n ", ""),
        ("-- only a comment", "-- only a comment\n"),
        ("\ufeffparam   a INT=1\r\n", "param a int = 1\n"),
        ("-- a\n\n\n\n-- b\nparam a int = - 1", "-- a\n\n-- b\nparam a int = -1\n"),
        ('param a string = "it\'s"', "param a string = 'it''s'\n"),
        ("param `a` int = 1 param `key` int = 1", "param a int = 1\nparam `key` int = 1\n"),
        ("param `order` int = 1", "param `order` int = 1\n"),
        ("model a { }", "model a {\n}\n"),
    ],
)  # fmt: skip
def test_small_texts(text: str, expected: str) -> None:
    assert format_text(text) == expected


def test_a_deep_expression_is_laid_out() -> None:
    text = "function f(a int) int = " + "(a + " * 45 + "a" + ")" * 45 + "\n"
    assert ordered(silent(format_text(text))) == ordered(silent(text))


def test_long_lists_are_laid_out() -> None:
    items = ", ".join(f"c{number} + 1 as d{number}" for number in range(2_000))
    text = f"model a {{\n  from x\n  |> select {items}\n}}\n"
    found = format_text(text)
    assert found.count("\n") == 2_000 + 4
    assert format_text(found) == found
