"""Generated pipelines on ZetaSQL and on DuckDB: the same bags of rows."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql.bigquery.names import name_problem
from lockgate.codegen.sql.queries import query_text
from lockgate.ir.rel import Rel
from tests.codegen.bigquery.support import plain, run
from tests.codegen.engine import OPTIONS
from tests.codegen.test_pipelines import database
from tests.engines.zetasql import Database
from tests.pipelines import ROWS, SCHEMAS, pipelines

DATABASE = Database({name: (schema, ROWS[name]) for name, schema in SCHEMAS.items()})


# Not shrunk: an interpreter in WebAssembly is slow, and the first failure is small enough to read.
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.generate],
)
@given(pipelines())
def test_rows_are_those_of_duckdb(rel: Rel) -> None:
    if any(name_problem(name) for name in rel.schema.names):
        with pytest.raises(Unsupported, match="column name"):
            run(rel, DATABASE)
        return
    found = Counter(run(rel, DATABASE))
    expected = database().execute(query_text(rel, OPTIONS)).fetchall()
    assert found == Counter(tuple(map(plain, row)) for row in expected)
