"""Each optimising pass, executed before and after on DuckDB: the same bag of rows, and no new error."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings

from lockgate.ir.program import Model, Program
from lockgate.ir.rel import Rel
from lockgate.ir.verify import verify_rel
from lockgate.passes import manager
from lockgate.passes.pipeline import Pipeline
from tests.passes.engine import DATA, connect, same_answer
from tests.passes.pipelines import TABLES, relations

PIPELINES = ("fold-constants", "push-filters", "prune-columns", "fold-constants,push-filters,prune-columns")


@pytest.fixture(scope="module", params=sorted(DATA))
def database(request: pytest.FixtureRequest) -> Iterator[duckdb.DuckDBPyConnection]:
    with connect(request.param) as connection:
        yield connection


def optimised(rel: Rel, pipeline: str) -> Rel:
    from lockgate.ir.program import Source, SourceColumn

    sources = tuple(
        Source(name, tuple(SourceColumn(c.name, c.type, c.nullable) for c in schema), None)
        for name, schema in sorted(TABLES.items())
    )
    program = Program("test", sources, (Model("m", rel),))
    return manager.run(program, Pipeline.parse(pipeline), strict=True).program.models[0].query


@settings(
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.large_base_example,
    ]
)
@given(rel=relations())
@pytest.mark.parametrize("pipeline", PIPELINES)
def test_the_same_rows(database: duckdb.DuckDBPyConnection, pipeline: str, rel: Rel) -> None:
    assert verify_rel(rel) == []
    made = optimised(rel, pipeline)
    assert same_answer(database, rel, made, keeps_errors=pipeline == "fold-constants")


@pytest.mark.parametrize("pipeline", PIPELINES[:3])
@given(rel=relations())
def test_a_second_run_changes_nothing(pipeline: str, rel: Rel) -> None:
    once = optimised(rel, pipeline)
    assert optimised(once, pipeline) is once
