"""Killed in the midst of building, a Spark run leaves each table whole in one version, and the next run succeeds."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pytest

from tests.runtime.test_kill import children
from tests.runtime.victim_spark import ROWS

KILLS = 3
ROOT = Path(__file__).resolve().parents[2]


def start(root: Path, first: int, last: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.runtime.victim_spark", str(root), str(first), str(last)]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


def published(root: Path, table: str) -> tuple[int, int, int]:
    """What any reader of the folder finds: one version, and how many rows it has."""
    rows = duckdb.execute(
        "SELECT version, count(*), count(DISTINCT i)"
        f" FROM read_parquet('{root}/tables/m/{table}/current/*.parquet') GROUP BY version"
    ).fetchall()
    assert len(rows) == 1, rows
    return rows[0]


def alive(group: int) -> bool:
    """Some process of the group is still there."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, 0)
        return True
    return False


@pytest.mark.xdist_group("spark")
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_a_killed_run_leaves_whole_versions_and_no_process(tmp_path: Path) -> None:
    moments = random.Random(20260131)
    version = 0
    for kill in range(KILLS):
        process = start(tmp_path, version, version + 1_000)
        assert process.stdout is not None
        # Once it builds, it is killed at any moment of the versions that follow.
        for _ in range(2):
            version = int(process.stdout.readline())
        time.sleep(moments.uniform(0.0, 2.5))
        workers = children(process.pid)
        for pid in [*(workers if kill % 2 else []), process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        rest = process.communicate()[0].split()
        reached = int(rest[-1]) if rest else version
        big, whole = published(tmp_path, "big"), published(tmp_path, "sorted")
        assert big[1:] == whole[1:] == (ROWS, ROWS)
        # What was said to be published is; of the version in the making each table may be there or not.
        assert big[0] in (reached, reached + 1)
        assert whole[0] in (reached, big[0])
        version = big[0] + 1
        patience = time.monotonic() + 30
        while any(alive(worker) for worker in workers) and time.monotonic() < patience:
            time.sleep(0.1)
        assert not any(alive(worker) for worker in workers), "Java outlived the run"
    process = start(tmp_path, version, version + 1)
    process.communicate()
    assert process.returncode == 0
    assert published(tmp_path, "sorted") == (version, ROWS, ROWS)
    for table in ("big", "sorted"):
        assert len([item for item in (tmp_path / "tables/m" / table).iterdir() if not item.is_symlink()]) == 1
