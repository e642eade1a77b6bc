"""A run to be killed: builds version N of three datasets. `python -m tests.runtime.victim ROOT DATABASE N`."""

from __future__ import annotations

import sys
from pathlib import Path

from lockgate.runtime.plan import Plan
from tests.runtime.plans import check, export, model, plan, run

ROWS = 150_000


def made(root: Path, version: int) -> Plan:
    """Each table has ROWS rows of one version; the view follows the first table."""
    big = f"SELECT {version} AS version, i, hash(i)::VARCHAR AS t FROM range({ROWS}) AS r(i)"
    whole = check("whole", f'SELECT * FROM (SELECT count(*) AS n FROM "m"."big") WHERE n <> {ROWS}')
    return plan(
        root,
        model("m.big", big, checks=[whole]),
        model("m.seen", 'SELECT version, i FROM "m"."big"', "m.big", kind="view"),
        model("m.sorted", 'SELECT * FROM "m"."big" ORDER BY t', "m.big"),
        export("m.big", "out/big.csv"),
    )


if __name__ == "__main__":
    run(made(Path(sys.argv[1]), int(sys.argv[3])), Path(sys.argv[2]))
