"""The suite itself: it covers the function table, and finds what is wrong."""

from __future__ import annotations

from itertools import combinations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st
from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.ir.functions import REGISTRY
from tests.conformance.edges import pairwise
from tests.conformance.engine import TITLES, engine
from tests.conformance.evaluate import key
from tests.conformance.oracle import tried
from tests.conformance.results import of_engine, uncovered


def test_every_entry_of_the_function_table_has_tried() -> None:
    assert uncovered() == []


def test_every_case_has_a_name_of_its_own() -> None:
    assert len({key(case) for case in tried()}) == len(tried())


def test_notes_tell_engines_apart() -> None:
    assert len({title[0] for title in TITLES.values()}) == len(TITLES)


@given(st.lists(st.integers(1, 5), min_size=1, max_size=4))
def test_pairwise_choices_meet_pair_by_pair(sizes: list[int]) -> None:
    made = pairwise(*(range(size) for size in sizes))
    for i, j in combinations(range(len(sizes)), 2):
        assert {(row[i], row[j]) for row in made} == {
            (a, b) for a in range(sizes[i]) for b in range(sizes[j])
        }


WRONG = {
    "//": exp.Div,  # a quotient with its fraction
    "%": exp.IntDiv,
    "<": exp.LTE,
    "||": exp.Add,
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_lowering_is_found(name: str) -> None:
    cases = [case for case in tried() if case.function == name]
    assert cases
    assert name in REGISTRY
    with engine("duckdb") as running:
        wrong = {name: lambda low, call: nodes.binary(WRONG[name], *(low.firm(arg) for arg in call.args))}
        assert not [text for text in of_engine(running, cases).differences if text.startswith(f"{name}:")]
        running.runner.dialect = evolve(
            running.runner.dialect, scalars={**running.runner.dialect.scalars, **wrong}
        )
        assert [text for text in of_engine(running, cases).differences if text.startswith(f"{name}:")]
