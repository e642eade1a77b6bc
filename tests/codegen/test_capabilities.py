"""A dialect without QUALIFY, FILTER, semi joins, UNPIVOT or full joins of any condition gives the same rows."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import HealthCheck, given, settings

from lockgate.codegen.sql.dialect import Dialect
from lockgate.codegen.sql.dialects import load
from lockgate.codegen.sql.printer import text_of
from lockgate.codegen.sql.relations import Builder
from lockgate.ir.rel import Rel
from tests.codegen.engine import OPTIONS
from tests.codegen.test_pipelines import rows
from tests.pipelines import pipelines

FULL = load("duckdb")
POOR = evolve(
    FULL,
    qualify=False,
    filters=False,
    window_filters=False,
    semi_joins=False,
    unpivot=False,
    full_joins=False,
    repeated_groups=False,
    empty_totals=False,
    conditions_in_order=False,
)
WORDS = ("QUALIFY", " SEMI JOIN", " ANTI JOIN", "UNPIVOT")


def text(rel: Rel, dialect: Dialect) -> str:
    return text_of(Builder(dialect, OPTIONS).query(rel), dialect.printer, dialect.name)


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(pipelines())
def test_rows_are_the_same_without_them(rel: Rel) -> None:
    poor = text(rel, POOR)
    assert not any(word in poor for word in WORDS), poor
    assert rows(poor) == rows(text(rel, FULL)), poor


@pytest.mark.parametrize("flag", ["qualify", "filters", "semi_joins", "unpivot", "full_joins", "empty_totals"])
def test_each_alone(flag: str) -> None:
    dialect = evolve(FULL, **{flag: False})

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    @given(pipelines())
    def same(rel: Rel) -> None:
        assert rows(text(rel, dialect)) == rows(text(rel, FULL))

    same()
