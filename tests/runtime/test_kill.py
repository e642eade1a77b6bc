"""Killed at fifty moments, a run leaves each table old or new and whole, and the next run succeeds."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.runtime import victim
from tests.runtime.plans import run

KILLS = 50
ROOT = Path(__file__).resolve().parents[2]


def start(folder: Path, database: Path, version: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.runtime.victim", str(folder), str(database), str(version)], cwd=ROOT
    )


def children(pid: int) -> list[int]:
    try:
        return [int(item) for item in Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()]
    except OSError:
        return []


def look(database: Path, query: str) -> list[tuple[Any, ...]]:
    """What another program reads; the killed run's process may need a moment to be gone."""
    for _ in range(100):
        with contextlib.suppress(duckdb.IOException), duckdb.connect(str(database)) as connection:
            return connection.execute(query).fetchall()
        time.sleep(0.05)
    raise AssertionError("the database stayed locked after the run was killed")


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_a_killed_run_leaves_old_or_new(tmp_path: Path) -> None:
    database = tmp_path / "w.duckdb"
    began = time.monotonic()
    assert start(tmp_path, database, 0).wait(60) == 0
    whole = time.monotonic() - began
    moments = random.Random(20260131)
    published = {"big": 0, "sorted": 0}
    changes = 0
    for version in range(1, KILLS + 1):
        process = start(tmp_path, database, version)
        time.sleep(moments.uniform(0.3, 1.1) * whole)
        # Both ways to die: the run itself, or first the process that holds the database.
        victims = [*(children(process.pid) if version % 2 else []), process.pid]
        for pid in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        for table in published:
            found = look(
                database, f"select version, count(*), count(distinct i) from m.{table} group by version"
            )
            assert len(found) == 1, f"{table} after version {version}: {found}"
            assert found[0][1:] == (victim.ROWS, victim.ROWS)
            assert found[0][0] in (published[table], version)
            changes += found[0][0] != published[table]
            published[table] = found[0][0]
        assert look(database, "select distinct version from m.seen") == [(published["big"],)]
        exported = (tmp_path / "out/big.csv").read_text("utf-8").splitlines()
        assert len(exported) == victim.ROWS + 1
        assert len({line.split(",")[0] for line in exported[1:]}) == 1
    # Some kills came before the commit and some after it, else nothing was tried.
    assert 0 < changes < 2 * KILLS
    assert run(victim.made(tmp_path, KILLS + 1), database).ok
    assert look(database, "select distinct version from m.sorted") == [(KILLS + 1,)]
    assert [item.name for item in (tmp_path / "out").iterdir()] == ["big.csv"]
