"""What a target cannot keep is an error where it stands, and no file is written; the rest of the targets write it."""

from __future__ import annotations

from pathlib import Path

import pytest

import lockgate
from lockgate.codegen.sql.dialects import DIALECTS

LONG = "x" * 70
SPEC = f"""source s {{ read csv 'x.csv' columns (a string not null) }}
model m {{
  from s
  |> extend regexp_extract(a, '(a+)+') as r
}}
model n {{ from s |> select a as `{LONG}` }}
"""


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    path = tmp_path / "p.gate"
    path.write_text(SPEC, encoding="utf-8")
    return path


def test_each_is_reported_at_its_place(spec: Path) -> None:
    made = lockgate.compile(spec, target="sql", dialect="postgres")
    assert not made.ok
    assert dict(made) == {}
    found = [(item.name, SPEC[item.span.start : item.span.end]) for item in made.diagnostics]
    assert ("unsupported-on-target", "regexp_extract(a, '(a+)+')") in found
    assert [name for name, _ in found] == ["unsupported-on-target"] * 2
    assert all("postgres" in item.message for item in made.diagnostics)


@pytest.mark.parametrize("dialect", ["duckdb", "spark", "snowflake", "bigquery"])
def test_others_keep_it(spec: Path, dialect: str) -> None:
    made = lockgate.compile(spec, target="sql", dialect=dialect)
    assert made.ok
    assert sorted(made)[-1] == "sources/s.sql"


@pytest.mark.parametrize("dialect", sorted(DIALECTS))
def test_every_example_is_kept(dialect: str) -> None:
    for project in ("examples/flights", "examples/shop", "tests/tpch/project", "tests/tpcds/project"):
        folder = Path(__file__).parents[2] / project
        made = lockgate.compile(folder, target="sql", dialect=dialect, allow=("fanout-aggregate",))
        assert made.ok, (project, made.diagnostics)


@pytest.mark.parametrize("dialect", ["postgres", "bigquery", "snowflake"])
def test_a_file_that_an_engine_cannot_read_is_a_table_to_be_loaded(spec: Path, dialect: str) -> None:
    spec.write_text(SPEC.partition("model")[0], encoding="utf-8")
    text = lockgate.compile(spec, target="sql", dialect=dialect)["sources/s.sql"]
    assert "cannot read csv files; load them here" in text
    assert "CREATE TABLE IF NOT EXISTS" in text
    assert "NOT NULL" in text
    assert "DROP" not in text
