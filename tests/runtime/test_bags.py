"""Bags of rows: order is nothing, how often is everything, floats agree nearly and all else exactly."""

from __future__ import annotations

import math
from collections import Counter
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lockgate.runtime.bags import Row, difference, equal

VALUES = st.one_of(st.none(), st.booleans(), st.integers(-3, 3), st.sampled_from(["", "a", "b"]))
ROWS = st.lists(st.tuples(VALUES, VALUES), max_size=8)


@given(expected=ROWS, actual=ROWS)
def test_exact_rows_differ_as_multisets_do(expected: list[Row], actual: list[Row]) -> None:
    def keys(rows: list[Row]) -> Counter[object]:
        return Counter(tuple((type(value).__name__, value) for value in row) for row in rows)

    missing, unexpected = difference(expected, actual)
    assert keys(missing) == keys(expected) - keys(actual)
    assert keys(unexpected) == keys(actual) - keys(expected)


@given(rows=st.lists(st.tuples(st.floats(), VALUES), max_size=8), data=st.data())
def test_a_shuffled_bag_is_the_same(rows: list[Row], data: st.DataObject) -> None:
    assert difference(rows, data.draw(st.permutations(rows))) == ([], [])


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        (0.1 + 0.2, 0.3, True),
        (1.0, 1.0 + 1e-8, False),
        (0.0, 1e-12, False),
        (math.nan, math.nan, True),
        (math.nan, 1.0, False),
        (math.inf, math.inf, True),
        (math.inf, -math.inf, False),
        (Decimal("1.0"), Decimal("1.00"), True),
        (1, Decimal("1.00"), True),
        ([0.1 + 0.2, None], [0.3, None], True),
        ({"a": 0.1 + 0.2}, {"a": 0.3}, True),
        ([1], [1, 1], False),
        (None, 0, False),
        (None, None, True),
    ],
)
def test_values(left: object, right: object, same: bool) -> None:
    assert equal(left, right) is same
    assert difference([(left,)], [(right,)]) == (([], []) if same else ([(left,)], [(right,)]))


def test_a_row_is_used_once() -> None:
    assert difference([(1,), (1,)], [(1,)]) == ([(1,)], [])
    assert difference([(1.0,)], [(1.0,), (1.0,)]) == ([], [(1.0,)])
