"""Apply the fixes that a case's diagnostics carry."""

from __future__ import annotations

import tempfile
from pathlib import Path

import lockgate
from lockgate import Diagnostic
from tests.mistakes.case import Case
from tests.mistakes.judge import diagnose, lay_out

APPLIED = frozenset(("safe", "unsafe"))


def has_safe_fix(case: Case) -> bool:
    """Whether something in a case carries a fix that is called safe."""
    return any(fix.applicability == "safe" for item in _found(case) for fix in item.fixes)


def fixable(case: Case) -> frozenset[str]:
    """The names of a case's mistakes, where each of them carries a fix that can be applied; else nothing."""
    wanted = {choice for mark in case.marks for choice in mark.wanted}
    mistakes = [item for item in _found(case) if item.severity != "note" or f"note {item.name}" in wanted]
    if all(any(fix.applicability in APPLIED for fix in item.fixes) for item in mistakes):
        return frozenset(item.name for item in mistakes)
    return frozenset()


def mended(case: Case) -> bool:
    """Whether a fixable case compiles, and lacks its mistakes, when all fixes are applied."""
    names = fixable(case)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(case, folder)
        for path, text in lockgate.fix(folder, unsafe=True).changed.items():
            (folder / path).write_text(text, encoding="utf-8")
        result = lockgate.check(folder)
    return result.ok and not names & {item.name for item in result.diagnostics}


def _found(case: Case) -> tuple[Diagnostic, ...]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(case, folder)
        return diagnose(case, folder)[0]
