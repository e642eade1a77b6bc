"""A query that runs away is stopped with a reason, and the run goes on."""

from __future__ import annotations

from pathlib import Path

import pytest
from attrs import evolve

from lockgate.runtime.client import Worker, WorkerStopped
from lockgate.runtime.limits import Limits
from lockgate.runtime.place import Place
from tests.runtime.plans import LIMITS, check, model, plan, rows, run, statuses

AFTER = model("m.z_after", "SELECT 1 AS a")
# Aggregate states lie outside what the engine counts against its own limit.
HUNGRY = (
    "SELECT count(l) AS n FROM (SELECT list(repeat('x', 1000) || a.i) AS l"
    " FROM range(1000000000) AS a(i), range(1000000000) AS b(i) GROUP BY a.i % 3)"
)
ENDLESS = "SELECT sum(a.i * b.i % 7) AS n FROM range(1000000) AS a(i), range(1000000) AS b(i)"


@pytest.mark.parametrize(
    ("query", "limits", "reason"),
    [
        pytest.param(
            HUNGRY, evolve(LIMITS, memory_mib=150), "more memory than the limit of 150 MiB", id="memory"
        ),
        pytest.param(ENDLESS, evolve(LIMITS, step_seconds=1.0), "longer than the limit of 1 s", id="wall"),
        pytest.param(
            ENDLESS, evolve(LIMITS, cpu_seconds=1), "more processor time than the limit of 1 s", id="cpu"
        ),
    ],
)
def test_a_runaway_model_is_stopped_and_the_run_goes_on(
    tmp_path: Path, query: str, limits: Limits, reason: str
) -> None:
    database = tmp_path / "w.duckdb"
    before = model("m.a_before", "SELECT 7 AS a")
    made = plan(tmp_path, before, model("m.runaway", query), AFTER)
    report = run(made, database, limits=limits)
    assert statuses(report) == {"m.a_before": "built", "m.runaway": "failed", "m.z_after": "built"}
    assert reason in (report.models[1].error or "")
    assert rows(database, "select a from m.a_before") == [(7,)]
    assert rows(database, "select a from m.z_after") == [(1,)]


def test_a_runaway_check_keeps_the_table_from_being_published(tmp_path: Path) -> None:
    database = tmp_path / "w.duckdb"
    checked = model("m.x", "SELECT 1 AS a", checks=[check("endless", ENDLESS)])
    report = run(plan(tmp_path, checked, AFTER), database, limits=evolve(LIMITS, step_seconds=1.0))
    assert statuses(report) == {"m.x": "failed", "m.z_after": "built"}
    assert "longer than the limit" in (report.models[0].checks[0].error or "")
    assert rows(database, "select count(*) from duckdb_tables() where table_name = 'x'") == [(0,)]


def test_without_a_database_the_rest_is_still_there_after_a_stop(tmp_path: Path) -> None:
    base = model("m.a_base", "SELECT 7 AS a")
    later = model("m.z_later", 'SELECT a FROM "m"."a_base"', "m.a_base")
    made = plan(tmp_path, base, model("m.runaway", ENDLESS), later)
    report = run(made, limits=evolve(LIMITS, step_seconds=1.0))
    assert statuses(report) == {"m.a_base": "built", "m.runaway": "failed", "m.z_later": "built"}


def test_what_spills_has_a_limit_too(tmp_path: Path) -> None:
    query = (
        "SELECT * FROM (SELECT i, repeat('y', 200) || i AS t FROM range(20000000) AS r(i)) ORDER BY hash(i)"
    )
    report = run(
        plan(tmp_path, model("m.big", query), AFTER), limits=evolve(LIMITS, memory_mib=300, temp_mib=16)
    )
    assert statuses(report) == {"m.big": "failed", "m.z_after": "built"}
    assert "memory" in (report.models[0].error or "")


def test_a_killed_process_is_told_apart(tmp_path: Path) -> None:
    worker = Worker(LIMITS, Place())
    worker._process.kill()
    with pytest.raises(WorkerStopped, match="killed from outside"):
        worker.call("present")
    assert not worker.temp.exists()
