"""Fixes mend what they are offered for; what is called safe keeps every row."""

from __future__ import annotations

import functools
import re
from pathlib import Path
from typing import Any

import duckdb

import lockgate
from lockgate.diagnostics.explain import overridable
from tests.mistakes.case import Case, cases
from tests.mistakes.judge import judge, lay_out
from tests.mistakes.made_data import make_data

VERDICTS = functools.cache(lambda: [judge(case) for case in cases()])


def test_nearly_all_fixable_cases_compile_once_they_are_fixed() -> None:
    found = [verdict for verdict in VERDICTS() if verdict.fixable]
    left = [verdict.case.id for verdict in found if not verdict.fixed]
    print(f"{len(found) - len(left)} of {len(found)} fixable cases compile without the diagnostic once fixed")
    assert len(found) >= 70
    assert len(left) <= 0.05 * len(found), left


def test_safe_fixes_keep_every_row(tmp_path: Path) -> None:
    """Where a spec can be run before it is fixed, judgements allowed, it gives the same rows afterwards."""
    outcomes = {}
    for number, verdict in enumerate(verdict for verdict in VERDICTS() if verdict.safe):
        before = rows(verdict.case, tmp_path / f"before{number}", fixed=False)
        after = rows(verdict.case, tmp_path / f"after{number}", fixed=True)
        outcome = "cannot be run before" if before is None else "same" if before == after else "other"
        outcomes[verdict.case.id] = outcome
    same = [case for case, outcome in outcomes.items() if outcome == "same"]
    print(
        f"{len(same)} of {len(outcomes)} cases with safe fixes can be run before and give the same rows after"
    )
    assert "other" not in outcomes.values(), outcomes
    assert len(same) >= 12, outcomes


def rows(case: Case, folder: Path, *, fixed: bool) -> dict[str, list[str]] | None:
    """The rows of each model as a bag, on made data; None where the spec cannot be run."""
    lay_out(case, folder)
    for path in folder.rglob("*.gate"):
        # What was made is never fresh.
        path.write_text(
            re.sub(r"^  fresh .*\n", "", path.read_text(encoding="utf-8"), flags=re.M), encoding="utf-8"
        )
    if fixed:
        for name, text in lockgate.fix(folder).changed.items():
            (folder / name).write_text(text, encoding="utf-8")
    allow = [kind.name for kind in overridable()]
    checked = lockgate.check(folder, allow=allow)
    if not checked.ok:
        return None
    make_data(checked.program, folder)
    database = folder.parent / f"{folder.name}.duckdb"
    report = lockgate.run(folder, database=database, allow=allow)
    assert report.ok, report
    with duckdb.connect(str(database), read_only=True) as connection:
        return {model.name: bag(connection, model.name) for model in checked.program.models}


def bag(connection: duckdb.DuckDBPyConnection, model: str) -> list[str]:
    """Rows in an order of their own, each with the names of its columns."""
    schema, _, name = model.rpartition(".")
    cursor = connection.execute(f'select * from "{schema}"."{name}"')
    names = [column[0] for column in cursor.description or ()]
    found: list[tuple[Any, ...]] = cursor.fetchall()
    return sorted(repr(dict(zip(names, row, strict=True))) for row in found)
