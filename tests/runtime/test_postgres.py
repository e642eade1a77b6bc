"""Runs on PostgreSQL: published after checks, in one transaction, and nothing of others is touched."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

import lockgate
from lockgate.runtime.report import Report
from tests.runtime.projects import ORDERS, SPEC, write_project

SETTINGS = '[env.pg]\nengine = "postgres"\nurl = "${PG_URL}"\n'


class Project:
    """A project and its database."""

    def __init__(self, root: Path, url: str) -> None:
        self.root = root
        self.url = url

    def run(self, spec: str = SPEC, orders: str = ORDERS, **others: Any) -> Report:
        write_project(self.root, SETTINGS, spec)
        (self.root / "data/orders.csv").write_text(orders, "utf-8")
        return lockgate.run(self.root, **others)

    def sql(self, text: str) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.url, autocommit=True) as connection:
            found = connection.execute(text.encode())
            return found.fetchall() if found.description else []


@pytest.fixture
def project(tmp_path: Path, postgres: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Project]:
    monkeypatch.setenv("PG_URL", postgres)
    return Project(tmp_path, postgres)


def statuses(report: Report) -> dict[str, str]:
    return {item.name: item.status for item in (*report.sources, *report.models)}


def errors(report: Report) -> dict[str, str]:
    found = {item.name: item.error for item in (*report.sources, *report.models)}
    return {name: error for name, error in found.items() if error}


def test_a_project_is_built_as_on_duckdb(project: Project) -> None:
    report = project.run()
    assert report.ok, report.to_json()
    assert report.engine == "postgres"
    exported = {item.name: item.read_bytes() for item in (project.root / "out").iterdir()}
    assert project.run(engine="duckdb").ok
    for name in ("total.csv", "people.json"):
        theirs = (project.root / "out" / name).read_bytes().splitlines()
        assert sorted(exported[name].splitlines()) == sorted(theirs)
    rows = "select customer, revenue::text, orders from mart.total order by 1"
    assert project.sql(rows) == [(1, "12.00", 2), (2, "0.01", 1)]
    assert project.sql('select customer from public."top"') == [(1,)]
    assert project.sql("select count(*) from stage.paid") == [(3,)]


def test_that_files_are_copied_is_said(project: Project) -> None:
    report = project.run()
    assert report.to_json()["notes"] == [
        "PostgreSQL reads no files: each run copies the rows of `shop.customers`, `shop.orders` into tables of"
        " the schema `__lockgate`"
    ]


def test_a_failing_check_keeps_the_old_table_and_its_dependents(project: Project) -> None:
    assert project.run().ok
    report = project.run(orders=ORDERS.replace("10.50", "500.00"), spec=SPEC.replace("> 0\n", "< 100\n"))
    assert statuses(report)["mart.total"] == "failed"
    assert statuses(report)["top"] == "skipped"
    found = next(check for model in report.models for check in model.checks if check.name == "enough")
    assert (found.status, found.failing_rows, found.sample[0]["revenue"]) == ("fail", 1, "501.50")
    assert project.sql("select sum(revenue)::text from mart.total") == [("12.01",)]
    assert project.sql("select relname from pg_class where relname like 'new\\_%'") == []


def test_an_error_keeps_the_old_table(project: Project) -> None:
    assert project.run().ok
    report = project.run(spec=SPEC.replace("count(*) as", "count(*) // (min(id) - min(id)) as"))
    assert errors(report)["mart.total"] == "division by zero"
    assert project.sql("select sum(revenue)::text from mart.total") == [("12.01",)]


@pytest.mark.parametrize(
    ("orders", "says"),
    [
        (ORDERS.replace("5,2026", "x,2026"), "column `amount`: 'x' is no decimal(12, 2)"),
        (ORDERS.replace("status,", "state,", 1), "there is no column `status`"),
        (ORDERS.replace("new", "old"), "the data does not keep `domain_status`"),
        (ORDERS + "5,9,paid,1,2026-01-30 07:00:00,,\n", "`references_customer"),
    ],
)
def test_the_promises_of_a_source_are_checked(project: Project, orders: str, says: str) -> None:
    report = project.run(orders=orders)
    assert says in errors(report)["shop.orders"]
    assert statuses(report)["mart.total"] == "skipped"
    assert statuses(report)["mart.people"] == "built"


def test_labelled_values_are_never_shown(project: Project) -> None:
    spec = SPEC.replace("key (id)\n}", "key (id)\n  check few: id < 2\n}", 1)
    report = project.run(spec=spec)
    sample = next(check for check in report.sources[0].checks if check.name == "few").sample
    assert [row["email"] for row in sample] == ["***", "***"]
    assert "zoë" not in str(report.to_json())


# -- what is not ours


def test_a_table_that_somebody_has_made_is_never_replaced(project: Project) -> None:
    project.sql("create schema mart; create table mart.total as select 7 as precious")
    project.sql("create schema shop; create table shop.orders as select 8 as precious")
    report = project.run()
    assert "which a source must not replace" in errors(report)["shop.orders"]
    assert statuses(report)["mart.total"] == "skipped"
    assert project.sql("select precious from shop.orders") == [(8,)]
    project.sql("drop table shop.orders")
    report = project.run()
    assert "lockgate has not made" in errors(report)["mart.total"]
    assert project.sql("select precious from mart.total") == [(7,)]


def test_a_view_that_somebody_has_made_is_never_replaced(project: Project) -> None:
    project.sql("create schema stage; create view stage.paid as select 7 as precious")
    project.sql("create schema shop; create view shop.orders as select 8 as precious")
    assert "lockgate has not made" in errors(project.run())["shop.orders"]
    project.sql("drop view shop.orders")
    assert "lockgate has not made" in errors(project.run())["stage.paid"]
    assert project.sql("select precious from stage.paid") == [(7,)]


def test_grants_indexes_and_views_of_others_outlive_a_run(project: Project) -> None:
    assert project.run().ok
    project.sql("drop role if exists analyst; create role analyst")
    project.sql("grant select on mart.total to analyst; create index mine on mart.total (revenue)")
    project.sql("create view public.report as select revenue from mart.total")
    assert project.run(orders=ORDERS.replace("10.50", "20.50")).ok
    assert project.sql("select has_table_privilege('analyst', 'mart.total', 'select')") == [(True,)]
    assert project.sql("select max(revenue)::text from public.report") == [("22.00",)]
    assert project.sql("select indexname from pg_indexes where tablename = 'total'") == [("mine",)]
    # Other columns: the table is another one, and the view of others stands in the way.
    more = SPEC.replace("count(*) as orders", "count(*) as orders, min(at) as oldest")
    report = project.run(spec=more)
    assert "view public.report depends on table mart.total" in errors(report)["mart.total"]
    assert project.sql("select max(revenue)::text from public.report") == [("22.00",)]
    project.sql("drop view public.report")
    assert project.run(spec=more).ok
    assert project.sql("select has_table_privilege('analyst', 'mart.total', 'select')") == [(True,)]
    assert project.sql("select count(oldest) from mart.total") == [(2,)]


def test_views_of_ours_follow_a_table_whose_columns_change(project: Project) -> None:
    view = "\nmodel mart.seen {\n  from mart.total\n  |> select customer, revenue\n}\n"
    assert project.run(spec=SPEC + view).ok
    more = SPEC.replace("count(*) as orders", "min(at) as oldest")
    # Only the table is built: the view over it comes back by itself.
    assert project.run(spec=more + view, select="mart.total").ok
    assert project.sql("select count(revenue) from mart.seen") == [(2,)]
    without = SPEC.replace("sum(amount) as revenue", "sum(amount) as turnover").replace("revenue", "turnover")
    report = project.run(spec=without + view.replace("revenue", "turnover"))
    assert report.ok, report.to_json()
    assert project.sql("select count(turnover) from mart.seen") == [(2,)]


def test_a_model_may_change_between_table_and_view(project: Project) -> None:
    as_view = SPEC.replace("model mart.total {\n  materialize table", "model mart.total {")
    for spec, kind in ((SPEC, "r"), (as_view, "v"), (SPEC, "r")):
        assert project.run(spec=spec).ok
        assert project.sql("select relkind::text from pg_class where oid = 'mart.total'::regclass") == [
            (kind,)
        ]


def test_a_source_may_be_a_table_of_the_database(project: Project) -> None:
    assert project.run().ok
    project.sql("create schema raw; create table raw.orders as table shop.orders")
    project.sql("alter table raw.orders alter amount type numeric(10, 2)")
    project.sql("update raw.orders set amount = amount + 1 where customer = 1")
    spec = SPEC.replace("read csv 'data/orders.csv'", "read table 'raw.orders'")
    report = project.run(spec=spec)
    assert report.ok, report.to_json()
    assert project.sql("select max(revenue)::text from mart.total") == [("14.00",)]
    # What views read cannot be altered: that they are lockgate's makes no difference to PostgreSQL.
    project.sql("drop view stage.paid, shop.orders; alter table raw.orders alter amount type numeric")
    assert (
        errors(project.run(spec=spec))["shop.orders"]
        == "column `amount` is numeric, declared as decimal(12, 2)"
    )


def test_a_source_that_is_a_table_of_its_own_name_stays_one(project: Project) -> None:
    project.sql(
        "create schema shop; create table shop.orders (id bigint, customer bigint, status text,"
        " amount numeric(12, 2), at timestamp, weight double precision, note text)"
    )
    spec = SPEC.replace("read csv 'data/orders.csv'", "read table 'shop.orders'")
    assert project.run(spec=spec).ok
    assert project.sql("select relkind::text from pg_class where oid = 'shop.orders'::regclass") == [("r",)]


# -- asking, and not being able to


def test_rows_are_shown_from_the_database_or_computed_and_leave_nothing(project: Project) -> None:
    write_project(project.root, SETTINGS)
    shown = lockgate.show("top", project.root)
    assert (shown.rows[0][1], shown.published, shown.error) == ("12.00", False, None)
    assert project.sql("select 1 from pg_namespace where nspname in ('mart', 'shop', '__lockgate')") == []
    assert project.run().ok
    project.sql("update public.top set revenue = 99")
    shown = lockgate.show("top", project.root)
    assert (shown.rows[0][1], shown.published) == ("99.00", True)


def test_two_runs_at_once_are_told(project: Project) -> None:
    assert project.run().ok
    with psycopg.connect(project.url) as other:
        from lockgate.runtime.engines.postgres.connection import LOCK

        other.execute("select pg_advisory_lock(%s)", (LOCK,))
        report = project.run()
    assert report.error == "another run holds the lock of this database; wait until it has ended"
    assert set(statuses(report).values()) == {"skipped"}


def test_every_run_is_recorded(project: Project) -> None:
    reports = [project.run(select="mart.people") for _ in range(2)]
    kept = project.sql("select run_id, ok from __lockgate.runs")
    assert sorted(kept) == sorted((report.run_id, True) for report in reports)


def test_what_postgres_cannot_keep_is_a_diagnostic_at_its_place(project: Project) -> None:
    spec = SPEC + f"\nmodel mart.x {{\n  from shop.orders\n  |> select id as {'n' * 70}\n}}\n"
    report = project.run(spec=spec)
    errors = [item for item in report.diagnostics if item.severity == "error"]
    assert [item.name for item in errors] == ["unsupported-on-target"]
    assert errors[0].span.file == "shop.gate"
    assert not report.ok
    assert project.sql("select 1 from pg_namespace where nspname = 'mart'") == []


def cli(root: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "lockgate", *words, str(root)],
        capture_output=True,
        text=True,
        env={"PATH": "/usr/bin:/bin", **variables},
    )


@pytest.mark.parametrize(
    ("settings", "words", "says"),
    [
        ("", ["--engine", "postgres"], 'url = "postgresql://me:${PGPASSWORD}@localhost:5432/shop"'),
        (SETTINGS, ["--env", "pg"], "the variable PG_URL is not set"),
        (SETTINGS, ["--env", "pg", "--database", "x.duckdb"], "--database is a file of DuckDB"),
        (
            'default_env = "dev"\n[env.dev]\n' + SETTINGS,
            ["--engine", "postgres"],
            "`--env pg` runs on PostgreSQL",
        ),
    ],
)
def test_what_is_missing_is_wrong_use(tmp_path: Path, settings: str, words: list[str], says: str) -> None:
    write_project(tmp_path, settings)
    done = cli(tmp_path, "run", *words)
    assert done.returncode == 2
    assert says in done.stderr


def test_a_secret_is_never_said(project: Project) -> None:
    secret = "s3cret/ä@ w'ord"
    project.sql(
        f"drop role if exists guest; create role guest login password '{secret.replace(chr(39), chr(39) * 2)}'"
    )
    host = project.url.partition("host=")[2]
    name = project.url.split("?")[0].rpartition("/")[2]
    forms = [
        f"postgresql://guest:${{SECRET}}@/{name}?host={host}",
        f"host={host} dbname={name} user=guest password=${{SECRET}}",
        f"postgresql://guest:${{SECRET}}@localhost:1/{name}",
        f"postgresql://guest:${{SECRET}}@/no_such_${{SECRET}}?host={host}",
    ]
    for at, url in enumerate(forms):
        write_project(project.root, f"[env.pg]\nengine = 'postgres'\nurl = \"{url}\"\n")
        done = cli(project.root, "run", "--json", SECRET=secret)
        assert "s3cret" not in done.stdout + done.stderr
        # The first two get in, and may then not make a schema.
        expected = "permission denied for database" if at < 2 else "onnection"
        assert expected in done.stdout, done.stdout
