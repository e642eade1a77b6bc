"""`lockgate run` on files: built, brought up to date, unchanged, refreshed; and killed on PostgreSQL."""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import psycopg
import pytest

import lockgate
from lockgate.cli.main import main
from lockgate.runtime.incremental.keeping import store
from lockgate.runtime.limits import Limits
from lockgate.runtime.place import Place
from lockgate.runtime.supervisor import Engine
from lockgate.session.pipeline import optimised
from tests.engines.postgres import server
from tests.incremental.engine import Direct, duckdb, plan_of, postgres, run
from tests.incremental.histories import FIRST_RUN
from tests.incremental.test_runs import SPEC as TOTALS

SPEC = """
source shop.orders {
  read csv 'orders.csv' (header = true)
  columns (order_id bigint not null, customer_id bigint not null, amount bigint not null, at timestamp not null)
  key (order_id)
}

model mart.totals {
  materialize incremental cursor at lookback '1 day' merge on (customer_id)
  from shop.orders
  |> aggregate sum(amount) as total, max(at) as at group by customer_id
}

model mart.people {
  materialize snapshot key (customer_id)
  from mart.totals
  |> select customer_id, total
}
"""


def orders(folder: Path, *rows: str) -> None:
    (folder / "orders.csv").write_text(
        "order_id,customer_id,amount,at\n" + "".join(f"{row}\n" for row in rows), "utf-8"
    )


def ran(folder: Path, capsys: pytest.CaptureFixture[str], *more: str) -> dict[str, str]:
    code = main(["run", str(folder / "p.gate"), "--database", str(folder / "p.duckdb"), "--json", *more])
    report: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert code == 0, report
    return {item["name"]: item["status"] for item in report["models"]}


def test_a_run_says_what_it_did(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "p.gate").write_text(SPEC, "utf-8")
    first = "1,1,10,2026-01-05 12:00:00"
    orders(tmp_path, first)
    both = {"mart.people": "built", "mart.totals": "built"}
    assert ran(tmp_path, capsys) == both
    assert set(ran(tmp_path, capsys).values()) == {"unchanged"}
    orders(tmp_path, first, "2,1,5,2026-01-05 11:00:00")
    assert ran(tmp_path, capsys) == both
    # From all rows; the history stays.
    assert ran(tmp_path, capsys, "--full-refresh") == {"mart.people": "unchanged", "mart.totals": "built"}
    shown = lockgate.show("mart.people", tmp_path / "p.gate", database=tmp_path / "p.duckdb")
    assert sorted((row[1], row[4]) for row in shown.rows) == [(10, False), (15, True)]


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    with server() as made:
        yield made


def test_a_process_killed_before_the_commit_on_postgres(url: str) -> None:
    place = Place(engine="postgres", url=url)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("DROP SCHEMA IF EXISTS raw, stage, mart CASCADE")
        connection.execute("CREATE SCHEMA raw")
        connection.execute(
            "CREATE TABLE raw.t_orders (order_id bigint, customer_id bigint, status text, region text,"
            " amount decimal(12, 2), ordered_at timestamp, updated_at timestamp, deleted boolean)"
        )

        def order(number: int, amount: int) -> None:
            connection.execute(
                "INSERT INTO raw.t_orders VALUES (%s, 1, 'paid', NULL, %s, '2026-01-01', '2026-01-05 12:00', false)",
                (number, amount),
            )

        def total() -> float:
            found = connection.execute("SELECT total FROM mart.totals").fetchall()
            return float(found[0][0])

        order(1, 10)
        plan = plan_of(optimised(lockgate.check_text(TOTALS).program), place, FIRST_RUN)
        with Engine(Limits(memory_mib=1024), place) as engine:
            assert run(cast("Direct", engine), plan)["mart.totals"].status == "built"
        order(2, 5)
        engine = Engine(Limits(memory_mib=1024), place)
        kept = plan.models[0].kept
        assert kept is not None
        engine.call("begin", steady=True)
        assert store(engine, plan.models[0], kept, full=False)
        engine.kill()
        assert total() == 10
        with Engine(Limits(memory_mib=1024), place) as engine:
            assert run(cast("Direct", engine), plan)["mart.totals"].status == "built"
        assert total() == 15
        left = connection.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = '__lockgate'::regnamespace"
        )
        assert [name for (name,) in left.fetchall() if not name.startswith("seen_")] == []


ODD = """
source raw.odd {
  read table 'raw.t_odd'
  columns (k bigint not null, r bigint, `t"x` string, key_0 bigint not null, since_0 timestamp not null, n json)
  key (k)
}

source raw.named {
  read table 'raw.t_named'
  columns (r bigint not null, t string)
  key (r)
}

model mart.odd {
  materialize incremental cursor since_0 lookback '1 hour' merge on (k)
  from raw.odd as t
  |> left join raw.named as r on t.key_0 = r.r
  |> select t.k, t.r, t.`t"x`, t.key_0, t.since_0, t.n, r.t
  |> extend count(*) over (partition by key_0) as row_0_0
}

model mart.kept {
  materialize snapshot key (k)
  from raw.odd
  |> rename r as now
}
"""


def test_names_that_could_be_taken_for_our_own(tmp_path: Path, url: str) -> None:
    program = optimised(lockgate.check_text(ODD).program)
    with duckdb(tmp_path) as one, postgres(url) as other:
        for engine in (one, other):
            engine.raw(
                'CREATE TABLE raw.t_odd (k bigint, r bigint, "t""x" text, key_0 bigint, since_0 timestamp, n json)'
            )
            engine.raw("CREATE TABLE raw.t_named (r bigint, t text)")
            for at, text in enumerate(["a", "b", "b"]):
                engine.raw("INSERT INTO raw.t_odd VALUES (?, 1, 'x', 5, ?, '[1]')", [at, FIRST_RUN])
                engine.raw("DELETE FROM raw.t_named")
                engine.raw("INSERT INTO raw.t_named VALUES (5, ?)", [text])
                plan = plan_of(program, engine.place, FIRST_RUN + datetime.timedelta(days=at))
                engine.calls.clear()
                reports = run(engine, plan)
                assert [(item.status, item.error) for item in reports.values()] == [("built", None)] * 2
                # Another text of what is looked up is seen, though the only other column stays.
                assert ("exchange" in engine.calls) == (at == 2)
                assert engine.raw("SELECT k, t, row_0_0 FROM mart.odd ORDER BY k") == [
                    (item, text, at + 1) for item in range(at + 1)
                ]
                assert engine.raw("SELECT count(*) FROM mart.kept WHERE is_current") == [(at + 1,)]
            assert {item.status for item in run(engine, plan).values()} == {"unchanged"}
