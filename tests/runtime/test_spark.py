"""Runs on Spark, with tables in folders and with those of a Connect server: what is published, kept and refused."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

import lockgate
from lockgate.runtime.engines.spark.folders import Folders
from lockgate.runtime.events import Event
from lockgate.runtime.report import Report
from tests.engines.connect import server
from tests.runtime.projects import ORDERS, SPEC, write_project
from tests.runtime.test_kill import children

pytestmark = pytest.mark.xdist_group("spark")

LOCAL = '[env.dev]\nengine = "spark"\nmaster = "local[2]"\n'
CONNECT = """
[env.dev]
engine = "spark"
remote = "${ADDRESS}"

[env.dev.options]
"spark.sql.session.timeZone" = "Asia/Tokyo"
"spark.sql.ansi.enabled" = false
"""
# Of the second run: a check that fails, an error, a name that is taken, and a model that goes on.
SECOND = (
    SPEC.replace("> 0\n", "< 100\n")
    + """
model mart.broken {
  materialize table
  from shop.orders
  |> extend id // (id - id) as none
}

model mart.taken {
  materialize table
  from shop.customers
  |> select id
}
"""
)


def statuses(report: Report) -> dict[str, str]:
    return {item.name: item.status for item in report.models}


def errors(report: Report) -> dict[str, str]:
    return {item.name: item.error for item in (*report.sources, *report.models) if item.error}


def same_exports(root: Path) -> None:
    """The files of the run before are those that DuckDB makes of the project."""
    ours = {name: (root / "out" / name).read_bytes() for name in ("total.csv", "people.json")}
    top = duckdb.execute(f"SELECT * FROM '{root}/out/top.parquet'").fetchall()
    assert lockgate.run(root, engine="duckdb").ok
    for name, data in ours.items():
        assert sorted(data.splitlines()) == sorted((root / "out" / name).read_bytes().splitlines())
    assert duckdb.execute(f"SELECT * FROM '{root}/out/top.parquet'").fetchall() == top


def second_run_is_as_it_should_be(report: Report) -> None:
    assert statuses(report) == {
        "mart.broken": "failed",
        "mart.people": "built",
        "mart.taken": "failed",
        "mart.total": "failed",
        "stage.paid": "built",
        "top": "skipped",
    }
    found = errors(report)
    assert found["mart.broken"] == "Division by zero"
    assert "lockgate has not made" in found["mart.taken"]
    assert found["mart.total"] == "not published: check `enough` failed"
    (check,) = [check for model in report.models for check in model.checks if check.name == "enough"]
    assert (check.failing_rows, check.sample[0]["revenue"]) == (1, "501.50")
    assert check.sample[0]["newest"] == "2026-01-30 08:00:00.250000"


# -- folders


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Report]:
    """A project and its first run."""
    root = write_project(tmp_path_factory.mktemp("folders"), LOCAL)
    return root, lockgate.run(root)


def versions(root: Path, name: str) -> list[str]:
    return sorted(os.listdir(root / ".lockgate/spark" / name))


def read(root: Path, name: str, what: str) -> list[tuple[Any, ...]]:
    """What anything that reads parquet finds."""
    files = root / ".lockgate/spark" / name / "current/*.parquet"
    return duckdb.execute(f"SELECT {what} FROM '{files}' ORDER BY ALL").fetchall()


def test_a_project_is_built_into_folders(folders: tuple[Path, Report]) -> None:
    root, report = folders
    assert report.ok, report.to_json()
    assert report.engine == "spark"
    assert "replacing a link" in report.to_json()["notes"][0]
    assert read(root, "mart/total", "customer, revenue::VARCHAR") == [(1, "12.00"), (2, "0.01")]
    assert len(versions(root, "mart/total")) == 2
    same_exports(root)


def test_a_second_run_publishes_what_holds_and_keeps_the_rest(folders: tuple[Path, Report]) -> None:
    root, _ = folders
    before = {name: versions(root, name) for name in ("mart/total", "mart/people")}
    (root / ".lockgate/spark/mart/taken").mkdir()
    (root / ".lockgate/spark/mart/taken/mine.parquet").write_bytes(b"precious")
    # What a killed run has left is not in the way, and goes.
    (root / ".lockgate/spark/mart/people" / ("0" * 32)).mkdir()
    write_project(root, LOCAL, SECOND)
    (root / "data/orders.csv").write_text(ORDERS.replace("10.50", "500.00"), "utf-8")
    second_run_is_as_it_should_be(lockgate.run(root))
    assert versions(root, "mart/total") == before["mart/total"]
    assert read(root, "mart/total", "max(revenue)::VARCHAR") == [("12.00",)]
    assert len(versions(root, "mart/people")) == 2
    assert versions(root, "mart/people") != before["mart/people"]
    assert (root / ".lockgate/spark/mart/taken/mine.parquet").read_bytes() == b"precious"
    assert not (root / ".lockgate/spark/mart/broken").exists() or versions(root, "mart/broken") == []


def test_what_is_published_is_shown_and_views_are_computed(folders: tuple[Path, Report]) -> None:
    root, _ = folders
    write_project(root, LOCAL)
    shown = lockgate.show("stage.paid", root)
    assert (len(shown.rows), shown.published, shown.error) == (3, False, None)
    assert shown.rows[0][4] == "2026-01-30 07:00:00"


def test_a_second_run_at_the_same_time_is_told(folders: tuple[Path, Report]) -> None:
    root, _ = folders
    held = Folders(root / ".lockgate/spark", lock=True)
    try:
        report = lockgate.run(root)
    finally:
        held.close()
    assert report.error == "another run holds the lock of this folder of tables; wait until it has ended"


def test_a_session_that_dies_costs_one_model_and_the_next_knows_the_sources(tmp_path: Path) -> None:
    root = write_project(tmp_path, LOCAL)
    others = children(os.getpid())  # other tests' sessions among them

    def watch(event: Event) -> None:
        if (event.name, event.status) == ("mart.people", "running"):
            for worker in set(children(os.getpid())) - set(others):
                for java in children(worker):
                    os.kill(java, signal.SIGKILL)
                    os.kill(worker, signal.SIGKILL)

    report = lockgate.Session(root).run(on_event=watch)
    assert statuses(report) == {
        "mart.people": "failed",
        "mart.total": "built",
        "stage.paid": "built",
        "top": "built",
    }
    assert "killed from outside" in errors(report)["mart.people"]


def test_java_counts_for_the_memory_limit(tmp_path: Path) -> None:
    root = write_project(tmp_path, LOCAL + '[runtime]\nmemory = "400 MiB"\n')
    assert lockgate.run(root).error == "stopped: it needed more memory than the limit of 400 MiB"


# -- a catalogue


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with server(tmp_path_factory.mktemp("connect")) as found:
        yield found


@pytest.mark.filterwarnings("ignore:PySpark does not yet fully support pandas:FutureWarning")
def test_a_project_is_built_on_a_connect_server(
    address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pyspark.sql import SparkSession

    monkeypatch.setenv("ADDRESS", address)
    root = write_project(tmp_path, CONNECT)
    report = lockgate.run(root)
    assert report.ok, report.to_json()
    assert "replacing a view" in report.to_json()["notes"][0]
    same_exports(root)
    spark = SparkSession.builder.remote(address).create()
    try:

        def sql(text: str) -> list[tuple[Any, ...]]:
            return [tuple(row) for row in spark.sql(text).collect()]

        assert sql("SELECT customer, orders FROM mart.total ORDER BY 1") == [(1, 2), (2, 1)]
        tables = sql("SHOW TABLES IN __lockgate")
        assert sorted(name.split("_")[0] for _, name, _ in tables) == ["v", "v", "v"]
        spark.sql("CREATE TABLE mart.taken USING parquet AS SELECT 7 AS precious")
        write_project(root, CONNECT, SECOND)
        (root / "data/orders.csv").write_text(ORDERS.replace("10.50", "500.00"), "utf-8")
        second_run_is_as_it_should_be(lockgate.run(root))
        assert sql("SELECT CAST(max(revenue) AS STRING) FROM mart.total") == [("12.00",)]
        assert sql("SELECT precious FROM mart.taken") == [(7,)]
        # One version of each table, and nothing that did not come to count.
        after = sql("SHOW TABLES IN __lockgate")
        assert len(after) == 3
        assert len({*after} & {*tables}) == 2
    finally:
        spark.stop()
        # It has turned this process to servers, where other tests have a session of their own.
        os.environ.pop("SPARK_CONNECT_MODE_ENABLED", None)
    shown = lockgate.show("mart.total", root)
    assert shown.published
    assert {row[0] for row in shown.rows} == {1, 2}


def test_a_server_that_is_not_there_is_told_without_its_token(tmp_path: Path) -> None:
    settings = '[env.dev]\nengine = "spark"\nremote = "sc://127.0.0.1:1/;token=${TOKEN};use_ssl=false"\n'
    root = write_project(tmp_path, settings + '[env.dev.options]\n"spark.some.secret" = "${TOKEN}"\n')
    environment = {**os.environ, "TOKEN": "s3cr/et"}
    command = [sys.executable, "-m", "lockgate", "run", str(root), "--json"]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    assert done.returncode == 1
    assert "s3cr" not in done.stdout + done.stderr
    assert "no Spark Connect server answers at 127.0.0.1:1" in done.stdout


def test_without_java_the_command_says_what_is_missing(tmp_path: Path) -> None:
    root = write_project(tmp_path, LOCAL)
    command = [sys.executable, "-m", "lockgate", "run", str(root)]
    done = subprocess.run(command, capture_output=True, text=True, env={"PATH": str(tmp_path)})
    assert done.returncode == 2
    assert "Spark needs Java 17" in done.stderr
