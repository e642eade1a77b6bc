"""Apply the fixes that a case's diagnostics carry."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import lockgate
from lockgate import Diagnostic
from tests.mistakes.case import Case

APPLIED = frozenset(("safe", "unsafe"))


def fixable(case: Case, found: Sequence[Diagnostic]) -> frozenset[str]:
    """The names of a case's mistakes, where each of them carries a fix that can be applied; else nothing."""
    wanted = {choice for mark in case.marks for choice in mark.wanted}
    mistakes = [item for item in found if item.severity != "note" or f"note {item.name}" in wanted]
    if all(any(fix.applicability in APPLIED for fix in item.fixes) for item in mistakes):
        return frozenset(item.name for item in mistakes)
    return frozenset()


def mended(names: frozenset[str], folder: Path) -> bool:
    """Whether a case that lies in a folder compiles, and lacks its mistakes, once all fixes are applied."""
    for path, text in lockgate.fix(folder, unsafe=True).changed.items():
        (folder / path).write_text(text, encoding="utf-8")
    result = lockgate.check(folder)
    return result.ok and not names & {item.name for item in result.diagnostics}
