"""Equal input gives equal bytes: whatever the hash seed, the locale, the time zone and the order of files."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from tests.cli.support import PROJECT, ROOT, write

SEEDS = 20
PLACES = (
    {"LC_ALL": "C", "TZ": "UTC"},
    {"LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONUTF8": "1"},
)
BOTH = """\
import sys
from lockgate.cli import main
main(["check", sys.argv[1], "--json"])
main(["compile", sys.argv[2], "--target", "sql", "--json"])
"""
WRONG = """\
model mart.wrong {
  with unused as (
    from raw.orders
  )
  from raw.orders as o
  |> join mart.shipped as s on o.order_id = s.order_id
  |> where amonut > 1 and status = 'Shipped' and order_id = 'x'
  |> select order_id, nope(amount), email
}
"""


def shuffled(files: Mapping[str, str], folder: Path, seed: int) -> Path:
    """The same project in the same place, its files made in another order."""
    shutil.rmtree(folder, ignore_errors=True)
    names = list(files)
    random.Random(seed).shuffle(names)
    return write(folder, {name: files[name] for name in names})


def test_the_same_bytes_every_time(tmp_path: Path) -> None:
    """Of `check` on a project with mistakes and of `compile` on one without."""
    outputs = set()
    for seed in range(SEEDS):
        good = shuffled(PROJECT, tmp_path / "good", seed)
        wrong = shuffled({**PROJECT, "wrong.gate": WRONG}, tmp_path / "wrong", seed)
        env = {"PYTHONHASHSEED": str(seed), "PYTHONPATH": str(ROOT), **PLACES[seed % 2]}
        found = subprocess.run(
            [sys.executable, "-c", BOTH, str(wrong), str(good)],
            capture_output=True,
            check=True,
            env={**os.environ, **env},
        )
        outputs.add(found.stdout)
    assert len(outputs) == 1
    (output,) = outputs
    assert b"unknown-column" in output
    assert b"SELECT" in output
