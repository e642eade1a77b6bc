"""Mistakes whose diagnostic is allowed give the documented wrong figure on real data; corrected, the right one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

import lockgate
from tests.examples.support import fetch_data
from tests.mistakes.case import HERE, SCHEMAS
from tests.mistakes.harm import Harm, harms
from tests.tpch import reference

HARMS = harms()
RENTALS = """
source shop.rentals {
  description 'As many rentals on each day as the Sakila example database has, spread over the day'
  read parquet 'data/rentals.parquet'
  columns (
    rental_id    bigint     not null,
    rental_date  timestamp  not null
  )
  key (rental_id)
}
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, duckdb.DuckDBPyConnection]]:
    """For each data set, the database that a run of its models left, with everything allowed that they need."""
    connections: dict[str, duckdb.DuckDBPyConnection] = {}
    for data in sorted({harm.data for harm in HARMS}):
        folder = tmp_path_factory.mktemp(data)
        project(folder, data)
        connection = duckdb.connect(str(run(folder, data, "once")), read_only=True)
        if any("{again}" in harm.figure for harm in HARMS if harm.data == data):
            turn_round(folder / "data" / "flights.parquet")
            connection.execute(f"attach '{run(folder, data, 'again')}' as again (read_only)")
        connection.execute(f"set file_search_path = '{folder}'")
        connections[data] = connection
    yield connections
    for connection in connections.values():
        connection.close()


def project(folder: Path, data: str) -> None:
    """A project with the sources, the data and the models of one data set."""
    if data == "rentals":
        make_rentals(folder / "data")
    else:
        shutil.copytree(original(data), folder / "data")
    sources = SCHEMAS[data].read_text(encoding="utf-8") if data != "rentals" else RENTALS
    (folder / "sources.gate").write_text(sources, encoding="utf-8")
    for harm in HARMS:
        if harm.data == data:
            (folder / f"{harm.model}.gate").write_text(harm.gate, encoding="utf-8")


def make_rentals(folder: Path) -> None:
    """The rentals of each day, from how many there were."""
    folder.mkdir()
    with duckdb.connect() as connection:
        connection.execute(
            "copy (select row_number() over (order by day, place) as rental_id,"
            " day + interval (cast(86400 * (place - 0.5) / rentals as bigint)) seconds as rental_date"
            f" from read_csv('{HERE / 'data' / 'rentals_by_day.csv'}') as t,"
            " unnest(range(1, rentals + 1)) as u(place) order by rental_id)"
            f" to '{folder / 'rentals.parquet'}' (format parquet)"
        )


def original(data: str) -> Path:
    """Where the data lies; fetched where it is not there yet."""
    script = fetch_data()
    try:
        fetched: Path = script.fetch() if data == "flights" else reference.data(0.01)
        return fetched
    except (script.FetchError, reference.Unavailable) as problem:
        # Where there is no registry the test cannot be run; in CI that is a failure.
        if os.environ.get("CI"):
            raise
        pytest.skip(f"the data of {data} is not to be had: {problem}")


def run(folder: Path, data: str, name: str) -> Path:
    """Run the project with its judgements allowed."""
    allowed = {name for harm in HARMS if harm.data == data for name in harm.allow}
    database = folder.parent / f"{data}_{name}.duckdb"
    report = lockgate.run(folder, database=database, allow=sorted(allowed))
    assert report.ok, report
    return database


def turn_round(path: Path) -> None:
    """The same rows in the other order."""
    turned = path.with_suffix(".turned")
    with duckdb.connect() as connection:
        connection.execute(
            f"copy (select * from read_parquet('{path}', file_row_number = true) order by file_row_number desc) "
            f"to '{turned}' (format parquet)"
        )
    turned.replace(path)


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: f"{harm.row} {harm.title}")
def test_the_documented_figures_come_out(harm: Harm, built: dict[str, duckdb.DuckDBPyConnection]) -> None:
    def answer(side: str) -> str:
        figure = harm.figure.format(model=f'"{side}".{harm.model}', again=f'again."{side}".{harm.model}')
        (value,) = built[harm.data].execute(figure).fetchall()[0]
        return f"{value:,}"

    assert (answer("wrong"), answer("right")) == (harm.wrong, harm.right)


@pytest.mark.parametrize("harm", HARMS, ids=lambda harm: f"{harm.row} {harm.title}")
def test_the_wrong_model_is_told_of_and_the_right_one_is_not(harm: Harm, tmp_path: Path) -> None:
    sources = SCHEMAS[harm.data].read_text(encoding="utf-8") if harm.data != "rentals" else RENTALS
    (tmp_path / "sources.gate").write_text(sources, encoding="utf-8")
    (tmp_path / "models.gate").write_text(harm.gate, encoding="utf-8")
    found = [item for item in lockgate.check(tmp_path).diagnostics if item.span.file == "models.gate"]
    right = harm.gate.index("model right.")
    assert {item.name for item in found if item.span.start < right} & set(harm.allow)
    assert not [item for item in found if item.span.start > right and item.severity != "note"]
