"""Plays many histories: `python -m tests.incremental 500`, `python -m tests.incremental 100 --engine postgres`."""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.engines.postgres import server
from tests.incremental import histories, snapshots
from tests.incremental.engine import Direct, duckdb, postgres


@contextmanager
def database(engine: str, url: str) -> Iterator[Direct]:
    """An empty one."""
    with ExitStack() as stack:
        if engine == "duckdb":
            folder = stack.enter_context(tempfile.TemporaryDirectory())
            yield stack.enter_context(duckdb(Path(folder)))
            return
        yield stack.enter_context(postgres(url))


def main() -> int:
    """1 if any table was not what it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.incremental", description=__doc__)
    parser.add_argument("histories", type=int, nargs="?", default=500)
    parser.add_argument("--engine", choices=("duckdb", "postgres"), default="duckdb")
    parser.add_argument("--seed", type=int, default=0, help="the first one")
    parser.add_argument("--snapshots", action="store_true", help="of snapshots instead")
    parser.add_argument("--generated", action="store_true", help="of models made by chance")
    options = parser.parse_args()
    if options.generated:
        # That rows are unique by the merge keys is not what the exchange of rows rests on.
        sys.modules["lockgate.analysis.incremental.strategy"]._unique = lambda program, model: None  # type: ignore[attr-defined]
    problems: list[str] = []
    counts = {"refreshed": 0, "unchanged": 0, "whole": 0}
    with ExitStack() as stack:
        url = stack.enter_context(server()) if options.engine == "postgres" else ""
        for seed in range(options.seed, options.seed + options.histories):
            with database(options.engine, url) as engine:
                if options.snapshots:
                    problems += snapshots.history(engine, seed)
                    continue
                play = histories.of_generated if options.generated else histories.history
                found = play(engine, seed)
            problems += found.problems
            for name in counts:
                counts[name] += getattr(found, name)
    for problem in problems[:20]:
        print(problem)
    said = (
        ", ".join(f"{count} {name}" for name, count in counts.items())
        if not options.snapshots
        else "snapshots"
    )
    print(f"{options.histories} histories on {options.engine}: {said}; {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
