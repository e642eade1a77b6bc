"""What is found hangs on no spelling: not on layout, not on names of columns, not on a subquery in between."""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest
from attrs import evolve

import lockgate
from lockgate.grammar.keywords import RESERVED, SOFT
from lockgate.ir.functions import REGISTRY
from tests.mistakes.case import Case, cases
from tests.mistakes.judge import diagnose, lay_out

# Whose mistake is the spelling itself, or the file's own text.
SPELLING = ("syntax-error", "suspicious-character", "reserved-name", "untrusted", "unsupported")
CASES = [case for case in cases() if not any(word in case.page for word in SPELLING)]
WORD = re.compile(r"'(?:[^']|'')*'|--[^\n]*|`[^`]*`|[A-Za-z_][A-Za-z0-9_]*")


def found(case: Case) -> Counter[str]:
    """What is reported of a case, by severity and name."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(case, folder)
        return Counter(f"{item.severity} {item.name}" for item in diagnose(case, folder)[0])


def formatted(case: Case) -> Case:
    """The same spec in the one layout."""
    files = {
        name: lockgate.format_text(text) if name.endswith(".gate") else text
        for name, text in case.files.items()
    }
    return evolve(case, files=files)


def renamed(case: Case) -> Case:
    """The same spec with names of columns that mean nothing."""
    text = "\n".join(case.files.values())
    listed = re.findall(
        r"^    (\w+) +(?:bigint|int|string|double|decimal|date|timestamp|timestamptz|boolean|json)\b",
        text,
        re.M,
    )
    taken = {"name", *RESERVED, *SOFT, *REGISTRY}
    names = {name: f"q{number}x" for number, name in enumerate(dict.fromkeys(listed)) if name not in taken}

    def rename(match: re.Match[str]) -> str:
        return names.get(match[0].lower(), match[0])

    return evolve(case, files={name: WORD.sub(rename, text) for name, text in case.files.items()})


def nested(case: Case) -> Case:
    """The same spec with a subquery around what each model reads first."""

    def wrap(match: re.Match[str]) -> str:
        return f"  from (from {match[1]}) as {match[2] or match[1].rpartition('.')[2]}"

    head = re.compile(r"^  from (\w+\.\w+)(?: as (\w+))?$", re.M | re.I)
    return evolve(case, files={name: head.sub(wrap, text) for name, text in case.files.items()})


@pytest.mark.parametrize("change", [formatted, renamed, nested])
def test_the_same_is_found_in_another_shape(change: Callable[[Case], Case]) -> None:
    other = {}
    changed = 0
    for case in CASES:
        shape = change(case)
        changed += shape.files != case.files
        before, after = found(case), found(shape)
        if before != after:
            other[case.id] = (dict(before - after), dict(after - before))
    assert changed > 100
    assert other == {}
