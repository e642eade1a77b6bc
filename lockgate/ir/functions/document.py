"""Writes `docs/functions.md` from the function table.

    python -m lockgate.ir.functions.document > docs/functions.md
"""

from __future__ import annotations

from lockgate.ir.functions import FAMILIES
from lockgate.ir.functions.base import Function

INTRODUCTION = """# Functions

Every operator and function of the language. This page is written by
`python -m lockgate.ir.functions.document`; `lockgate functions` prints the same table.

A parameter is named, then has its kind: a type, `number` (int, bigint, decimal, double), `integer` (int, bigint),
`exact` (an integer or decimal), `time` (date, timestamp, timestamptz), `clock` (timestamp, timestamptz),
`orderable` (numbers, strings, points in time) or `any`. What stands in brackets may be left out, what has three dots
repeated; a `constant` is written as a literal. Where a `double` is asked for, every number will do.

NULL: *propagate*, NULL exactly where an argument is NULL; *introduce*, there and elsewhere, as its line says;
*ignore*, NULL arguments are left out; *never*, the result is never NULL; *custom*, as its line says. Aggregates over no
rows give NULL, but those that never do. Labels of the arguments are labels of the result, but for
the functions marked *drops labels*. That is what is shown of a column; in a policy's rule only the functions that it
names after `through` take labels away.
"""


def page() -> str:
    """The page as Markdown."""
    parts = [INTRODUCTION]
    for family in FAMILIES:
        title = family.FUNCTIONS[0].family
        parts.append(f"## {title[0].upper()}{title[1:]}\n")
        parts.append("| function | meaning | NULL |\n| --- | --- | --- |")
        parts.append("\n".join(map(_row, family.FUNCTIONS)) + "\n")
    return "\n".join(parts)


def _row(function: Function) -> str:
    notes = ["drops labels"] if function.labels == "drop" else []
    notes += [] if function.deterministic else ["another answer each time"]
    marks = f" ({', '.join(notes)})" if notes else ""
    signature = function.signature.replace("|", "\\|")
    return f"| `{signature}` | {function.doc.replace('|', chr(92) + '|')}{marks} | {function.nulls} |"


if __name__ == "__main__":
    print(page(), end="")
