"""What a run does with what the last one left: goes on, or builds anew, or leaves everything as it was."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

import lockgate
from lockgate.runtime.incremental.plans import RefreshPlan
from lockgate.runtime.limits import Limits
from lockgate.runtime.notes import notes
from lockgate.runtime.place import Place
from lockgate.runtime.plan import Plan
from lockgate.runtime.report import DatasetReport
from lockgate.runtime.supervisor import Engine
from tests.incremental.engine import Direct, difference, duckdb, plan_of, run

SPEC = """
source raw.orders {
  read table 'raw.t_orders'
  columns (
    order_id bigint not null, customer_id bigint not null, status string not null, region string,
    amount decimal(12, 2) not null, ordered_at timestamp not null, updated_at timestamp not null,
    deleted boolean not null
  )
  key (order_id)
}

model mart.totals {
  materialize incremental cursor updated_at lookback '3 hours' merge on (customer_id)
  from raw.orders
  |> aggregate sum(amount) as total, max(updated_at) as updated_at group by customer_id
  check small: total < 1000
}
"""
DAY = datetime.datetime(2026, 2, 1)


def planned(spec: str = SPEC, day: int = 0) -> Plan:
    from lockgate.session.pipeline import optimised

    checked = lockgate.check_text(spec)
    assert checked.ok, checked.diagnostics
    return plan_of(optimised(checked.program), Place(), DAY + datetime.timedelta(days=day))


class Totals:
    """The model on a database, with what its last run did."""

    def __init__(self, engine: Direct) -> None:
        self.engine = engine
        self.order(1, 1, 10, "2026-01-05 12:00")
        self.order(2, 1, 5, "2026-01-05 12:00")
        self.order(3, 2, 7, "2026-01-05 12:00")

    def order(self, number: int, customer: int, amount: int, at: str) -> None:
        self.engine.raw("DELETE FROM raw.t_orders WHERE order_id = ?", [number])
        self.engine.raw(
            "INSERT INTO raw.t_orders VALUES (?, ?, 'paid', NULL, ?, TIMESTAMP '2026-01-01', ?::TIMESTAMP, false)",
            [number, customer, amount, at],
        )

    def run(self, spec: str = SPEC, day: int = 0, *, full: bool = False) -> tuple[DatasetReport, bool]:
        """The report, and whether the table was built whole."""
        self.engine.calls.clear()
        report = run(self.engine, planned(spec, day), full=full)["mart.totals"]
        return report, "publish" in self.engine.calls

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        return self.engine.raw("SELECT customer_id, total FROM mart.totals ORDER BY customer_id")


@pytest.fixture
def totals(tmp_path: Path) -> Iterator[Totals]:
    with duckdb(tmp_path) as engine:
        yield Totals(engine)


def test_the_first_run_builds_and_the_next_finds_nothing_to_do(totals: Totals) -> None:
    first, whole = totals.run()
    assert (first.status, first.rows, whole) == ("built", 2, True)
    again, whole = totals.run()
    assert (again.status, again.rows, whole) == ("unchanged", 2, False)


def test_a_late_row_adds_to_the_sum_of_all_rows(totals: Totals) -> None:
    totals.run()
    totals.order(4, 1, 1, "2026-01-05 09:00")
    report, whole = totals.run()
    assert (report.status, whole) == ("built", False)
    assert totals.rows == [(1, 16), (2, 7)]


def test_a_group_that_a_row_has_left_is_counted_anew(totals: Totals) -> None:
    totals.run()
    totals.order(1, 2, 10, "2026-01-05 12:01")
    totals.run()
    assert totals.rows == [(1, 5), (2, 17)]
    totals.order(3, 1, 7, "2026-01-05 12:02")
    totals.order(1, 1, 10, "2026-01-05 12:02")
    totals.run()
    assert totals.rows == [(1, 22)]


def test_what_lies_before_the_look_back_is_not_looked_at(totals: Totals) -> None:
    totals.run()
    totals.order(4, 9, 1, "2026-01-05 08:59")
    assert totals.run()[0].status == "unchanged"
    assert totals.run(full=True)[1]
    assert totals.rows == [(1, 15), (2, 7), (9, 1)]


def test_a_row_from_the_future_hides_nothing(totals: Totals) -> None:
    totals.order(4, 3, 1, "9999-01-01 00:00")
    totals.run()
    totals.order(5, 1, 1, "2026-02-01 00:00")
    assert not totals.run(day=1)[1]
    assert totals.rows == [(1, 16), (2, 7), (3, 1)]


def test_another_definition_is_built_whole(totals: Totals) -> None:
    totals.run()
    changed = SPEC.replace("sum(amount)", "sum(amount + 1)")
    report, whole = totals.run(changed)
    assert (report.status, whole) == ("built", True)
    assert totals.rows == [(1, 17), (2, 8)]
    assert totals.run(changed.replace("3 hours", "4 hours"))[1]


@pytest.mark.parametrize(
    "harm",
    [
        "DELETE FROM mart.totals WHERE customer_id = 1",
        "DROP TABLE mart.totals",
        "COMMENT ON TABLE mart.totals IS 'mine'",
        "COMMENT ON TABLE mart.totals IS NULL",
        "DROP TABLE __lockgate.{seen}",
        "CREATE OR REPLACE TABLE __lockgate.{seen} AS SELECT * FROM __lockgate.{seen}",
    ],
)
def test_what_others_have_changed_is_built_whole(totals: Totals, harm: str) -> None:
    totals.run()
    seen = totals.engine.raw("SELECT table_name FROM duckdb_tables() WHERE table_name LIKE 'seen%'")[0][0]
    totals.engine.raw(harm.replace("{seen}", seen))
    totals.order(1, 2, 10, "2026-01-05 12:01")
    assert totals.run()[1]
    assert totals.rows == [(1, 5), (2, 17)]


def test_a_failing_check_leaves_the_table_and_what_it_remembers(totals: Totals) -> None:
    totals.run()
    before = totals.engine.call("recall", table=["mart", "totals"])
    totals.order(1, 2, 5000, "2026-01-05 12:01")
    report, _ = totals.run(day=1)
    assert (report.status, report.error) == ("failed", "not published: check `small` failed")
    assert totals.rows == [(1, 15), (2, 7)]
    assert totals.engine.call("recall", table=["mart", "totals"]) == before
    totals.order(1, 2, 6, "2026-01-05 12:02")
    assert not totals.run(day=2)[1]
    assert totals.rows == [(1, 5), (2, 13)]


def test_sources_that_were_empty(totals: Totals) -> None:
    totals.engine.raw("DELETE FROM raw.t_orders")
    assert totals.run()[0].rows == 0
    totals.order(1, 1, 10, "2020-01-01 00:00")
    totals.run()
    assert totals.rows == [(1, 10)]


def test_a_process_killed_before_the_commit_leaves_the_old_table(tmp_path: Path) -> None:
    place = Place(database=tmp_path / "w.duckdb")
    import duckdb as driver

    with driver.connect(str(place.database)) as connection:
        for statement in ("CREATE SCHEMA raw", _TABLE, _insert(1, 10)):
            connection.execute(statement)
    plan = planned()
    with Engine(Limits(memory_mib=1024, threads=1), place) as engine:
        assert run(cast("Direct", engine), plan)["mart.totals"].status == "built"
    with driver.connect(str(place.database)) as connection:
        connection.execute(_insert(2, 5))
    engine = Engine(Limits(memory_mib=1024, threads=1), place)
    kept = plan.models[0].kept
    assert kept is not None
    from lockgate.runtime.incremental.keeping import store

    engine.call("begin", steady=True)
    assert store(engine, plan.models[0], kept, full=False)
    assert engine.call("rows", query="SELECT total FROM mart.totals", limit=5)["rows"] == [["15.00"]]
    engine.kill()
    with driver.connect(str(place.database)) as connection:
        assert connection.execute("SELECT total FROM mart.totals").fetchall()[0][0] == 10
    with Engine(Limits(memory_mib=1024, threads=1), place) as engine:
        assert run(cast("Direct", engine), plan)["mart.totals"].status == "built"
    with driver.connect(str(place.database)) as connection:
        assert connection.execute("SELECT total FROM mart.totals").fetchall()[0][0] == 15


_TABLE = (
    "CREATE TABLE raw.t_orders (order_id bigint, customer_id bigint, status text, region text, amount decimal(12, 2),"
    " ordered_at timestamp, updated_at timestamp, deleted boolean)"
)


def _insert(number: int, amount: int) -> str:
    return (
        f"INSERT INTO raw.t_orders VALUES ({number}, 1, 'paid', NULL, {amount}, TIMESTAMP '2026-01-01',"
        " TIMESTAMP '2026-01-05 12:00', false)"
    )


def test_allowed_all_the_same_it_is_built_whole_each_time(totals: Totals) -> None:
    unsafe = SPEC.replace("group by customer_id", "group by rollup (customer_id)")
    checked = lockgate.check_text(unsafe)
    assert [item.name for item in checked.diagnostics if item.severity == "error"] == ["incremental-unsafe"]
    plan = plan_of(checked.program, Place(), DAY)
    assert plan.models[0].kept is None
    run(totals.engine, plan)
    assert difference(totals.engine, plan.models[0]) == []


SNAPSHOT = """
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


