"""Runs of hand-made plans on the real engine: what is built, checked, skipped and kept."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from lockgate.ir.types import BIGINT, STRING
from lockgate.runtime.client import Worker
from lockgate.runtime.events import Event
from lockgate.runtime.place import Place
from tests.runtime.plans import (
    INSTANT,
    LIMITS,
    ORDERS,
    check,
    model,
    orders,
    plan,
    rows,
    run,
    statuses,
    write_orders,
)

STAGE = model("stage.orders", 'SELECT * FROM "shop"."orders"', "shop.orders", kind="view")
TOTAL = model("mart.total", 'SELECT sum(amount)::BIGINT AS total FROM "stage"."orders"', "stage.orders")
APART = model("mart.apart", "SELECT 1 AS one")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write_orders(tmp_path)
    return tmp_path


def test_a_plan_is_built_in_order_and_can_be_read_by_others(root: Path) -> None:
    database = root / "w.duckdb"
    events: list[Event] = []
    report = run(plan(root, orders(root), STAGE, TOTAL), database, on_event=events.append)
    assert report.ok
    assert statuses(report) == {"shop.orders": "built", "stage.orders": "built", "mart.total": "built"}
    assert [(item.name, item.rows) for item in report.models] == [("stage.orders", 3), ("mart.total", 1)]
    assert rows(database, "select total from mart.total") == [(60,)]
    assert rows(database, "select count(*) from stage.orders") == [(3,)]
    assert [event.name for event in events if event.status == "built"] == list(statuses(report))
    assert events[-1].done == events[-1].total == 3


def test_the_json_has_the_documented_shape(root: Path) -> None:
    report = run(plan(root, orders(root), STAGE)).to_json()
    assert list(report)[:5] == ["ok", "run_id", "engine", "diagnostics", "models"]
    assert [list(item) for item in report["models"]] == [
        ["name", "status", "rows", "seconds", "checks", "error"]
    ]
    failing = plan(root, orders(root), model("m.x", "SELECT 1 AS a", checks=[check("no", "SELECT 1 AS a")]))
    answer = run(failing).to_json()
    assert answer["ok"] is False
    assert answer["models"][0]["checks"] == [
        {"name": "no", "status": "fail", "failing_rows": 1, "sample": [{"a": 1}]}
    ]


def test_a_run_without_a_database_leaves_none(root: Path) -> None:
    assert run(plan(root, orders(root), STAGE, TOTAL)).ok
    assert sorted(item.name for item in root.iterdir()) == ["data"]


@pytest.mark.parametrize("name", ["shop", "stage", "mart", "memory", "main"])
def test_a_database_may_be_called_like_a_schema(root: Path, name: str) -> None:
    database = root / f"{name}.duckdb"
    for _ in range(2):
        assert run(plan(root, orders(root), STAGE, TOTAL), database).ok


@pytest.mark.parametrize(
    ("kind", "query", "failing"),
    [
        ("not_null", 'SELECT * FROM "shop"."orders" WHERE customer IS NULL', 1),
        ("unique", 'SELECT order_id FROM "shop"."orders" GROUP BY ALL HAVING count(*) > 1', 1),
        ("key", 'SELECT order_id FROM "shop"."orders" GROUP BY ALL HAVING count(*) > 1', 1),
        ("domain", "SELECT * FROM \"shop\".\"orders\" WHERE customer NOT IN ('ann', 'bob')", 1),
        ("between", 'SELECT * FROM "shop"."orders" WHERE amount NOT BETWEEN 0 AND 100', 2),
        (
            "references",
            'SELECT * FROM "shop"."orders" AS o ANTI JOIN (SELECT 1 AS id) AS t ON order_id = id',
            2,
        ),
        (
            "fresh",
            f"SELECT * FROM (SELECT max(TIMESTAMPTZ '2026-01-30 07:00:00Z') AS newest) WHERE newest <"
            f" TIMESTAMPTZ '{INSTANT.isoformat()}' - INTERVAL '24' HOUR",
            1,
        ),
    ],
)
def test_a_broken_promise_of_a_source_stops_what_depends_on_it(
    root: Path, kind: str, query: str, failing: int
) -> None:
    write_orders(root, "order_id,customer,amount\n1,ann,10\n2,eve,999\n2,,-1\n")
    report = run(plan(root, orders(root, check(kind, query, kind=kind)), STAGE, TOTAL, APART))
    assert not report.ok
    assert statuses(report) == {
        "shop.orders": "failed",
        "stage.orders": "skipped",
        "mart.total": "skipped",
        "mart.apart": "built",
    }
    found = report.sources[0].checks[-1]
    assert (found.name, found.status, found.failing_rows) == (kind, "fail", failing)
    assert len(found.sample) == failing
    assert report.models[1].error == "not built because `shop.orders` failed"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("order_id,customer\n1,a\n", "there is no column `amount`; there are `order_id`, `customer`"),
        ("order_id,customer,amount\n1,a,ten\n", "line 2: column `amount` holds 'ten', which is no bigint"),
        (None, "there is no file"),
    ],
)
def test_a_file_that_is_not_as_declared_is_said_in_words(root: Path, text: str | None, says: str) -> None:
    if text is None:
        (root / "data/orders.csv").unlink()
    else:
        write_orders(root, text)
    report = run(plan(root, orders(root), STAGE, APART))
    assert statuses(report) == {"shop.orders": "failed", "stage.orders": "skipped", "mart.apart": "built"}
    error = report.sources[0].error
    assert error is not None
    assert says in error
    assert "LINE 1" not in error


def test_types_of_a_parquet_file_may_widen_and_not_change(root: Path) -> None:
    path = root / "data/orders.parquet"
    duckdb.execute(f"COPY (SELECT 1::INTEGER AS order_id, 'a' AS customer, 2::INTEGER AS amount) TO '{path}'")
    csv = orders(root)
    raw = f"SELECT * FROM read_parquet('{path}')"
    from attrs import evolve

    source = evolve(csv, file=evolve(csv.file, format="parquet", raw_query=raw), query=raw)
    assert run(plan(root, source, STAGE)).ok
    wrong = evolve(source, columns=(evolve(source.columns[0], type=STRING), *source.columns[1:]))
    report = run(plan(root, wrong, STAGE))
    assert report.sources[0].error == "column `order_id` is int, declared as string"
    assert source.columns[0].type == BIGINT


def test_a_warning_is_reported_and_stops_nothing(root: Path) -> None:
    source = orders(root, check("small", 'SELECT * FROM "shop"."orders" WHERE amount > 15', severity="warn"))
    report = run(plan(root, source, STAGE))
    assert report.ok
    found = report.to_json()["models"][0]
    assert (found["name"], found["checks"][1]["status"], found["checks"][1]["failing_rows"]) == (
        "shop.orders",
        "warn",
        2,
    )


def test_a_failing_check_keeps_the_old_table_and_its_dependents(root: Path) -> None:
    database = root / "w.duckdb"
    after = model("mart.after", 'SELECT total + 1 AS n FROM "mart"."total"', "mart.total")
    assert run(plan(root, orders(root), STAGE, TOTAL, after, APART), database).ok
    write_orders(root, ORDERS + "4,dan@x.example,-1000\n")
    positive = check("positive", 'SELECT * FROM "mart"."total" WHERE total < 0')
    guarded = model("mart.total", TOTAL.query, "stage.orders", checks=[positive])
    report = run(plan(root, orders(root), STAGE, guarded, after, APART), database)
    assert statuses(report) == {
        "shop.orders": "built",
        "stage.orders": "built",
        "mart.total": "failed",
        "mart.after": "skipped",
        "mart.apart": "built",
    }
    assert report.models[1].error == "not published: check `positive` failed"
    assert rows(database, "select total from mart.total") == [(60,)]
    assert rows(database, "select n from mart.after") == [(61,)]


def test_a_query_that_fails_keeps_the_old_table(root: Path) -> None:
    database = root / "w.duckdb"
    assert run(plan(root, APART), database).ok
    broken = model("mart.apart", "SELECT error('division by zero') AS one")
    report = run(plan(root, broken), database)
    assert (report.models[0].status, report.models[0].error) == ("failed", "division by zero")
    assert rows(database, "select one from mart.apart") == [(1,)]


def test_a_view_whose_rows_cannot_be_computed_is_not_published(root: Path) -> None:
    database = root / "w.duckdb"
    query = 'SELECT CASE WHEN amount > 25 THEN error(\'too much\') ELSE amount END AS a FROM "shop"."orders"'
    report = run(plan(root, orders(root), model("m.v", query, "shop.orders", kind="view")), database)
    assert (report.models[0].status, report.models[0].error) == ("failed", "too much")
    assert rows(database, "select count(*) from duckdb_views() where view_name = 'v'") == [(0,)]


def test_a_model_may_change_between_table_and_view(root: Path) -> None:
    database = root / "w.duckdb"
    for kind in ("table", "view", "table"):
        assert run(plan(root, model("m.x", "SELECT 1 AS a", kind=kind)), database).ok
        assert rows(database, "select a from m.x") == [(1,)]


def test_a_check_that_cannot_be_tried_does_not_hide_the_others(root: Path) -> None:
    checks = [
        check("first", "SELECT error('broken check') AS a", severity="warn"),
        check("second", 'SELECT * FROM "m"."x" WHERE a > 5'),
    ]
    report = run(plan(root, model("m.x", "SELECT 1 AS a", checks=checks)))
    assert [(item.name, item.status, item.error) for item in report.models[0].checks] == [
        ("first", "error", "broken check"),
        ("second", "pass", None),
    ]
    assert report.models[0].status == "built"
    strict = [check("first", "SELECT error('broken check') AS a"), checks[1]]
    assert run(plan(root, model("m.x", "SELECT 1 AS a", checks=strict))).models[0].status == "failed"


def test_labelled_values_are_never_shown(root: Path) -> None:
    bad = check("known", 'SELECT * FROM "shop"."orders" WHERE amount > 5', masked=("customer",))
    report = run(plan(root, orders(root, bad, sensitive=True), STAGE))
    sample = report.sources[0].checks[1].sample
    assert [row["customer"] for row in sample] == ["***"] * 3
    assert [row["amount"] for row in sample] == [10, 20, 30]
    write_orders(root, "order_id,customer,amount\n1,secret@x.example,secret@x.example\n")
    assert "secret" not in str(run(plan(root, orders(root, bad, sensitive=True), STAGE)).to_json())


def test_samples_are_few_and_their_values_bounded(root: Path) -> None:
    query = "SELECT repeat('x', 100000) || chr(27) AS long, i FROM range(100) AS t(i)"
    report = run(plan(root, model("m.x", "SELECT 1 AS a", checks=[check("long", query)])))
    found = report.models[0].checks[0]
    assert (found.failing_rows, len(found.sample)) == (100, 5)
    assert [row["i"] for row in found.sample] == [0, 1, 2, 3, 4]
    assert all(len(row["long"]) == 200 for row in found.sample)


@pytest.mark.parametrize(
    ("select", "built"),
    [
        (["mart.total"], {"stage.orders", "mart.total"}),
        (["+mart.total"], {"stage.orders", "mart.total"}),
        (["stage.orders+"], {"stage.orders", "mart.total"}),
        (["mart.*"], {"stage.orders", "mart.total", "mart.apart"}),
        (["mart.apart, STAGE.orders"], {"stage.orders", "mart.apart"}),
    ],
)
def test_a_selection_builds_what_it_names_and_what_is_missing(
    root: Path, select: list[str], built: set[str]
) -> None:
    report = run(plan(root, orders(root), STAGE, TOTAL, APART), select=select)
    assert {item.name for item in report.models} == built
    assert report.ok


def test_a_selection_takes_what_is_there_already(root: Path) -> None:
    database = root / "w.duckdb"
    whole = plan(root, orders(root), STAGE, TOTAL, APART)
    assert run(whole, database).ok
    report = run(whole, database, select=["mart.total"])
    assert statuses(report) == {"shop.orders": "built", "mart.total": "built"}
    assert run(whole, database, select=["mart.nothing"]).error == "`mart.nothing` selects no model"


def test_a_second_run_at_the_same_time_is_told(root: Path) -> None:
    database = root / "w.duckdb"
    assert run(plan(root, APART), database).ok
    with Worker(LIMITS, Place(database=database)):
        report = run(plan(root, APART), database)
    assert not report.ok
    assert report.error == "the database is in use by another process; wait until it has ended"
    assert statuses(report) == {"mart.apart": "skipped"}
    assert run(plan(root, APART), database).ok


def test_a_file_that_is_no_database_is_told(root: Path) -> None:
    report = run(plan(root, APART), root / "data/orders.csv")
    assert report.error == "`orders.csv` is a file, and no DuckDB database"
    assert (root / "data/orders.csv").read_text("utf-8") == ORDERS


def test_a_source_never_takes_the_place_of_a_table(root: Path) -> None:
    database = root / "w.duckdb"
    with duckdb.connect(str(database)) as connection:
        connection.execute("create schema shop")
        connection.execute("create table shop.orders as select 7 as precious")
    report = run(plan(root, orders(root), STAGE), database)
    assert "already has a table of this name" in (report.sources[0].error or "")
    assert rows(database, "select precious from shop.orders") == [(7,)]


def test_every_run_is_recorded(root: Path) -> None:
    database = root / "w.duckdb"
    reports = [run(plan(root, APART), database) for _ in range(2)]
    kept = rows(database, "select run_id, run_date, ok from __lockgate.runs order by rowid")
    assert kept == [(report.run_id, "2026-01-31", True) for report in reports]


@pytest.mark.parametrize(
    "query", ["SELECT 1; DROP SCHEMA main", "DROP TABLE x", "SELECT 1 AS a; SELECT 2", ""]
)
def test_only_a_single_select_is_run(root: Path, query: str) -> None:
    report = run(plan(root, model("m.x", query)))
    assert (report.models[0].status, report.models[0].error) == (
        "failed",
        "only a single SELECT statement may run here",
    )
