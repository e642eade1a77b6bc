"""What queries mean, by their rows: the cases of `cases/*.md` run on DuckDB and compared as bags.

A case is a heading, a `gate` block, and a table for each model that it is about, under the model's name in
backticks (left out where there is one model only). Cells are the values as text, NULL is `NULL`. A line
`error: text` instead says that the run stops with a message that has the text in it.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import duckdb
import pytest
from attrs import field, frozen

import lockgate

CASES = Path(__file__).parent / "cases"
Rows = list[tuple[str, ...]]


@frozen
class Case:
    title: str
    text: str
    tables: dict[str, Rows]
    """The expected rows by model, the names of the columns first."""
    error: str | None = field(default=None)


def cells(line: str) -> tuple[str, ...]:
    return tuple(
        part.strip().replace(r"\|", "|") for part in re.split(r"(?<!\\)\|", line.strip().strip("|"))
    )


def parsed(text: str) -> list[Case]:
    made: list[Case] = []
    for part in re.split(r"^## ", text, flags=re.M)[1:]:
        title, _, rest = part.partition("\n")
        source, _, answers = rest.partition("```gate\n")[2].partition("```\n")
        tables: dict[str, Rows] = {}
        model = re.findall(r"^model (\S+)", source, flags=re.M)[-1]
        error = None
        for line in answers.splitlines():
            if line.startswith("`"):
                model = line.strip().strip("`")
            elif line.startswith("error: "):
                error = line.removeprefix("error: ").strip()
            elif line.startswith("|") and not re.fullmatch(r"[|\s-]+", line):
                tables.setdefault(model, []).append(cells(line))
        assert tables or error, f"`{title}` expects nothing"
        made.append(Case(title.strip(), source, tables, error))
    return made


def read() -> list[pytest.param]:  # type: ignore[valid-type]
    return [
        pytest.param(case, id=f"{path.stem}-{case.title}")
        for path in sorted(CASES.glob("*.md"))
        for case in parsed(path.read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("case", read())
def test_rows(case: Case, tmp_path: Path) -> None:
    path = tmp_path / "case.gate"
    path.write_text(case.text, encoding="utf-8")
    report = lockgate.run(path, database=tmp_path / "built.duckdb")
    errors = [model.error for model in report.models if model.error]
    if case.error is not None:
        assert any(case.error in error for error in errors), (errors, report.diagnostics)
        return
    assert report.ok, (errors, report.diagnostics)
    with duckdb.connect(str(tmp_path / "built.duckdb")) as connection:
        connection.execute("set timezone = 'UTC'")
        for model, (names, *rows) in case.tables.items():
            made = connection.execute(f'select columns(*)::varchar from "{model}"')
            assert tuple(item[0] for item in made.description) == names
            found = [tuple("NULL" if cell is None else cell for cell in row) for row in made.fetchall()]
            assert Counter(found) == Counter(rows), model
