"""Queries as people write them and the SQL that comes out, to be read: `cases/NAME.gate` and `cases/NAME.sql`.

`LOCKGATE_UPDATE=1 pytest tests/codegen/test_cases.py` writes the answers anew; read the difference.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from lockgate.codegen.sql.queries import query_text
from lockgate.grammar.parser import parse
from lockgate.ir.program import Model
from lockgate.passes.resolve import resolve
from lockgate.source import SourceFile
from tests.codegen.engine import OPTIONS, Table, connect

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.stem for path in CASES.glob("*.gate") if path.stem != "sources")


def model(name: str) -> Model:
    files = [
        parse(SourceFile(path.name, path.read_text()))
        for path in (CASES / "sources.gate", CASES / f"{name}.gate")
    ]
    made = resolve([item.file for item in files])
    assert not [item.message for item in (*files[0].diagnostics, *files[1].diagnostics, *made.diagnostics)]
    return made.program.models[0]


@pytest.mark.parametrize("name", NAMES)
def test_case(name: str) -> None:
    text = query_text(model(name).query, OPTIONS) + "\n"
    path = CASES / f"{name}.sql"
    if os.environ.get("LOCKGATE_UPDATE"):
        path.write_text(text)
    assert text == path.read_text()


@pytest.mark.parametrize("name", NAMES)
def test_case_runs(name: str) -> None:
    sources = resolve([parse(SourceFile("s", (CASES / "sources.gate").read_text())).file]).program.sources
    connection = connect()
    for source in sources:
        Table(source.name, {item.name: (item.type, item.nullable) for item in source.schema}, []).create(
            connection
        )
    connection.execute((CASES / f"{name}.sql").read_text())
