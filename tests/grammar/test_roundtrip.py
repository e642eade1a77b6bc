"""Formatting any program gives a text that means the same, and that formatting leaves alone."""

from __future__ import annotations

import re
from random import Random

import pytest
from hypothesis import given

from lockgate.grammar.formatter import format_text
from tests.grammar.programs import program, programs
from tests.grammar.support import ordered, silent

SHARES, EACH = 10, 200
_COMMENT = re.compile(r"'(?:[^'\n]|'')*'|\"[^\"\n]*\"|`[^`\n]*`|(--[^\n]*)")


def comments(text: str) -> list[str]:
    """What all comments say; two that have come behind one line are still two."""
    return sorted(part.strip() for found in _COMMENT.findall(text) for part in found.split("--")[1:])


def check(text: str) -> None:
    laid_out = format_text(text)
    assert ordered(silent(laid_out)) == ordered(silent(text))
    assert format_text(laid_out) == laid_out
    assert comments(laid_out) == comments(text)
    assert all(line == line.rstrip() for line in laid_out.split("\n"))


@pytest.mark.parametrize("share", range(SHARES))
def test_two_thousand_programs(share: int) -> None:
    for seed in range(share * EACH, (share + 1) * EACH):
        check(program(Random(seed)))


@given(programs())
def test_any_program(text: str) -> None:
    check(text)


@given(programs(comments=False))
def test_spaces_and_line_ends_mean_nothing(text: str) -> None:
    assert ordered(silent(re.sub(r"\s+", " ", text))) == ordered(silent(text))
