"""Nothing that SQL can say reaches past the named folders, and no setting can be changed back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from lockgate.ir.program import Location
from lockgate.runtime.engines.lockdown import connect
from lockgate.runtime.locations import file_plan
from tests.runtime.plans import export, model, plan, rows, run, statuses


@pytest.fixture
def world(tmp_path: Path) -> Path:
    """A project with ways out of it, and a secret beside it."""
    project = tmp_path / "project"
    (project / "data").mkdir(parents=True)
    (project / "data/a.csv").write_text("a\n1\n", "utf-8")
    (tmp_path / "other").mkdir()
    (tmp_path / "other/secret.csv").write_text("a\nsecret\n", "utf-8")
    (tmp_path / "project-twin").mkdir()
    (tmp_path / "project-twin/secret.csv").write_text("a\nsecret\n", "utf-8")
    (project / "data/way_out").symlink_to(tmp_path / "other")
    (project / "data/secret.csv").symlink_to(tmp_path / "other/secret.csv")
    (tmp_path / "private").mkdir()
    return tmp_path


@pytest.fixture
def locked(world: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    connection = connect(
        str(world / "w.duckdb"),
        read_only=False,
        directories=[str(world / "project")],
        paths=[],
        temp=str(world / "private"),
        memory_mib=256,
        threads=1,
        temp_mib=16,
    )
    yield connection
    connection.close()


ATTACKS = [
    "SELECT * FROM read_csv('/etc/passwd')",
    "SELECT * FROM read_text('/etc/hostname')",
    "SELECT * FROM read_blob('/proc/self/environ')",
    "SELECT * FROM read_csv('file:///etc/passwd')",
    "SELECT * FROM glob('/etc/*')",
    "SELECT * FROM glob('{world}/other/*')",
    "SELECT * FROM '{world}/other/secret.csv'",
    "SELECT * FROM '{world}/project-twin/secret.csv'",
    "SELECT * FROM '{world}/project/../other/secret.csv'",
    "SELECT * FROM '{world}/project/data/way_out/secret.csv'",
    "SELECT * FROM '{world}/project/data/way_out/*.csv'",
    "SELECT * FROM '{world}/project/data/wa?_out/secret.csv'",
    "SELECT * FROM '{world}/project/data/*/secret.csv'",
    "SELECT * FROM '{world}/project/data/secret.csv'",
    "SELECT * FROM read_csv(['{world}/project/data/a.csv', '{world}/other/secret.csv'])",
    "SELECT * FROM read_csv('http://localhost:1/x.csv')",
    "SELECT * FROM read_parquet('s3://bucket/x.parquet')",
    "SELECT * FROM read_duckdb('{world}/other/x.duckdb')",
    "SELECT * FROM sniff_csv('/etc/passwd')",
    "SELECT * FROM parquet_metadata('{world}/other/x.parquet')",
    "SELECT getenv('HOME')",
    "COPY (SELECT 1) TO '{world}/other/x.csv'",
    "COPY (SELECT 1) TO '{world}/project/data/way_out/x.csv'",
    "COPY (SELECT 1) TO '{world}/project/../other/x.csv'",
    "COPY (SELECT 1) TO '/dev/stdout'",
    "COPY main.t FROM '{world}/other/secret.csv'",
    "EXPORT DATABASE '{world}/other/dump'",
    "IMPORT DATABASE '{world}/other/dump'",
    "ATTACH '{world}/other/x.duckdb' AS x",
    "ATTACH 'sqlite:{world}/other/x.db' AS x",
    "INSTALL httpfs",
    "INSTALL httpfs FROM community",
    "INSTALL '{world}/other/x.duckdb_extension'",
    "FORCE INSTALL httpfs FROM 'http://localhost:1'",
    "LOAD httpfs",
    "LOAD '{world}/other/x.duckdb_extension'",
    "CREATE PERSISTENT SECRET s (TYPE http, BEARER_TOKEN 'x')",
    "SET memory_limit = '100GB'",
    "SET enable_external_access = true",
    "SET allowed_directories = ['/']",
    "SET lock_configuration = false",
    "RESET lock_configuration",
    "SET GLOBAL TimeZone = 'Europe/Berlin'",
    "SET SESSION temp_directory = '/'",
    "PRAGMA enable_profiling",
    "PRAGMA threads = 64",
    "CALL enable_logging()",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_is_refused(world: Path, locked: duckdb.DuckDBPyConnection, attack: str) -> None:
    locked.execute("CREATE TABLE main.t (a VARCHAR)")
    with pytest.raises(duckdb.Error):
        locked.execute(attack.format(world=world)).fetchall()
    assert sorted(item.name for item in (world / "other").iterdir()) == ["secret.csv"]
    assert list((world / "private").iterdir()) == []


def test_the_project_can_be_read(world: Path, locked: duckdb.DuckDBPyConnection) -> None:
    found = locked.execute(f"SELECT * FROM '{world}/project/data/a.csv'").fetchall()
    assert found == [(1,)]
    assert locked.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]


@pytest.mark.parametrize(
    "location",
    [
        "../other/secret.csv",
        "data/../../other/secret.csv",
        "data/way_out/secret.csv",
        "data/way_out/*.csv",
        "data/secret.csv",
        "/etc/passwd",
        "https://example.com/x.csv",
        "s3://bucket/x.csv",
        "data/a\0b.csv",
    ],
)
def test_a_source_outside_the_project_gets_no_query(world: Path, location: str) -> None:
    found = file_plan(Location("csv", location), [world / "project"])
    assert found.problem
    assert found.raw_query == ""


def test_a_folder_that_the_project_names_may_be_read(world: Path) -> None:
    location = str(world / "other/secret.csv")
    assert file_plan(Location("csv", location), [world / "project"]).problem
    assert not file_plan(Location("csv", location), [world / "project", world / "other"]).problem


def test_a_link_that_leads_out_through_a_wildcard_is_refused_by_the_run(world: Path) -> None:
    project = world / "project"
    query = f"SELECT * FROM read_csv('{project}/data/*/secret.csv')"
    report = run(plan(project, model("m.x", query), model("m.y", "SELECT 1 AS a")))
    assert statuses(report) == {"m.x": "failed", "m.y": "built"}
    assert "lies outside what this run may touch" in (report.models[0].error or "")


@pytest.mark.parametrize(
    "location",
    [
        "../other/x.csv",
        "/nowhere/x.csv",
        "data/way_out/x.csv",
        "data/way_out/deep/x.csv",
        "s3://b/x.csv",
        "data",
        "a\0b",
    ],
)
def test_an_export_outside_the_project_is_refused(world: Path, location: str) -> None:
    report = run(plan(world / "project", model("m.x", "SELECT 1 AS a"), export("m.x", location)))
    assert not report.ok
    assert report.exports[0].status == "failed"
    assert sorted(item.name for item in (world / "other").iterdir()) == ["secret.csv"]


def test_the_engine_sees_no_environment(world: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(world / "other"))
    (world / "other/duckdb.py").write_text("raise SystemExit('hijacked')", "utf-8")
    monkeypatch.chdir(world / "other")
    database = world / "w.duckdb"
    assert run(plan(world / "project", model("m.x", "SELECT 1 AS a")), database).ok
    assert rows(database, "select a from m.x") == [(1,)]