def people(engine: Direct, *rows: tuple[int, str]) -> None:
    engine.raw("CREATE OR REPLACE TABLE raw.t_people (id bigint, name text)")
    for row in rows:
        engine.raw("INSERT INTO raw.t_people VALUES (?, ?)", row)


def test_a_history_goes_on_only_forwards(totals: Totals) -> None:
    engine = totals.engine
    people(engine, (1, "ann"))
    assert run(engine, planned(SNAPSHOT, 1))["mart.people"].status == "built"
    assert run(engine, planned(SNAPSHOT, 0))["mart.people"].status == "unchanged"
    people(engine, (1, "bob"))
    for day in (0, 1):
        report = run(engine, planned(SNAPSHOT, day))["mart.people"]
        assert (report.status, "does not begin after" in str(report.error)) == ("failed", True)
    assert run(engine, planned(SNAPSHOT, 2))["mart.people"].status == "built"
    rows = engine.raw("SELECT name, is_current FROM mart.people ORDER BY valid_from")
    assert rows == [("ann", False), ("bob", True)]


def test_other_columns_do_not_end_a_history(totals: Totals) -> None:
    engine = totals.engine
    people(engine, (1, "ann"))
    run(engine, planned(SNAPSHOT, 1))
    more = SNAPSHOT.replace("from raw.people", "from raw.people |> extend id * 2 as twice")
    report = run(engine, planned(more, 2), full=True)["mart.people"]
    assert report.status == "failed"
    assert "it lacks `twice`" in str(report.error)
    assert engine.raw("SELECT count(*) FROM mart.people") == [(1,)]


