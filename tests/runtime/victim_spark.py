"""Builds versions of two Spark tables until it is killed. `python -m tests.runtime.victim_spark ROOT FROM TO`."""

from __future__ import annotations

import sys
from pathlib import Path

from lockgate.runtime.building import build
from lockgate.runtime.limits import Limits
from lockgate.runtime.names import PRIVATE_SCHEMA, staged
from lockgate.runtime.opening import opened
from lockgate.runtime.place import Place
from tests.runtime.plans import check, model, plan

ROWS = 20_000


def place(root: Path) -> Place:
    return Place(engine="spark", master="local[2]", database=root / "tables")


def main(root: Path, first: int, last: int) -> None:
    with opened(place(root), Limits(memory_mib=3072, threads=2), plan(root)) as engine:
        for version in range(first, last):
            there = f"`{PRIVATE_SCHEMA}`.`{staged('m.big')}`"
            whole = check("whole", f"SELECT * FROM (SELECT count(*) AS n FROM {there}) WHERE n <> {ROWS}")
            big = f"SELECT {version} AS version, id AS i FROM range({ROWS})"
            for made in (
                model("m.big", big, checks=[whole]),
                model("m.sorted", "SELECT * FROM `m`.`big` ORDER BY i DESC", "m.big"),
            ):
                report = build(engine, made)
                assert report.status == "built", report
            print(version, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
