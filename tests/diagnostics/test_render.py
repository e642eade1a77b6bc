"""What people see: every case as data, and nothing raw or crooked whatever the text holds.

`LOCKGATE_UPDATE=1 pytest tests/diagnostics` writes the expected output anew; read it in the diff.
"""

from __future__ import annotations

import os
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.diagnostics import CATALOGUE, Edit, Fix, Related, UnknownColumn
from lockgate.diagnostics.display import Output
from lockgate.diagnostics.render import render
from lockgate.source import SourceFile, Span
from tests.diagnostics import cases

EVIL = st.text(
    st.sampled_from("ab \t\n\r\0\x1b\x7f\x9b\u0301\u200b\u202e\u2066\ufeff\u3164漢🙂é\ud800\u2028«`'"),
    max_size=40,
)
OFFSETS = st.integers(-5, 60)
SPANS = st.builds(Span, st.sampled_from(["a.gate", "b.gate", "\x1b[31mc"]), OFFSETS, OFFSETS)
DIAGNOSTICS = st.builds(
    lambda kind, **rest: kind(**rest),
    st.sampled_from(CATALOGUE),
    span=SPANS,
    message=EVIL,
    help=EVIL,
    related=st.lists(st.builds(Related, EVIL, st.none() | SPANS), max_size=3).map(tuple),
    expected=st.lists(EVIL, max_size=2).map(tuple),
    fixes=st.lists(
        st.builds(
            Fix,
            EVIL,
            st.lists(st.builds(Edit, SPANS, EVIL), max_size=3).map(tuple),
            st.sampled_from(["safe", "unsafe", "shown"]),
        ),
        max_size=2,
    ).map(tuple),
)


@pytest.mark.parametrize("path", cases.paths(), ids=lambda path: path.stem)
def test_rendering(path: Path) -> None:
    diagnostic, sources = cases.read(path)
    shown = render(diagnostic, sources) + "\n"
    if os.environ.get("LOCKGATE_UPDATE"):
        head = path.read_text(encoding="utf-8").partition("=== shown\n")[0]
        path.write_text(f"{head}=== shown\n{shown}", encoding="utf-8")
    assert shown == cases.parts(path)["shown"]


@given(DIAGNOSTICS, EVIL, EVIL)
def test_whatever_it_holds_nothing_raw_is_shown(diagnostic: UnknownColumn, a: str, b: str) -> None:
    sources = {"a.gate": SourceFile("a.gate", a), "b.gate": SourceFile("b.gate", b)}
    for output in (Output(), Output(encoding="ascii"), Output(encoding="latin-1")):
        shown = render(diagnostic, sources, output)
        assert not any(unicodedata.category(char)[0] == "C" for char in shown if char != "\n")
        shown.encode(output.encoding)


@given(DIAGNOSTICS, EVIL)
def test_colour_only_adds_colour(diagnostic: UnknownColumn, text: str) -> None:
    sources = {"a.gate": SourceFile("a.gate", text)}
    coloured = render(diagnostic, sources, Output(color=True))
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == render(diagnostic, sources)


@given(st.text(st.sampled_from("ab\t漢é\u0301"), max_size=20), st.integers(0, 20), st.integers(1, 5))
def test_carets_stand_under_the_mistake(line: str, start: int, length: int) -> None:
    """The marks begin and end in the columns in which the marked text begins and ends."""
    start = min(start, len(line))
    marked = line[start : start + length]
    source = SourceFile("a.gate", line + "\n")
    diagnostic = UnknownColumn(span=Span("a.gate", start, start + len(marked)), message="m")
    rows = render(diagnostic, {"a.gate": source}).split("\n")
    caret = next(row for row in rows if "^" in row)
    before = caret.index("^") - len("  | ")
    assert before == _columns(line[:start], 0)
    assert caret.count("^") == max(_columns(marked, before), 1)


def _columns(text: str, at: int) -> int:
    column = at
    for char in text:
        if char == "\t":
            column += 4 - column % 4
        elif unicodedata.category(char) != "Mn":
            column += 2 if unicodedata.east_asian_width(char) == "W" else 1
    return column - at


def test_of_a_very_long_line_the_part_around_the_mistake_is_shown() -> None:
    text = "select " + "x, " * 300_000 + "BAD, " + "y, " * 300_000
    at = text.index("BAD")
    diagnostic = UnknownColumn(span=Span("a.gate", at, at + 3), message="m")
    shown = render(diagnostic, {"a.gate": SourceFile("a.gate", text)})
    assert max(map(len, shown.split("\n"))) < 150
    line, caret = shown.split("\n")[-2:]
    assert line[caret.index("^") : caret.index("^") + 3] == "BAD"
