"""What TPC-H itself says: its 22 query texts and its data, fetched at test time and kept in `.cache`."""

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
TABLES = ("region", "nation", "supplier", "customer", "part", "partsupp", "orders", "lineitem")
# The extension that holds the texts exists for this DuckDB only, hence an environment of its own.
PINS = ("duckdb==1.5.5", "duckdb-extension-tpch==1.5.5", "tpchgen-cli==4.0.0")

READ_TEXTS = """
import importlib.util, json, pathlib, duckdb
package = pathlib.Path(importlib.util.find_spec("duckdb_extension_tpch").origin).parent
extension = next(package.rglob("*.duckdb_extension"))
connection = duckdb.connect()
connection.load_extension(str(extension))
print(json.dumps(connection.execute("select query_nr, query from tpch_queries() order by 1").fetchall()))
"""


class Unavailable(Exception):
    """The reference cannot be had here, for instance without a package index."""


def queries() -> dict[int, str]:
    """The reference SQL by number, with the validation parameters of the specification."""
    python = environment() / "bin" / "python"
    return dict(json.loads(_run(str(python), "-c", READ_TEXTS)))


def data(scale: float) -> Path:
    """A folder with one `TABLE.parquet` for each of `TABLES`, at a scale factor."""
    folder = CACHE / "tpch-data" / f"sf{scale:g}"
    generator = environment() / "bin" / "tpchgen-cli"
    with _locked():
        if not folder.is_dir():
            part = folder.with_suffix(".part")
            shutil.rmtree(part, ignore_errors=True)
            part.mkdir(parents=True)
            _run(str(generator), "parquet", "-s", f"{scale:g}", f"--output-dir={part}")
            part.rename(folder)
    return folder


def environment() -> Path:
    """The virtual environment that holds the reference texts and the data generator."""
    folder = CACHE / "tpch-env"
    ready = folder / "ready"
    pins = "\n".join(PINS)
    with _locked():
        if not ready.is_file() or ready.read_text() != pins:
            shutil.rmtree(folder, ignore_errors=True)
            _run(sys.executable, "-m", "venv", str(folder))
            _run(str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *PINS)
            ready.write_text(pins)
    return folder


@contextmanager
def _locked() -> Iterator[None]:
    """Let one process at a time fill the cache."""
    CACHE.mkdir(exist_ok=True)
    handle = os.open(CACHE / "tpch.lock", os.O_CREAT | os.O_RDWR)
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
