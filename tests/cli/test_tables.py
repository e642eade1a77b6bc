"""Tables on a terminal: aligned whatever the characters, cut where the terminal ends, plain where it must be."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from lockgate.cli.reports import rows_table
from lockgate.cli.tables import table
from lockgate.diagnostics.display import Output, cells

CELL = st.text(st.sampled_from("ab 漢é\u0301\t\x1b\n\u202e"), max_size=60)


def columns(line: str) -> int:
    return sum(cell.width for cell in cells(line))


def test_numbers_to_the_right_and_null_as_such() -> None:
    rows = [{"name": "Ada", "amount": "12.50", "n": None}, {"name": "NULL", "amount": "3.00", "n": 7}]
    assert rows_table(rows, Output()).split("\n") == [
        "name    amount     n",
        "──────  ──────  ────",
        "Ada      12.50  NULL",
        "'NULL'    3.00     7",
    ]


def test_lines_in_ascii_where_the_output_needs_it() -> None:
    shown = table(["é"], [["x" * 80]], Output(encoding="ascii"))
    assert shown.isascii()
    assert shown.split("\n")[0] == "\\u{e9}"


def test_what_does_not_fit_is_named() -> None:
    shown = table(["a", "b", "c"], [["1" * 10, "2" * 10, "3" * 10]], Output(), width=25)
    assert shown.split("\n")[-1] == "and 1 more column: c"
    assert shown.split("\n")[2] == f"{'1' * 10}  {'2' * 10}"


@given(st.lists(st.lists(CELL, min_size=2, max_size=2), max_size=5))
def test_every_row_is_one_line_as_wide_as_the_rule_at_most(rows: list[list[str]]) -> None:
    lines = table(["one", "two"], rows, Output()).split("\n")
    assert len(lines) == len(rows) + 2
    assert all(columns(line) <= columns(lines[1]) for line in lines)
    assert not any(re.search("[\x00-\x1f\u202e]", line) for line in lines)


@given(st.lists(st.sampled_from(["built", "failed", "x"]), max_size=5))
def test_colour_only_adds_colour(words: list[str]) -> None:
    rows = [[word, "1"] for word in words]
    kinds = {"built": "added", "failed": "error"}
    coloured = table(["status", "n"], rows, Output(color=True), colors=kinds)
    assert re.sub(r"\x1b\[[0-9;]*m", "", coloured) == table(["status", "n"], rows, Output())
