"""`lockgate init`: a new project that runs."""

from __future__ import annotations

import shlex
from argparse import Namespace
from pathlib import Path

from lockgate.cli.files import write_below
from lockgate.cli.output import Terminal
from lockgate.session import UsageError

FILES = {
    "lockgate.toml": """\
default_env = "dev"

[project]
name = "orders"

[env.dev]
engine = "duckdb"
database = "orders.duckdb"
""",
    ".gitignore": """\
*.duckdb
*.duckdb.wal
.lockgate/
out/
""",
    "sources.gate": """\
source raw.orders {
  description 'One row per order'
  read csv 'data/orders.csv' (header = true)
  columns (
    order_id    bigint         not null,
    customer    string         not null,
    status      string         not null in ('placed', 'shipped', 'returned'),
    amount      decimal(12, 2) not null,
    ordered_at  timestamp      not null
  )
  key (order_id)
}
""",
    "models.gate": """\
model mart.daily_revenue {
  description 'Revenue of shipped orders, by day'
  materialize table
  from raw.orders
  |> where status = 'shipped'
  |> extend date_trunc('day', ordered_at) as day
  |> aggregate count(*) as orders, sum(amount) as revenue group by day
  key (day)
  check revenue_is_positive: revenue > 0

  test returned_orders_do_not_count {
    given raw.orders (order_id, customer, status, amount, ordered_at) values
      (1, 'ada', 'shipped',  10.00, timestamp '2026-01-01 08:00:00'),
      (2, 'ada', 'returned', 99.00, timestamp '2026-01-01 09:00:00')
    expect (day, orders, revenue) values
      (timestamp '2026-01-01 00:00:00', 1, 10.00)
  }
}
""",
    "data/orders.csv": """\
order_id,customer,status,amount,ordered_at
1,ada,shipped,19.90,2026-01-01 08:15:00
2,grace,shipped,5.00,2026-01-01 17:40:00
3,ada,returned,42.50,2026-01-02 09:05:00
4,edsger,shipped,120.00,2026-01-02 11:30:00
5,grace,placed,7.25,2026-01-03 10:00:00
""",
}


def run(options: Namespace, terminal: Terminal) -> int:
    """Write the files. Raises UsageError for a folder that has something in it already."""
    folder: Path = options.directory
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is there already and not empty")
    write_below(folder, FILES)
    if terminal.json:
        terminal.write_json({"ok": True, "files": sorted(FILES)})
        return 0
    for name in sorted(FILES):
        terminal.print(f"wrote {folder / name}")
    there = shlex.quote(str(folder))
    terminal.say(f"now: lockgate check {there}, lockgate run {there}, lockgate test {there}")
    return 0
