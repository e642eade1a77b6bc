"""Writes `docs/portability.md` from results, and reads it back column by column."""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from lockgate.ir.functions import FAMILIES
from tests.conformance.engine import TITLES
from tests.conformance.evaluate import Open
from tests.conformance.oracle import expected
from tests.conformance.results import Count, Results

PAGE = Path(__file__).parents[2] / "docs" / "portability.md"
INTRODUCTION = """# Portability

What each function and operator of the language does on each engine, as it was run. This page is written by
`make conformance` from the results; `make test` holds it to them.

Every case is computed by a small interpreter in plain Python (`tests/interpreter`), which says what is right, and by
the engine with the SQL that Lockgate writes for it. The cases (`tests/conformance`) are made of the values at which
engines part: NULL, the ends of the integers, decimals of 38 digits, NaN and infinities, leap days and changes of the
clock, text beyond ASCII and beyond the BMP, patterns and separators that mean something, broken documents. They are
tried over columns, and a part of them as constants. *Equal* means equal by value and type, or an error on both sides.
BigQuery is its own analyser and reference evaluator (ZetaSQL), not the service. Snowflake was not run: no engine of
it is to be had here, so what is emitted for it is parsed back, and no more is claimed.

A cell is the number of equal cases. *other* are cases with a known difference, *unsupported* are cases that Lockgate
refuses to compile for that engine; the note says why.
"""


OPEN = "Cases that run everywhere, of which the language does not say what comes out; they are not counted above:"


def page(found: Sequence[Results], day: datetime.date) -> str:
    """The page as Markdown."""
    versions = ", ".join(item.version for item in found)
    total = sum(_total(count) for count in found[0].counts.values())
    notes = {item.name: _notes(item) for item in found}
    parts = [INTRODUCTION, f"Run on {day.isoformat()} with {versions}: {total:,} cases on each engine.\n"]
    for title, names in _sections(found[0].counts):
        parts.append(f"## {title}\n")
        heads = " | ".join(TITLES[item.name] for item in found)
        lines = [f"| function | cases | {heads} |", f"| --- | ---: |{' --- |' * len(found)}"]
        for name in names:
            cells = " | ".join(cell(item.counts[name], notes[item.name]) for item in found)
            lines.append(f"| {_code(name)} | {_total(found[0].counts[name])} | {cells} |")
        parts.append("\n".join(lines) + "\n")
    parts.append("## Left open\n")
    parts.append(f"{OPEN}\n\n" + "\n".join(open_lines()) + "\n")
    parts.append("## Notes\n")
    parts.append("\n".join(line for item in found for line in note_lines(item)) + "\n")
    return "\n".join(parts)


def open_lines() -> list[str]:
    """What the language leaves open, with the number of cases."""
    reasons = Counter(item.reason for item in expected().values() if isinstance(item, Open))
    return [f"- {reason}: {times}" for reason, times in sorted(reasons.items())]


def cell(count: Count, notes: Mapping[str, str]) -> str:
    """What an engine makes of a function."""
    made = [str(count.equal)] if count.equal or not (count.explained or count.refused) else []
    made += [f"{times} other ({notes[reason]})" for reason, times in sorted(count.explained.items())]
    made += [f"{times} unsupported ({notes[reason]})" for reason, times in sorted(count.refused.items())]
    return ", ".join(made)


def note_lines(item: Results) -> list[str]:
    """The notes of an engine, as list items."""
    return [f"- {mark}: {reason}" for reason, mark in _notes(item).items()]


def _notes(item: Results) -> dict[str, str]:
    """A mark for each reason, in the order in which they come up."""
    reasons: dict[str, str] = {}
    for _, names in _sections(item.counts):
        for name in names:
            count = item.counts[name]
            for reason in (*sorted(count.explained), *sorted(count.refused)):
                reasons.setdefault(reason, f"{TITLES[item.name][0]}{len(reasons) + 1}")
    return reasons


def _sections(counts: Iterable[str]) -> list[tuple[str, list[str]]]:
    """The functions by family, then the casts, then what is done to whole tables."""
    known = list(counts)
    made: list[tuple[str, list[str]]] = []
    for family in FAMILIES:
        title = family.FUNCTIONS[0].family
        made.append(
            (f"{title[0].upper()}{title[1:]}", [item.name for item in family.FUNCTIONS if item.name in known])
        )
    listed = {name for _, names in made for name in names}
    casts = [name for name in known if name.startswith(("cast(", "try_cast("))]
    made.append(("Casts", casts))
    made.append(("Tables", [name for name in known if name not in listed and name not in casts]))
    return made


def _total(count: Count) -> int:
    return count.executed + sum(count.refused.values())


def _code(name: str) -> str:
    return f"`{name}`".replace("|", "\\|")


def column(text: str, name: str) -> list[tuple[str, str]]:
    """The functions and cells of an engine as a page has them."""
    found: list[tuple[str, str]] = []
    at = 0
    for line in text.splitlines():
        cells = [part.strip() for part in re.split(r"(?<!\\)\|", line)[1:-1]]
        if cells[:1] == ["function"]:
            at = cells.index(TITLES[name])
        elif len(cells) > 2 and not cells[0].startswith("---"):
            found.append((cells[0], cells[at]))
    return found


def notes_on_page(text: str, name: str) -> list[str]:
    """The notes of an engine as a page has them."""
    return re.findall(rf"^- {TITLES[name][0]}\d+: .*$", text, re.M)


def column_of(item: Results) -> list[tuple[str, str]]:
    """The functions and cells of an engine as they should stand."""
    notes = _notes(item)
    return [
        (_code(name), cell(item.counts[name], notes)) for _, names in _sections(item.counts) for name in names
    ]
