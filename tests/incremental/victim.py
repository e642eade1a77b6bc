"""A run to be killed: brings the table to version N. `python -m tests.incremental.victim FOLDER DATABASE N`."""

from __future__ import annotations

import sys
from pathlib import Path

import lockgate

ROWS = 60_000
SPEC = """
source raw.numbers {
  read csv 'numbers.csv' (header = true)
  columns (i bigint not null, g bigint not null, version bigint not null, at timestamp not null)
  key (i)
}

model m.kept {
  materialize incremental cursor at lookback '1 hour' merge on (i)
  from raw.numbers
  |> extend count(*) over (partition by g) as n
  check whole: count(*) = 60000
}

model m.history {
  materialize snapshot key (i)
  from raw.numbers
  |> where i < 20000
  |> select i, version
}
"""


def write(folder: Path, version: int) -> None:
    """Every row of version N, and so one that the look-back reaches."""
    folder.mkdir(exist_ok=True)
    (folder / "project.gate").write_text(SPEC, "utf-8")
    lines = ["i,g,version,at"]
    lines += [f"{i},{i % 1000},{version},2026-01-01 00:{version % 60:02d}:00" for i in range(ROWS)]
    (folder / "numbers.csv").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    made, database = Path(sys.argv[1]), Path(sys.argv[2])
    write(made, int(sys.argv[3]))
    report = lockgate.run(made / "project.gate", database=database)
    sys.exit(0 if report.ok else 1)
