"""What targets make of a snapshot, whose table holds what no query gives again."""

from __future__ import annotations

import pytest

import lockgate
from lockgate.codegen.base import Options, Refused, get_target

SPEC = """
source raw.people {
  read table 'raw.t_people'
  columns (id bigint not null, name string)
  key (id)
}

model mart.people {
  materialize snapshot key (id)
  from raw.people
}
"""


@pytest.mark.parametrize("dialect", ["duckdb", "postgres", "spark", "snowflake", "bigquery"])
def test_no_file_replaces_a_history(dialect: str) -> None:
    program = lockgate.check_text(SPEC).program
    files = get_target("sql").emit(program, Options(dialect=dialect))
    text = next(body for path, body in files.items() if path.name == "mart.people.sql")
    assert "CREATE TABLE IF NOT EXISTS" in text
    assert "REPLACE" not in text
    assert "DROP" not in text


def test_a_program_that_builds_whole_tables_is_refused() -> None:
    with pytest.raises(Refused, match="would lose the history"):
        get_target("pyspark").emit(lockgate.check_text(SPEC).program, Options())
