"""Spark reads files as sources declare them: strictly, the same rows that DuckDB reads."""

from __future__ import annotations

import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
from attrs import evolve

from lockgate.codegen.base import Options, Unsupported
from lockgate.codegen.sql.queries import source_text
from lockgate.grammar.parser import parse
from lockgate.ir.program import Source
from lockgate.passes.resolve import resolve
from lockgate.source import SourceFile
from tests.codegen.engine import connect, literal
from tests.codegen.spark.lake import OPTIONS, Lake, type_name
from tests.engines.runners import EngineFailure

pytestmark = pytest.mark.xdist_group("spark")
COLUMNS = "id bigint, name string, price decimal(6, 2), day date, seen timestamp, at timestamptz, good boolean, x double"  # noqa: E501


def source(read: str, columns: str = COLUMNS) -> Source:
    text = f"source s.t {{ read {read} columns ({columns}) }}"
    made = resolve([parse(SourceFile("s.gate", text)).file])
    assert made.program is not None
    return made.program.sources[0]


def rows(lake: Lake, given: Source) -> list[Any]:
    return sorted(lake.execute(source_text(given, OPTIONS)), key=repr)


def by_duckdb(given: Source) -> list[Any]:
    found = connect().execute(source_text(given, Options())).fetchall()
    return sorted((tuple(map(in_utc, row)) for row in found), key=repr)


def in_utc(value: Any) -> Any:
    zoned = isinstance(value, datetime.datetime) and value.tzinfo is not None
    return value.astimezone(datetime.UTC) if zoned else value


CSV = """NAME,id,price,day,seen,at,good,x,more
"a,""b""
c",1,12.5,2026-01-31,2026-01-31 08:00:00.5,2026-01-31 08:00+02:00,true,1e3,9
,2,,,,,,,
"",3,-0.050,0001-01-01,2026-01-31,2026-01-31T08:00:00Z,F,-inf,9
  \\" x ,+4,1.,2024-02-29,2026-01-31 23:59:59.999999,2026-01-31 08:00:00-1130,no,NaN,9
"""


def test_csv(lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "a b's.csv"
    file.write_text(CSV, encoding="utf-8")
    given = source(f"csv '{str(file).replace(chr(39), chr(39) * 2)}'")
    found = rows(lake, given)
    assert repr(found) == repr(by_duckdb(given))
    assert [row[0] for row in found] == [1, 2, 3, 4]
    assert lake.kinds(source_text(given, OPTIONS)) == [type_name(item.type) for item in given.columns]


def test_csv_in_another_way(lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "rows.txt"
    file.write_text("1;'x;''y';-\n2;-;7.25\n", encoding="utf-8")
    read = f"csv '{file}' (header = false, delimiter = ';', quote = '''', null = '-')"
    given = source(read, "id bigint, name string, price decimal(6, 2)")
    assert rows(lake, given) == by_duckdb(given)


WRONG = [
    ("price", "1.005"), ("price", "99999"), ("price", "x"), ("id", "1.5"), ("id", "99999999999999999999"),
    ("day", "2026-1-31"), ("day", "2026-02-30"), ("seen", "2026-01-31 08:00:00Z"), ("at", "2026-01-31 08:00:00"),
    ("good", "maybe"), ("x", "1d"),
]  # fmt: skip


@pytest.mark.parametrize(("column", "value"), WRONG)
def test_what_is_not_of_the_declared_type_is_an_error(
    column: str, value: str, lake: Lake, tmp_path: Path
) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(f"{column}\n{value}\n", encoding="utf-8")
    kinds = dict(
        part.strip().split(" ", 1) for part in COLUMNS.replace("(6, 2)", "(6,2)").split(","[0:1] + " ")
    )
    given = source(f"csv '{file}'", f"{column} {kinds[column]}")
    with pytest.raises(EngineFailure):
        rows(lake, given)
    with pytest.raises(duckdb.Error):
        by_duckdb(given)


@pytest.mark.parametrize("line", ["1", "1,2,3", '"1'])
def test_a_row_of_another_width_is_an_error_in_all_columns(line: str, lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "rows.csv"
    file.write_text(f"a,b\n1,2\n{line}\n", encoding="utf-8")
    with pytest.raises(EngineFailure):
        rows(lake, source(f"csv '{file}'", "a string"))


def test_json_lines(lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text('{"id": 1, "name": "a\\"b", "more": 1}\n{"id": 2}\n', encoding="utf-8")
    given = source(f"json '{file}'", "id bigint, name string")
    assert rows(lake, given) == by_duckdb(given) == [(1, 'a"b'), (2, None)]


def test_a_json_array(lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text('[{"id": 1, "tags": ["x", "y"]},\n {"id": 2}]', encoding="utf-8")
    given = source(f"json '{file}' (format = 'array')", "id bigint, tags array<string>")
    assert rows(lake, given) == by_duckdb(given) == [(1, ["x", "y"]), (2, None)]


def test_json_that_is_none_is_an_error(lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "rows.json"
    file.write_text('{"id": 1}\n{"id": "x"}\n', encoding="utf-8")
    with pytest.raises(EngineFailure):
        rows(lake, source(f"json '{file}'", "id bigint"))


def test_parquet(lake: Lake, tmp_path: Path) -> None:
    file = tmp_path / "rows.parquet"
    connect().execute(
        f"COPY (SELECT 1::INT AS ID, TIMESTAMP '2026-01-31 08:00:00' AS seen, 1.5::DECIMAL(4, 1) AS price) TO '{file}'"
    )
    given = source(f"parquet '{file}'", "id bigint, seen timestamp, price decimal(6, 2)")
    assert rows(lake, given) == by_duckdb(given)


def test_what_spark_cannot_read_is_refused() -> None:
    given = source("csv 'x.csv'")
    assert given.location is not None
    skipping = evolve(given.location, options=(("skip", literal(2)),))
    with pytest.raises(Unsupported):
        source_text(evolve(given, location=skipping), OPTIONS)
    with pytest.raises(Unsupported):
        source_text(source("csv 'x.csv'", "tags array<string>"), OPTIONS)
