"""A pattern in which one group is left captures what that group captured."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lockgate.codegen.sql.bigquery.patterns import only_group

PARTS = st.sampled_from(
    ["a", "b", ".", "[ab]", "[]a(]", "[^(]", "[[:alpha:](]", r"\(", r"\\", r"\d", "(?:a)", "(?i:b)"]
)
PATTERNS = st.recursive(
    PARTS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map("".join),
        inner.map("({})".format),
        inner.map("(?:{})?".format),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
    ),
    max_leaves=8,
)


@settings(max_examples=300)
@given(PATTERNS.filter(lambda text: "[:" not in text), st.text("ab(\\1", max_size=6), st.integers(0, 3))
def test_it_captures_the_same(pattern: str, text: str, group: int) -> None:
    whole = re.compile(pattern)
    found = only_group(pattern, group)
    if group > whole.groups:
        assert found is None
        return
    assert found is not None
    narrowed = re.compile(found[0])
    assert narrowed.groups == (1 if group else 0)
    before, after = whole.search(text), narrowed.search(text)
    assert (before is None) == (after is None)
    if before is not None and after is not None:
        assert before.group(group) == after.group(narrowed.groups)
        if before.group(group) is None:
            assert found[1]


@pytest.mark.parametrize(
    ("pattern", "group", "narrowed"),
    [
        ("(a)(b)", 0, "(?:a)(?:b)"),
        ("(?P<x>a)(b)", 2, "(?:a)(b)"),
        ("(?P<x>a)(b)", 1, "(a)(?:b)"),
        (r"\Q(\E(a)", 1, r"\Q(\E(a)"),
        ("[[:alpha:](](a)", 1, "[[:alpha:](](a)"),
    ],
)
def test_patterns_of_re2(pattern: str, group: int, narrowed: str) -> None:
    found = only_group(pattern, group)
    assert found is not None
    assert found[0] == narrowed
