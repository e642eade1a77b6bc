"""The nearest names: what people mistype is found, what is only far away is not offered."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.diagnostics.suggest import edit_distance, nearest

COLUMNS = ("order_id", "customer_id", "status", "amount", "amount_net", "ordered_at", "country")


@pytest.mark.parametrize(
    ("name", "best"),
    [
        ("amonut", "amount"),
        ("AMOUNT", "amount"),
        ("statsu", "status"),
        ("orderid", "order_id"),
        ("id_order", "order_id"),
        ("customer", "customer_id"),
        ("orderd_at", "ordered_at"),
        ("contry", "country"),
    ],
)
def test_a_misspelt_name_finds_its_own(name: str, best: str) -> None:
    assert nearest(name, COLUMNS)[:1] == (best,)


@pytest.mark.parametrize("name", ["x", "zz", "revenue", "price", "", "id"])
def test_a_name_that_resembles_none_finds_none(name: str) -> None:
    assert nearest(name, COLUMNS) == ()


def test_an_exact_match_but_for_case_stands_alone() -> None:
    assert nearest("Amount", ["amounts", "amount"]) == ("amount",)


@given(st.text("abc_.", max_size=8), st.lists(st.text("abc_.", max_size=8)), st.integers(0, 4))
def test_the_order_of_candidates_does_not_matter(name: str, names: list[str], limit: int) -> None:
    found = nearest(name, names, limit)
    assert found == nearest(name, [*reversed(names), *names], limit)
    assert len(found) <= limit
    assert set(found) <= set(names)


@given(st.text("ab", max_size=6), st.text("ab", max_size=6), st.integers(0, 6))
def test_distance_is_that_of_the_plain_definition(a: str, b: str, most: int) -> None:
    def plain(i: int, j: int) -> int:
        if i == 0 or j == 0:
            return i + j
        best = min(plain(i - 1, j) + 1, plain(i, j - 1) + 1, plain(i - 1, j - 1) + (a[i - 1] != b[j - 1]))
        if i > 1 and j > 1 and a[i - 1] == b[j - 2] and a[i - 2] == b[j - 1]:
            best = min(best, plain(i - 2, j - 2) + 1)
        return best

    expected = plain(len(a), len(b)) if len(a) + len(b) <= 10 else edit_distance(a, b, 12)
    assert edit_distance(a, b, most) == (expected if expected is not None and expected <= most else None)
