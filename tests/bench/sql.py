"""Generated SQL against the reference SQL of TPC-H, alternating, on DuckDB at scale 1."""

from __future__ import annotations

import os
import shutil
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

import duckdb

import lockgate
from tests.tpch import reference

SCALE = float(os.environ.get("LOCKGATE_BENCH_SCALE", "1"))
TIMES = 5
PROJECT = Path(reference.__file__).parent / "project"
Row = tuple[str, str, str, bool]


def ratios() -> list[Row]:
    """Total and worst time of generated over reference SQL, each query's median of five alternating runs."""
    texts = reference.queries()
    folder = reference.data(SCALE)
    with tempfile.TemporaryDirectory() as temporary:
        generated = _generated(Path(temporary))
        connection = duckdb.connect()
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute("CREATE SCHEMA tpch")
        for table in reference.TABLES:
            path = str(folder / f"{table}.parquet").replace("'", "''")
            connection.execute(f"CREATE TABLE {table} AS SELECT * FROM read_parquet('{path}')")
            connection.execute(f"CREATE VIEW tpch.{table} AS SELECT * FROM main.{table}")
        ours: dict[int, float] = {}
        theirs: dict[int, float] = {}
        for number in sorted(texts):
            ours[number], theirs[number] = _alternating(connection, generated[number], texts[number])
    worst = max(texts, key=lambda number: ours[number] / theirs[number])
    total = sum(ours.values()) / sum(theirs.values())
    highest = ours[worst] / theirs[worst]
    for number in sorted(texts):
        print(
            f"  q{number:02}  ours {ours[number] * 1e3:7.1f} ms  reference {theirs[number] * 1e3:7.1f} ms"
            f"  ratio {ours[number] / theirs[number]:.2f}"
        )
    return [
        (f"TPC-H, scale {SCALE:g}: total time over reference", f"{total:.2f}", "at most 1.10", total <= 1.10),
        (
            f"TPC-H, scale {SCALE:g}: worst query (q{worst:02})",
            f"{highest:.2f}",
            "at most 1.5",
            highest <= 1.5,
        ),
    ]


def _generated(folder: Path) -> dict[int, str]:
    """The SELECT of each model, by the number in its name."""
    project = folder / "tpch"
    shutil.copytree(PROJECT, project)
    files = lockgate.compile(project, target="sql")
    found: dict[int, str] = {}
    for path, text in files.items():
        name = Path(path).stem.split(".")[-1]
        if Path(path).parts[0] == "models" and name[:1] == "q" and name[1:].isdigit():
            statement = text[text.index(" AS\n") + 4 :] if " AS\n" in text else text[text.index(" AS ") + 4 :]
            found[int(name[1:])] = statement.rstrip().rstrip(";")
    return found


def _alternating(connection: Any, ours: str, theirs: str) -> tuple[float, float]:
    taken: dict[str, list[float]] = {ours: [], theirs: []}
    for text in (ours, theirs):  # warm
        connection.execute(text).fetchall()
    for _ in range(TIMES):
        for text in (ours, theirs):
            start = time.perf_counter()
            connection.execute(text).fetchall()
            taken[text].append(time.perf_counter() - start)
    return statistics.median(taken[ours]), statistics.median(taken[theirs])
