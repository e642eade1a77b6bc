"""A generated pipeline as its users run it: what it publishes, what stops it, what it says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

import lockgate
from tests.codegen.pyspark.loading import run, write
from tests.engines.spark import session

pytestmark = pytest.mark.xdist_group("spark")

SHOP = Path(__file__).resolve().parents[3] / "examples" / "shop"
MART = "mart.daily_revenue"


def project(folder: Path, *changes: tuple[str, str, str]) -> Path:
    """The shop with some changes: a file, what is replaced in it, and by what."""
    shutil.copytree(SHOP, folder / "shop", ignore=shutil.ignore_patterns("*.duckdb", "out"))
    for path, old, new in changes:
        place = folder / "shop" / path
        text = place.read_text(encoding="utf-8")
        assert old in text
        place.write_text(text.replace(old, new), encoding="utf-8")
    return folder / "shop"


def generated(shop: Path, name: str = "code") -> Path:
    return write(lockgate.compile(shop, target="pyspark"), shop.parent / name)


def arguments(shop: Path, *more: str) -> list[str]:
    return ["--source-root", str(shop), "--output", str(shop.parent / "output"), *more]


def parquet(place: Path) -> list[tuple[object, ...]]:
    with duckdb.connect() as connection:
        return sorted(connection.execute(f"from '{place}/*.parquet'").fetchall(), key=repr)


def on_duckdb(shop: Path) -> list[tuple[object, ...]]:
    database = shop.parent / "shop_on_duckdb.db"
    assert lockgate.run(shop, database=database).ok
    with duckdb.connect(str(database), read_only=True) as connection:
        return sorted(connection.execute(f"from {MART}").fetchall(), key=repr)


def process(*command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "SPARK_LOCAL_IP": "127.0.0.1", "PYSPARK_PYTHON": sys.executable}
    environment["PATH"] = f"{Path(sys.executable).parent}{os.pathsep}{environment['PATH']}"
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=600
    )


def test_spark_submit_publishes_what_duckdb_does(tmp_path: Path) -> None:
    shop = project(tmp_path)
    code = generated(shop)
    settings = ("--master", "local[1]", "--conf", "spark.ui.enabled=false")
    done = process("spark-submit", *settings, str(code / "main.py"), *arguments(shop), folder=tmp_path)
    assert done.returncode == 0, done.stderr
    assert f"published  {MART}: 8 rows" in done.stdout, done.stdout
    assert parquet(tmp_path / "output" / MART) == on_duckdb(shop)
    assert sorted(path.name for path in (tmp_path / "output").iterdir()) == [MART]


def test_plain_python_stops_at_a_failing_check(tmp_path: Path) -> None:
    shop = project(tmp_path, ("models/daily_revenue.gate", "revenue >= 0", "revenue >= 1000000"))
    code = generated(shop)
    done = process(sys.executable, str(code / "main.py"), *arguments(shop), folder=tmp_path)
    assert done.returncode == 1, done.stderr
    assert "broken     mart.daily_revenue: revenue_is_positive: 8 rows" in done.stdout, done.stdout
    assert not list((tmp_path / "output").glob("*"))


def test_a_failing_check_leaves_the_old_rows(tmp_path: Path) -> None:
    shop = project(tmp_path)
    assert run(generated(shop), *arguments(shop)) == 0
    before = parquet(tmp_path / "output" / MART)
    model = shop / "models" / "daily_revenue.gate"
    text = model.read_text(encoding="utf-8")
    model.write_text(text.replace("revenue >= 0", "revenue >= 1000000"), encoding="utf-8")
    assert run(generated(shop, "again"), *arguments(shop)) == 1
    assert parquet(tmp_path / "output" / MART) == before
    assert sorted(path.name for path in (tmp_path / "output").iterdir()) == [MART]


def test_a_warning_stops_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = project(tmp_path, ("models/daily_revenue.gate", "<= 1000000", "<= 1"))
    assert run(generated(shop), *arguments(shop)) == 0
    assert "warning    mart.daily_revenue: few_rows: 1 rows" in capsys.readouterr().out


def test_a_broken_promise_stops_what_reads_the_source(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = project(tmp_path, ("sources/customers.gate", "('DE', 'FR', 'US')", "('DE', 'FR')"))
    assert run(generated(shop), *arguments(shop, "--store-views")) == 1
    said = capsys.readouterr().out
    assert "broken     shop.customers: domain_country: " in said
    assert "FAILED     mart.daily_revenue: not built: shop.customers failed" in said
    assert [path.name for path in (tmp_path / "output").iterdir()] == ["stage.orders"]


def test_text_that_does_not_fit_is_an_error_that_shows_no_labelled_value(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shop = project(tmp_path)
    customers = shop / "data" / "customers.csv"
    header = customers.read_text(encoding="utf-8").splitlines()[0]
    values = {"customer_id": "seven", "email": "a@x.example", "country": "DE", "created_at": "2026-01-01"}
    row = ",".join(values[name] for name in header.split(","))
    customers.write_text(f"{header}\n{row}\n", encoding="utf-8")
    assert run(generated(shop), *arguments(shop)) == 1
    said = capsys.readouterr().out
    assert "FAILED     shop.customers: types: " in said
    assert "a@x.example" not in said
    assert "seven" not in said


def test_a_column_of_another_type_is_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    shop = project(tmp_path)
    for file in sorted((shop / "data" / "orders").glob("*.parquet")):
        with duckdb.connect() as connection:
            rows = f"select * replace (updated_at::varchar as updated_at) from '{file}'"
            connection.execute(f"create table t as {rows}")
            connection.execute(f"copy t to '{file}'")
    assert run(generated(shop), *arguments(shop)) == 1
    told = "FAILED     shop.orders: types: column updated_at is string, declared as timestamp"
    assert told in capsys.readouterr().out


def test_tables_of_the_catalog(tmp_path: Path) -> None:
    shop = project(tmp_path)
    code = generated(shop)
    for _ in range(2):  # the second run puts its table in the place of the first one's
        assert run(code, "--source-root", str(shop), "--format", "table", "--store-views") == 0
    spark = session()
    assert [row.tableName for row in spark.sql("show tables in mart").collect()] == ["daily_revenue"]
    rows = sorted((tuple(row) for row in spark.table(MART).collect()), key=repr)
    assert rows == on_duckdb(shop)
    for schema in ("mart", "stage"):
        spark.sql(f"drop schema {schema} cascade")


def test_a_source_may_lie_elsewhere(tmp_path: Path) -> None:
    shop = project(tmp_path)
    code = generated(shop)
    assert run(code, *arguments(shop)) == 0
    before = parquet(tmp_path / "output" / MART)
    spark = session()
    spark.read.parquet(str(shop / "data" / "orders")).write.mode("overwrite").saveAsTable("elsewhere")
    shutil.rmtree(shop / "data" / "orders")
    assert run(code, *arguments(shop)) == 1
    assert run(code, *arguments(shop, "--source", "shop.orders=table:elsewhere")) == 0
    assert parquet(tmp_path / "output" / MART) == before
    spark.sql("drop table elsewhere")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        (["--source", "shop.order=x", "--output", "o"], "there is no source shop.order"),
        (["--source", "shop.orders", "--output", "o"], "write NAME=PLACE"),
        ([], "--output says where the parquet goes"),
    ],
)
def test_wrong_use(wrong: list[str], said: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = generated(project(tmp_path))
    with pytest.raises(SystemExit) as stop:
        run(code, *wrong)
    assert stop.value.code == 2
    assert said in capsys.readouterr().err
