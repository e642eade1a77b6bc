"""Killed at any moment, a run leaves each table old or new and whole, and its next run goes on from there."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.incremental import victim
from tests.runtime.test_kill import ROOT, children, look

KILLS = 8


def start(folder: Path, database: Path, version: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "tests.incremental.victim", str(folder), str(database), str(version)]
    return subprocess.Popen(command, cwd=ROOT)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_a_killed_run_leaves_old_or_new(tmp_path: Path) -> None:
    folder, database = tmp_path / "project", tmp_path / "w.duckdb"
    assert start(folder, database, 0).wait(120) == 0
    began = time.monotonic()
    assert start(folder, database, 1).wait(120) == 0
    whole = time.monotonic() - began
    moments = random.Random(20260131)
    known = 1
    for version in range(2, KILLS + 2):
        process = start(folder, database, version)
        time.sleep(moments.uniform(0.4, 1.0) * whole)
        victims = [*(children(process.pid) if version % 2 else []), process.pid]
        for pid in victims:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        found = look(
            database, "select version, count(*), count(distinct i), sum(n) from m.kept group by version"
        )
        assert len(found) == 1
        assert found[0][1:] == (victim.ROWS, victim.ROWS, victim.ROWS * victim.ROWS // 1000)
        assert found[0][0] in (known, version)
        known = found[0][0]
        current = look(
            database,
            "select count(distinct version), count(*), count(distinct i) from m.history where is_current",
        )
        assert current == [(1, 20_000, 20_000)]
        left = look(database, "select table_name from duckdb_tables() where schema_name = '__lockgate'")
        assert {name for (name,) in left} <= {"runs", *(name for (name,) in left if name.startswith("seen_"))}
    assert start(folder, database, KILLS + 2).wait(120) == 0
    assert look(database, "select distinct version from m.kept") == [(KILLS + 2,)]
