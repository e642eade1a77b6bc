"""Equal input gives equal bytes: whatever the hash seed, the locale, the time zone and the order of files."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import pytest

from tests.cli.support import PROJECT, process, write

SEEDS = 20
PLACES = (
    {"LC_ALL": "C", "TZ": "UTC"},
    {"LC_ALL": "de_DE.UTF-8", "TZ": "Pacific/Kiritimati", "PYTHONUTF8": "1"},
)
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


def shuffled(files: dict[str, str], folder: Path, seed: int) -> Path:
    """The same project in the same place, its files made in another order."""
    shutil.rmtree(folder, ignore_errors=True)
    names = list(files)
    random.Random(seed).shuffle(names)
    return write(folder, {name: files[name] for name in names})


@pytest.mark.parametrize("words", [["check"], ["compile", "--target", "sql"]], ids=lambda words: words[0])
def test_the_same_bytes_every_time(words: list[str], tmp_path: Path) -> None:
    files = dict(PROJECT)
    if words[0] == "check":
        files["wrong.gate"] = WRONG
    outputs = set()
    for seed in range(SEEDS):
        project = shuffled(files, tmp_path / "project", seed)
        env = {"PYTHONHASHSEED": str(seed), **PLACES[seed % 2]}
        found = process(words[0], project, *words[1:], "--json", env=env)
        assert found.returncode == (1 if words[0] == "check" else 0), found.stderr
        outputs.add(found.stdout)
    assert len(outputs) == 1
