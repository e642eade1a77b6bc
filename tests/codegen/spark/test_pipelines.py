"""Random pipelines give the same rows on Spark as on DuckDB, in columns of the types that were inferred."""

from __future__ import annotations

import math
from collections import Counter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from lockgate.codegen.sql.queries import query_text
from lockgate.ir.rel import Rel
from tests.codegen.engine import run
from tests.codegen.spark.lake import OPTIONS, Lake, kinds
from tests.codegen.test_pipelines import database
from tests.pipelines import ROWS, SCHEMAS, pipelines

pytestmark = pytest.mark.xdist_group("spark")
DIGITS = 12
"""Sums and means of doubles agree to so many digits."""


def bag(rows: list[Any]) -> Counter[str]:
    return Counter(repr(tuple(rounded(value) for value in row)) for row in rows)


def rounded(value: Any) -> Any:
    if isinstance(value, list):
        return [rounded(item) for item in value]
    if not isinstance(value, float) or not math.isfinite(value) or value == 0:
        return value
    return round(value, DIGITS - 1 - math.floor(math.log10(abs(value)))) + 0.0


def test_rows_and_types_are_those_of_duckdb(lake: Lake) -> None:
    lake.runner.load({name: (schema, ROWS[name]) for name, schema in SCHEMAS.items()})

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(pipelines())
    def agree(rel: Rel) -> None:
        text = query_text(rel, OPTIONS)
        assert bag(lake.execute(text)) == bag(run(rel, database())), text
        assert lake.kinds(text) == kinds(rel.schema), text

    agree()
