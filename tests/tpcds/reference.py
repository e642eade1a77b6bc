"""What TPC-DS itself says: its 99 query texts and its data, fetched at test time and kept in `.cache`."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CACHE = ROOT / ".cache"
# The extension that holds texts and generator exists for this DuckDB only, hence an environment of its own.
PINS = ("duckdb==1.5.5", "duckdb-extension-tpcds==1.5.5")

CONNECT = """
import importlib.util, json, pathlib, sys, duckdb
package = pathlib.Path(importlib.util.find_spec("duckdb_extension_tpcds").origin).parent
connection = duckdb.connect()
connection.load_extension(str(next(package.rglob("*.duckdb_extension"))))
"""
READ_TEXTS = """
print(json.dumps(connection.execute("select query_nr, query from tpcds_queries() order by 1").fetchall()))
"""
GENERATE = """
scale, folder = sys.argv[1:]
connection.execute("call dsdgen(sf = " + str(float(scale)) + ")")
for (table,) in connection.execute("select table_name from duckdb_tables()").fetchall():
    connection.table(table).write_parquet(str(pathlib.Path(folder, table + ".parquet")))
"""


class Unavailable(Exception):
    """The reference cannot be had here, for instance without a package index."""


def queries() -> dict[int, str]:
    """The reference SQL by number, with the validation parameters of the specification."""
    return dict(json.loads(_run(_python(), "-c", CONNECT + READ_TEXTS)))


def data(scale: float) -> Path:
    """A folder with one `TABLE.parquet` for each of the 24 tables, at a scale factor."""
    folder = CACHE / "tpcds-data" / f"sf{scale:g}"
    python = _python()
    with _locked():
        if not folder.is_dir():
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            _run(python, "-c", CONNECT + GENERATE, f"{scale:g}", str(part))
            part.rename(folder)
    return folder


def _python() -> str:
    """The interpreter of the environment that holds the reference, made when it is not there."""
    folder = CACHE / "tpcds-env"
    ready = folder / "ready"
    pins = "\n".join(PINS)
    with _locked():
        if not ready.is_file() or ready.read_text() != pins:
            shutil.rmtree(folder, ignore_errors=True)
            _run(sys.executable, "-m", "venv", str(folder))
            _run(str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *PINS)
            ready.write_text(pins)
    return str(folder / "bin" / "python")


@contextmanager
def _locked() -> Iterator[None]:
    """Let one process at a time fill the cache."""
    CACHE.mkdir(exist_ok=True)
    handle = os.open(CACHE / "tpcds.lock", os.O_CREAT | os.O_RDWR)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _run(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Unavailable(f"`{command[0]}` failed: {done.stderr.strip()[-500:]}")
    return done.stdout