def test_a_table_that_is_no_history_is_left_alone(totals: Totals) -> None:
    engine = totals.engine
    people(engine, (1, "ann"))
    engine.raw("CREATE SCHEMA IF NOT EXISTS mart")
    engine.raw("CREATE TABLE mart.people AS SELECT 1 AS id")
    report = run(engine, planned(SNAPSHOT, 1))["mart.people"]
    assert (report.status, "is no history" in str(report.error)) == ("failed", True)
    assert engine.raw("SELECT * FROM mart.people") == [(1,)]


def test_spark_builds_whole_tables_and_says_so() -> None:
    place = Place(engine="spark", master="local[1]")
    plan = plan_of(lockgate.check_text(SPEC + SNAPSHOT).program, place, DAY)
    totals, people = sorted(plan.models, key=lambda model: model.name, reverse=True)
    assert (totals.kept, totals.problem) == (None, "")
    assert people.problem == "Spark keeps no history of a snapshot: run it on DuckDB or PostgreSQL"
    assert notes(place, plan)[0] == "Spark builds `mart.totals` from all rows on each run"


def test_nullable_keys_are_compared_by_equalities() -> None:
    """PostgreSQL compares `is not distinct from` pair by pair, which takes minutes where a hash takes a second."""
    spec = SPEC.replace("(customer_id)", "(region)").replace("group by customer_id", "group by region")
    program = lockgate.check_text(spec).program
    kept = plan_of(program, Place(engine="postgres"), DAY).models[0].kept
    assert isinstance(kept, RefreshPlan)
    assert kept.columns[0][0] == "region"
    assert "DISTINCT FROM" not in kept.rows
