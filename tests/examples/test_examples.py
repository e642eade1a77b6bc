"""The examples check in silence, run on DuckDB, pass their tests and give the numbers they state."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.examples.reference import REFERENCE
from tests.examples.support import FLIGHTS, SHOP, Run, lockgate_json

# The checks of the flights example that are meant to warn, with the rows that they find.
WARNINGS = {
    ("nyc.weather", "wind_speed_is_possible"): 1,
    ("stage.flights", "flight_number_leaves_once_a_day"): 24,
    ("stage.flights", "tail_number_has_a_plane"): 50_094,
    ("mart.route_performance", "destination_is_known"): 7,
}

ROWS = {
    "stage.flights": 336_776,
    "stage.planes": 3322,
    "stage.weather": 26_115,
    "mart.carrier_month": 185,
    "mart.carrier_outcomes": 16,
    "mart.route_performance": 224,
    "mart.daily_on_time": 365,
    "mart.plane_age": 9,
    "mart.worst_days": 20,
    "mart.unmatched_planes": 721,
    "mart.flight_numbers": 336_752,
}

# file, what stands there, what a person may write instead, and what lockgate calls it.
MISTAKES = [
    pytest.param(
        "models/causes.gate",
        "year(f.flight_date) - p.built as age",
        "year(f.flight_date) - f.built as age",
        "unknown-column",
        id="right name, wrong table",
    ),
    pytest.param(
        "models/causes.gate",
        "when f.tailnum is null then",
        "when tailnum is null then",
        "ambiguous-column",
        id="a column that both sides have",
    ),
    pytest.param(
        "models/causes.gate",
        "and f.time_hour = w.time_hour",
        "and f.time_hour = w.local_date",
        "type-mismatch",
        id="joining an instant with a local date",
    ),
    pytest.param(
        "models/stage.gate",
        "  |> set wind_speed =",
        "  |> where time_hour >= timestamp '2013-06-01 00:00:00'\n  |> set wind_speed =",
        "type-mismatch",
        id="comparing an instant with a time without zone",
    ),
    pytest.param(
        "models/gaps.gate",
        "|> where f.tailnum is not null",
        "|> where f.tailnum <> null",
        "null-comparison",
        id="comparing with null",
    ),
    pytest.param(
        "models/stage.gate",
        "  |> set wind_speed =",
        "  |> where origin <> 'jfk'\n  |> set wind_speed =",
        "value-not-in-domain",
        id="a value that cannot occur",
    ),
]


def severities(diagnostics: list[dict[str, Any]]) -> set[str]:
    return {diagnostic["severity"] for diagnostic in diagnostics}


@pytest.mark.parametrize("example", [FLIGHTS, SHOP], ids=lambda path: path.name)
def test_an_example_checks_without_errors_and_warnings(example: Path) -> None:
    code, answer = lockgate_json("check", example)
    assert severities(answer["diagnostics"]) <= {"note"}, answer["diagnostics"]
    assert (code, answer["ok"]) == (0, True)


@pytest.mark.parametrize("example", [FLIGHTS, SHOP], ids=lambda path: path.name)
def test_an_example_is_laid_out_as_the_formatter_does(example: Path) -> None:
    code, answer = lockgate_json("fmt", example, "--check")
    assert code == 0, answer


@pytest.mark.parametrize("example", [FLIGHTS, SHOP], ids=lambda path: path.name)
def test_the_test_blocks_of_an_example_pass(example: Path) -> None:
    code, answer = lockgate_json("test", example)
    assert [test for test in answer["tests"] if test["status"] != "pass"] == []
    written = sum(
        len(re.findall(r"^ *test \w+ \{", path.read_text("utf-8"), re.MULTILINE))
        for path in example.rglob("*.gate")
    )
    assert (code, len(answer["tests"])) == (0, written)


@pytest.mark.parametrize(("file", "right", "wrong", "name"), MISTAKES)
def test_a_planted_mistake_gets_its_name(
    flights: Path, tmp_path: Path, file: str, right: str, wrong: str, name: str
) -> None:
    project = tmp_path / "flights"
    shutil.copytree(flights, project, ignore=shutil.ignore_patterns("data", "*.duckdb", "out"))
    text = (project / file).read_text("utf-8")
    assert text.count(right) == 1
    (project / file).write_text(text.replace(right, wrong), "utf-8")
    code, answer = lockgate_json("check", project)
    found = [d for d in answer["diagnostics"] if d["severity"] != "note"]
    assert [diagnostic["name"] for diagnostic in found] == [name], found
    line = text[: text.index(right)].count("\n") + 1
    assert found[0]["span"]["file"] == file
    assert found[0]["span"]["start"]["line"] in range(line, line + wrong.count("\n") + 1)
    assert code == (1 if found[0]["severity"] == "error" else 0)


def test_flights_builds_every_model(flights_run: Run) -> None:
    assert flights_run.report["ok"], flights_run.report
    models = flights_run.report["models"]
    built = {model["name"]: model for model in models if model["status"] == "built"}
    assert {name: built[name]["rows"] for name in ROWS} == ROWS


def test_flights_reports_what_does_not_hold(flights_run: Run) -> None:
    warned = {
        (model["name"], check["name"]): check["failing_rows"]
        for model in flights_run.report["models"]
        for check in model["checks"]
        if check["status"] != "pass"
    }
    assert warned == WARNINGS


@pytest.mark.parametrize(
    ("query", "answer"),
    [
        ("select sum(flights) from mart.carrier_month", 336_776),
        ("select sum(flights) from mart.plane_age", 336_776),
        ("select flights from mart.plane_age where age_band = 'unknown plane'", 50_094),
        ("select flights from mart.plane_age where age_band = 'no tail number'", 2512),
        ("select sum(flights) from mart.unmatched_planes", 50_094),
        ("select count(*) from mart.flight_numbers where departures = 2", 24),
        (
            "select sum(flights) from mart.departure_weather where visibility = 'not observed'",
            1556,
        ),
        ("select sum(cancelled) from mart.carrier_outcomes", 8255),
        ("select cast(flight_date as varchar) from mart.worst_days where worst = 1", "2013-03-08"),
    ],
)
def test_flights_tables_say_what_the_data_says(flights_run: Run, query: str, answer: object) -> None:
    with duckdb.connect(str(flights_run.database), read_only=True) as connection:
        assert connection.execute(query).fetchall() == [(answer,)]


@pytest.mark.parametrize("query", REFERENCE, ids=lambda query: query.rsplit(" ", 1)[-1])
def test_flights_tables_equal_their_reference(flights: Path, flights_run: Run, query: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"set file_search_path = '{flights}'")
        want = sorted(map(repr, connection.execute(REFERENCE[query]).fetchall()))
    with duckdb.connect(str(flights_run.database), read_only=True) as connection:
        got = sorted(map(repr, connection.execute(query).fetchall()))
    assert got == want


def test_flights_exports_are_written(flights: Path, flights_run: Run) -> None:
    assert flights_run.report["ok"]
    daily = duckdb.read_parquet(str(flights / "out/daily_on_time.parquet"))
    monthly = (flights / "out/carrier_month.csv").read_text("utf-8").splitlines()
    assert len(daily.fetchall()) == 365
    assert len(monthly) == 186
    assert monthly[0].startswith("carrier,carrier_name,month,flights")


def test_a_key_that_the_data_breaks_publishes_nothing(
    flights: Path, flights_run: Run, tmp_path: Path
) -> None:
    project, database = tmp_path / "flights", tmp_path / "flights.duckdb"
    shutil.copytree(flights, project)
    shutil.copyfile(flights_run.database, database)
    text = (project / "models/stage.gate").read_text("utf-8")
    wrong = text.replace("key (flight_date, carrier, flight, origin)", "key (flight_date, carrier, flight)")
    assert wrong != text
    (project / "models/stage.gate").write_text(wrong, "utf-8")
    code, report = lockgate_json("run", project, "--database", database)
    assert (code, report["ok"]) == (1, False)
    status = {model["name"]: model["status"] for model in report["models"]}
    assert {name: status[name] for name in ROWS} == dict.fromkeys(ROWS, "skipped") | {
        "stage.flights": "failed",
        "stage.planes": "built",
        "stage.weather": "built",
    }
    failing = [
        check["failing_rows"]
        for model in report["models"]
        for check in model["checks"]
        if check["status"] == "fail"
    ]
    assert failing == [24]
    with duckdb.connect(str(database), read_only=True) as connection:
        for name, rows in ROWS.items():
            assert connection.execute(f"select count(*) from {name}").fetchall() == [(rows,)]


def test_the_numbers_in_the_flights_readme_hold(flights: Path) -> None:
    text = (FLIGHTS / "README.md").read_text("utf-8")
    rows = re.findall(r"^\| ([\d,]+) \|[^|]*\| `(.*)` \|$", text, re.MULTILINE)
    assert len(rows) >= 8
    with duckdb.connect() as connection:
        connection.execute(f"set file_search_path = '{flights}'")
        for number, query in rows:
            assert connection.execute(query).fetchall() == [(int(number.replace(",", "")),)], query


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """The shop example in a folder of its own."""
    return shutil.copytree(SHOP, tmp_path / "shop", ignore=shutil.ignore_patterns("*.duckdb*", "out"))


def revenue(shop: Path, *options: str) -> list[tuple[object, ...]]:
    """What a run of the shop leaves in mart.daily_revenue."""
    database = shop / "shop.duckdb"
    code, report = lockgate_json("run", shop, *options)
    assert (code, report["ok"]) == (0, True), report
    with duckdb.connect(str(database), read_only=True) as connection:
        return connection.execute(
            "select strftime(day, '%Y-%m-%d'), country, orders, cast(revenue as varchar), rank"
            " from mart.daily_revenue order by 1, 5"
        ).fetchall()


def test_shop_gives_the_revenue_of_its_orders(shop: Path) -> None:
    assert revenue(shop) == [
        ("2026-01-05", "DE", 1, "120.00", 1),
        ("2026-01-05", "US", 1, "80.00", 2),
        ("2026-01-05", "FR", 1, "35.50", 3),
        ("2026-01-06", "DE", 1, "64.99", 1),
        ("2026-01-31", "US", 1, "9.90", 1),
        ("2026-02-01", "FR", 1, "48.00", 1),
        ("2026-02-02", "DE", 2, "130.00", 1),
        ("2026-02-02", "US", 1, "0.00", 2),
    ]
    assert len(duckdb.read_parquet(str(shop / "out/daily_revenue.parquet")).fetchall()) == 8


def test_shop_counts_from_the_amount_that_is_asked_for(shop: Path) -> None:
    assert revenue(shop, "--param", "min_amount=50") == [
        ("2026-01-05", "DE", 1, "120.00", 1),
        ("2026-01-05", "US", 1, "80.00", 2),
        ("2026-01-06", "DE", 1, "64.99", 1),
        ("2026-02-02", "DE", 1, "99.00", 1),
    ]
