"""Random pipelines: the generated DataFrame code on Spark against the generated SQL on DuckDB, as bags."""

from __future__ import annotations

from functools import cache

import pytest
from hypothesis import HealthCheck, given, seed, settings
from pyspark.sql import DataFrame

from lockgate.codegen.base import Options
from lockgate.codegen.sql.queries import query_text
from lockgate.ir.rel import Rel
from tests.codegen.pyspark.support import bag, code, frame, rows, table
from tests.codegen.test_pipelines import database
from tests.pipelines import ROWS, SCHEMAS, pipelines

pytestmark = pytest.mark.xdist_group("spark")


@cache
def tables() -> dict[str, DataFrame]:
    return {name: table(schema, ROWS[name]).cache() for name, schema in SCHEMAS.items()}


@seed(20260101)
@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(pipelines())
def test_the_code_gives_the_rows_of_the_sql(rel: Rel) -> None:
    expected = database().execute(query_text(rel, Options())).fetchall()
    made = frame(rel, tables())
    assert tuple(made.columns) == rel.schema.names
    assert bag(rows(made)) == bag(expected), code(rel, tuple(SCHEMAS))
