"""What each optimising pass makes of a query, as data: `cases/PASS.md`.

`LOCKGATE_UPDATE=1 pytest tests/passes` writes the expected texts anew; read them in the diff.
Every case is also executed before and after, on rows with NULLs and duplicates and on empty tables.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import duckdb
import pytest

from lockgate.grammar.parser import parse
from lockgate.ir.printer import rel_text
from lockgate.ir.program import Program
from lockgate.passes import manager
from lockgate.passes.pipeline import Pipeline
from lockgate.passes.resolve import resolve
from lockgate.source import SourceFile
from tests.passes.engine import DATA, connect, same_answer

CASES = Path(__file__).parent / "cases"
CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n\n```gate\n(?P<text>.*?)```\n"
    r"(?:\n```ir before\n(?P<before>.*?)```\n\n```ir after\n(?P<after>.*?)```\n)?",
    re.M | re.S,
)
UPDATE = bool(os.environ.get("LOCKGATE_UPDATE"))

ON_PURPOSE = ("division-by-literal-zero", "nondeterminism")
COLUMNS = (
    """id bigint not null, a bigint, b bigint, s string, d date, x double, m decimal(10, 2), ok boolean"""
)
PRELUDE = "\n".join(f"source {name} {{ read table '{name}' columns ({COLUMNS}) }}" for name in ("t", "u"))


def program_of(text: str) -> Program:
    """The program of a query over the tables `t` and `u`; it must be silent but for notes."""
    source = SourceFile("case.gate", f"{PRELUDE}\nmodel m {{\n{text}\n}}\n")
    parsed = parse(source)
    resolution = resolve([parsed.file])
    found = [*parsed.diagnostics, *resolution.diagnostics]
    assert [item.message for item in found if item.severity == "error" and item.name not in ON_PURPOSE] == []
    return resolution.program


def cases() -> list[object]:
    found = []
    for path in sorted(CASES.glob("*.md")):
        for match in CASE.finditer(path.read_text(encoding="utf-8")):
            values = (path, match["title"], match["text"], match["before"], match["after"])
            found.append(pytest.param(*values, id=f"{path.stem}: {match['title']}"))
    return found


@pytest.fixture(scope="module")
def databases() -> Iterator[list[duckdb.DuckDBPyConnection]]:
    with ExitStack() as stack:
        yield [stack.enter_context(connect(data)) for data in sorted(DATA)]


@pytest.mark.parametrize(("path", "title", "text", "before", "after"), cases())
def test_before_and_after(
    path: Path,
    title: str,
    text: str,
    before: str | None,
    after: str | None,
    databases: list[duckdb.DuckDBPyConnection],
) -> None:
    program = program_of(text)
    old = program.models[0].query
    new = manager.run(program, Pipeline.parse(path.stem), strict=True).program.models[0].query
    for connection in databases:
        assert same_answer(connection, old, new, keeps_errors=path.stem == "fold-constants")
    if UPDATE:
        write(path, title, text, rel_text(old), rel_text(new))
        return
    assert (rel_text(old) + "\n", rel_text(new) + "\n") == (before, after)


def write(path: Path, title: str, text: str, before: str, after: str) -> None:
    """Put the texts of today into the case."""
    made = f"## {title}\n\n```gate\n{text}```\n\n```ir before\n{before}\n```\n\n```ir after\n{after}\n```\n"

    def replace(match: re.Match[str]) -> str:
        return made if match["title"] == title else match.group(0)

    path.write_text(CASE.sub(replace, path.read_text(encoding="utf-8")), encoding="utf-8")
