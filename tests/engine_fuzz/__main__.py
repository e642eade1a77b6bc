"""`make fuzz-engines`: many cases on all engines; prints each difference, made small, and exits with 1."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

from tests.engine_fuzz.harness import Difference, fuzz
from tests.engine_fuzz.stored import written
from tests.engines.runners import running

ENGINES = {"duckdb": 1, "postgres": 1, "spark": 16}
"""Each engine with how many cases go by for one that it gets."""


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.engine_fuzz", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=5_000)
    parser.add_argument("--seed", type=int, default=0, help="the first seed; each case has its own")
    parser.add_argument("--engines", nargs="+", default=list(ENGINES), choices=[*ENGINES, "bigquery"])
    parser.add_argument("--every", type=int, help="give the engines every n-th case only")
    parser.add_argument("--keep", type=Path, help="write the differences into this folder, as cases")
    parser.add_argument("--most", type=int, default=10, help="make small so many differences of an engine")
    return parser.parse_args()


def main() -> int:
    """The command line."""
    asked = arguments()
    started = time.monotonic()
    with ExitStack() as stack:
        runners = [
            (stack.enter_context(running(name)), asked.every or ENGINES.get(name, 1))
            for name in asked.engines
        ]
        seeds = range(asked.seed, asked.seed + asked.count)
        tally = fuzz(runners, seeds, most=asked.most, told=lambda text: print(text, flush=True))
    for kind, count in sorted(tally.outcomes.items()):
        print(f"{kind}: {count:,}")
    if asked.keep is not None:
        _keep(asked.keep, tally.differences)
    spent = time.monotonic() - started
    print(f"{tally.cases:,} cases, {len(tally.differences)} differences, {spent:.0f} s")
    return 1 if tally.differences else 0


def _keep(folder: Path, differences: list[Difference]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    numbers: Counter[str] = Counter()
    for item in differences:
        numbers[item.engine] += 1
        path = folder / f"{item.engine}_{numbers[item.engine]}.case"
        path.write_text(written(item.case, item.message), encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
