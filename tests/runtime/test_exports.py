"""Exports are written whole or not at all, with options from a list."""

from __future__ import annotations

import json
import os
from pathlib import Path

import duckdb
import pytest

from tests.runtime.plans import export, model, plan, rows, run

TWO = model("m.two", "SELECT * FROM (VALUES (1, 'a;b', DATE '2026-01-31'), (2, NULL, NULL)) AS v(id, t, d)")
BROKEN = model("m.two", "SELECT error('no') AS a")


@pytest.mark.parametrize(
    ("kind", "options", "expected"),
    [
        ("csv", {}, "id,t,d\n1,a;b,2026-01-31\n2,,\n"),
        ("csv", {"header": False, "delimiter": ";", "null": "-"}, '1;"a;b";2026-01-31\n2;-;-\n'),
        ("csv", {"date_format": "%d.%m.%Y"}, "id,t,d\n1,a;b,31.01.2026\n2,,\n"),
        ("json", {}, '{"id":1,"t":"a;b","d":"2026-01-31"}\n{"id":2,"t":null,"d":null}\n'),
    ],
)
def test_a_text_export_is_as_its_options_say(
    tmp_path: Path, kind: str, options: dict[str, object], expected: str
) -> None:
    report = run(plan(tmp_path, TWO, export("m.two", f"out/deep/x.{kind}", kind, **options)))
    assert report.ok
    assert (report.exports[0].status, report.exports[0].rows) == ("written", 2)
    assert (tmp_path / f"out/deep/x.{kind}").read_text("utf-8") == expected
    assert os.listdir(tmp_path / "out/deep") == [f"x.{kind}"]


def test_json_may_be_one_array(tmp_path: Path) -> None:
    assert run(plan(tmp_path, TWO, export("m.two", "x.json", "json", format="array"))).ok
    assert [row["id"] for row in json.loads((tmp_path / "x.json").read_text("utf-8"))] == [1, 2]


def test_a_parquet_export_keeps_the_types(tmp_path: Path) -> None:
    assert run(plan(tmp_path, TWO, export("m.two", "x.parquet", "parquet", compression="zstd"))).ok
    with duckdb.connect() as connection:
        found = connection.execute(f"describe from '{tmp_path}/x.parquet'").fetchall()
        codec = connection.execute(
            f"select distinct compression from parquet_metadata('{tmp_path}/x.parquet')"
        )
        assert codec.fetchall() == [("ZSTD",)]
    assert [row[1] for row in found] == ["INTEGER", "VARCHAR", "DATE"]


def test_an_export_may_be_a_table_but_not_a_dataset_of_the_project(tmp_path: Path) -> None:
    database = tmp_path / "w.duckdb"
    assert run(plan(tmp_path, TWO, export("m.two", "handed.over", "table")), database).ok
    assert rows(database, "select count(*) from handed.over") == [(2,)]
    report = run(plan(tmp_path, TWO, export("m.two", "M.Two", "table")), database)
    assert report.exports[0].error == "`M.Two` is a dataset of the project already"


@pytest.mark.parametrize(
    ("kind", "options", "error"),
    [
        ("csv", {"delimiter": ";; DROP"}, "`delimiter` must be one character"),
        ("csv", {"header": "yes"}, "`header` must be true or false"),
        ("csv", {"force_quote": "*"}, "csv has no option `force_quote`"),
        ("parquet", {"header": True}, "parquet has no option `header`"),
        ("parquet", {"compression": "zstd); DROP"}, "`compression` must be one of"),
        ("parquet", {"row_group_size": 0}, "`row_group_size` must be a whole number"),
        ("xlsx", {}, "no export can have the format `xlsx`"),
    ],
)
def test_an_option_that_is_not_there_is_refused(
    tmp_path: Path, kind: str, options: dict[str, object], error: str
) -> None:
    report = run(plan(tmp_path, TWO, export("m.two", "x.out", kind, **options)))
    assert not report.ok
    assert error in (report.exports[0].error or "")
    assert list(tmp_path.iterdir()) == []


def test_an_old_file_stays_when_the_model_or_the_export_fails(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("old", "utf-8")
    report = run(plan(tmp_path, BROKEN, export("m.two", "x.csv")))
    assert (report.exports[0].status, report.exports[0].error) == (
        "skipped",
        "not written because `m.two` failed",
    )
    late = model("m.two", "SELECT 1 AS a")
    failing = plan(tmp_path, late, export("m.two", "x.csv", "csv", date_format="%d"))
    from attrs import evolve

    made = evolve(failing, exports=(evolve(failing.exports[0], query="SELECT error('late') AS a"),))
    report = run(made)
    assert (report.exports[0].status, report.exports[0].error) == ("failed", "late")
    assert [(item.name, item.read_text("utf-8")) for item in tmp_path.iterdir()] == [("x.csv", "old")]


def test_what_a_killed_export_left_is_removed_and_nothing_else(tmp_path: Path) -> None:
    for name in (".x.csv.0123abcd.lockgate-tmp", ".y.csv.0123abcd.lockgate-tmp", ".x.csv.mine"):
        (tmp_path / name).write_text("half", "utf-8")
    assert run(plan(tmp_path, TWO, export("m.two", "x.csv"))).ok
    left = sorted(item.name for item in tmp_path.iterdir())
    assert left == [".x.csv.mine", ".y.csv.0123abcd.lockgate-tmp", "x.csv"]


def test_a_file_of_any_name_is_a_file(tmp_path: Path) -> None:
    name = "it's; DROP TABLE x --.csv"
    assert run(plan(tmp_path, TWO, export("m.two", name))).ok
    assert [item.name for item in tmp_path.iterdir()] == [name]
