"""Call the command line in this process, or as one of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from attrs import frozen

from lockgate.cli import main

ROOT = Path(__file__).resolve().parents[2]

PROJECT = {
    "lockgate.toml": "[project]\nname = 'shop'\n",
    "sources.gate": """\
source raw.orders {
  read csv 'data/orders.csv' (header = true)
  columns (
    order_id  bigint          not null,
    email     string          label pii.email,
    status    string          not null in ('placed', 'shipped'),
    amount    decimal(12, 2)  not null
  )
  key (order_id)
}
""",
    "models/mart.gate": """\
model mart.shipped {
  materialize table
  from raw.orders
  |> where status = 'shipped'
  |> select order_id, email as contact, amount
  key (order_id)
  check positive: amount > 0

  test placed_orders_do_not_count {
    given raw.orders (order_id, status, amount) values (1, 'placed', 5.00), (2, 'shipped', 7.00)
    expect (order_id, amount) values (2, 7.00)
  }
}

model mart.total {
  from mart.shipped
  |> aggregate count(*) as orders, sum(amount) as revenue
}
""",
    "data/orders.csv": (
        "order_id,email,status,amount\n"
        "1,a@x.example,shipped,10.00\n2,,placed,5.00\n3,b@x.example,shipped,2.50\n"
    ),
}


@frozen
class Outcome:
    """The exit code and what was printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """Standard output, which must be one JSON object and nothing else."""
        found = json.loads(self.out)
        assert isinstance(found, dict)
        return found


class Command:
    """`command("check", path)` calls the command line in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *words: object) -> Outcome:
        self.capsys.readouterr()
        code = main([str(word) for word in words])
        found = self.capsys.readouterr()
        return Outcome(code, found.out, found.err)


def write(root: Path, files: Mapping[str, str]) -> Path:
    """A folder with these files."""
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="")
    return root


def process(
    *words: object, env: Mapping[str, str] | None = None, cwd: Path = ROOT
) -> subprocess.CompletedProcess[bytes]:
    """The command line as a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "lockgate", *map(str, words)],
        capture_output=True,
        check=False,
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(env or {})},
    )
