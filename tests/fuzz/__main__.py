"""`make fuzz`: many inputs on all cores; prints each that goes wrong and exits with 1."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time

from tests.fuzz.harness import run

CHUNK = 250


def main() -> int:
    """`python -m tests.fuzz [COUNT [FIRST_SEED]]`."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    wrong = 0
    started = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(os.cpu_count(), maxtasksperchild=40) as pool:
        seeds = range(first, first + count)
        for done, problem in enumerate(pool.imap_unordered(run, seeds, CHUNK), start=1):
            if problem is not None:
                wrong += 1
                print(problem, flush=True)
            if done % 10_000 == 0:
                print(
                    f"{done:,} inputs, {wrong} wrong, {time.monotonic() - started:.0f} s",
                    file=sys.stderr,
                    flush=True,
                )
    print(f"{count:,} inputs, {wrong} wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
