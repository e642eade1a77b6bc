"""Killed at a dozen moments, a run on PostgreSQL leaves each table old or new and whole, and the next run succeeds."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from tests.runtime.projects import write_project
from tests.runtime.test_kill import children

KILLS = 12
ROWS = 60_000
SPEC = """
param version int = 0

source raw.numbers {
  read parquet 'data/numbers.parquet'
  columns (i bigint not null)
  key (i)
}

model m.big {
  materialize table
  from raw.numbers
  |> extend version as version
  key (i)
}

model m.seen {
  from m.big
  |> select version, i
}

model m.sorted {
  materialize table
  from m.big
  |> order by i desc
}
"""


def start(root: Path, url: str, version: int) -> subprocess.Popen[bytes]:
    command = [
        sys.executable,
        "-m",
        "lockgate",
        "run",
        str(root),
        "--env",
        "pg",
        "--param",
        f"version={version}",
    ]
    return subprocess.Popen(
        command, env={**os.environ, "PG_URL": url}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no SIGKILL here")
def test_a_killed_run_leaves_old_or_new(tmp_path: Path, postgres: str) -> None:
    import duckdb

    write_project(tmp_path, '[env.pg]\nengine = "postgres"\nurl = "${PG_URL}"\n', SPEC)
    duckdb.execute(f"COPY (SELECT i FROM range({ROWS}) AS t(i)) TO '{tmp_path}/data/numbers.parquet'")
    began = time.monotonic()
    assert start(tmp_path, postgres, 0).wait(120) == 0
    whole = time.monotonic() - began
    moments = random.Random(20260131)
    published = {"big": 0, "sorted": 0}
    changes = 0
    for version in range(1, KILLS + 1):
        process = start(tmp_path, postgres, version)
        time.sleep(moments.uniform(0.35, 1.4) * whole)
        # Both ways to die: the run itself, or first the processes that it has started.
        for pid in [*(children(process.pid) if version % 2 else []), process.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()
        with psycopg.connect(postgres) as connection:
            for table in published:
                found = connection.execute(
                    f"select version, count(*), count(distinct i) from m.{table} group by version".encode()
                ).fetchall()
                assert len(found) == 1, f"{table} after version {version}: {found}"
                assert found[0][1:] == (ROWS, ROWS)
                assert found[0][0] in (published[table], version)
                changes += found[0][0] != published[table]
                published[table] = found[0][0]
            seen = connection.execute("select distinct version from m.seen").fetchall()
            assert seen == [(published["big"],)]
    # Some kills came before the commit and some after it, else nothing was tried.
    assert 0 < changes < 2 * KILLS
    assert start(tmp_path, postgres, KILLS + 1).wait(120) == 0
    with psycopg.connect(postgres) as connection:
        assert connection.execute("select distinct version from m.sorted").fetchall() == [(KILLS + 1,)]
        left = connection.execute("select relname from pg_class where relname like 'new\\_%'").fetchall()
        assert left == []
