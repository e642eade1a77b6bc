"""`make bench`: measure, print a table, and exit with 1 where a figure misses its bound.

Every figure is a median, with the command that gives it beside it. CPU times are of processes of
their own, so that one figure does not warm the next.
"""

from __future__ import annotations

import math
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from tests.bench import measure, sql
from tests.bench.generated import write

Row = tuple[str, str, str, bool]
SPEC = Path(__file__).parent / "forty_lines.gate"


def main() -> int:
    """Measure everything that was asked for (all by default)."""
    wanted = sys.argv[1:] or ["check", "process", "project", "sql", "spark"]
    parts: dict[str, Callable[[], list[Row]]] = {
        "check": in_process,
        "process": whole_process,
        "project": generated_project,
        "sql": sql.ratios,
        "spark": _spark,
    }
    rows: list[Row] = []
    for name in wanted:
        print(f"measuring {name} …", file=sys.stderr, flush=True)
        rows += parts[name]()
    width = max(len(row[0]) for row in rows)
    for what, figure, bound, good in rows:
        print(f"{what:<{width}}  {figure:>12}  {bound:<14} {'ok' if good else 'MISSED'}")
    return 0 if all(row[3] for row in rows) else 1


def _spark() -> list[Row]:
    from tests.bench import spark  # Spark is only loaded where it is measured

    return spark.ratios()


def in_process() -> list[Row]:
    """Check of a 40-line spec in a warm process; the text differs each time, so that no cache answers."""
    seconds = measure.warm_check(SPEC.read_text(encoding="utf-8"), times=200)
    return [
        (
            "check, 40 lines, in process, warm (median of 200)",
            f"{seconds * 1e3:.2f} ms",
            "under 10 ms",
            seconds < 0.010,
        )
    ]


def whole_process() -> list[Row]:
    """`lockgate check` on a one-file project."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.gate"
        path.write_text(SPEC.read_text(encoding="utf-8"), encoding="utf-8")
        seconds, _ = measure.process(["check", str(path)], times=7)
    return [
        (
            "lockgate check, one file, whole process (median of 7)",
            f"{seconds:.2f} s CPU",
            "under 0.6 s",
            seconds < 0.6,
        )
    ]


def generated_project() -> list[Row]:
    """A generated project, checked and compiled cold, at two sizes."""
    used: dict[int, float] = {}
    peak = 0.0
    for count in (100, 1000):
        with tempfile.TemporaryDirectory() as folder:
            project = Path(folder) / "generated"
            write(project, count)
            command = ["compile", str(project), "--target", "sql", "--out", str(Path(folder) / "out")]
            used[count], peak = measure.process(command, times=3)
    start, _ = measure.process(["--version"], times=5)
    exponent = math.log10((used[1000] - start) / (used[100] - start))
    return [
        (
            "1,000 models, check and compile, cold (median of 3)",
            f"{used[1000]:.2f} s CPU",
            "under 8 s",
            used[1000] < 8,
        ),
        ("the same: peak memory", f"{peak:.0f} MiB", "under 300 MiB", peak < 300),
        ("growth from 100 to 1,000 models: exponent", f"{exponent:.2f}", "under 1.2", exponent < 1.2),
    ]


if __name__ == "__main__":
    sys.exit(main())
