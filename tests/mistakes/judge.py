"""What lockgate says of a case, held against what it should say."""

from __future__ import annotations

import tempfile
from pathlib import Path

from attrs import frozen

import lockgate
from lockgate import Diagnostic
from tests.mistakes.case import Case, Mark
from tests.mistakes.fixing import fixable, mended


@frozen
class Verdict:
    """What is missing of a case's diagnostics, and what is reported that should not be."""

    case: Case
    missed: tuple[str, ...]
    alarms: tuple[str, ...]
    fixable: bool = False
    """Each of its mistakes carries a fix that can be applied."""
    fixed: bool = False
    """With all of them applied it compiles, and the mistakes are gone."""
    safe: bool = False
    """Something in it carries a fix that is called safe."""

    @property
    def good(self) -> bool:
        return not self.missed and not self.alarms


def lay_out(case: Case, folder: Path) -> None:
    """Write a case's files into a folder."""
    for name, text in case.files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def diagnose(case: Case, folder: Path) -> tuple[tuple[Diagnostic, ...], lockgate.CheckResult]:
    """The diagnostics of a case that lies in a folder, and the result of its check."""
    result = lockgate.check(folder, untrusted=[folder / name for name in case.untrusted])
    if case.target and result.ok:
        target, _, dialect = case.target.partition(" ")
        return lockgate.compile(folder, target=target, dialect=dialect or "duckdb").diagnostics, result
    return result.diagnostics, result


def judge(case: Case) -> Verdict:
    """Check a case in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        lay_out(case, folder)
        try:
            diagnostics, result = diagnose(case, folder)
            names = fixable(case, diagnostics) if case.wrong and not case.untrusted else frozenset()
            fixed = bool(names) and mended(names, folder)
        except Exception as crash:
            return Verdict(case, (), (f"crash: {crash!r}",))
    described = {id(item): _described(item, result) for item in diagnostics}
    missed = tuple(
        f"{' or '.join(mark.wanted)} at {mark.file}:{mark.first_line}{_words(mark)}"
        for mark in case.marks
        if not any(_is_at(item, mark, result) and _says(item, mark) for item in diagnostics)
    )
    alarms = tuple(described[id(item)] for item in diagnostics if not _is_expected(item, case, result))
    safe = not case.untrusted and any(
        fix.applicability == "safe" for item in diagnostics for fix in item.fixes
    )
    return Verdict(case, missed, alarms, bool(names), fixed, safe)


def _is_at(item: Diagnostic, mark: Mark, result: lockgate.CheckResult) -> bool:
    """Whether a diagnostic has a name that is wanted here, overlaps the mark and begins on its lines."""
    span = item.span
    if f"{item.severity} {item.name}" not in mark.wanted or span.file != mark.file:
        return False
    line = result.sources[span.file].position(span.start)[0]
    touches = span.start < mark.end and mark.start < max(span.end, span.start + 1)
    return touches and mark.first_line <= line <= mark.last_line


def _words(mark: Mark) -> str:
    return f" that says {', '.join(mark.says)}" if mark.says else ""


def _says(item: Diagnostic, mark: Mark) -> bool:
    """Whether message, help, related places and fixes together have all the words that are wanted."""
    parts = [item.message, item.help, *(related.message for related in item.related)]
    text = "\n".join((*parts, *(fix.title for fix in item.fixes)))
    return all(word in text for word in mark.says)


def _is_expected(item: Diagnostic, case: Case, result: lockgate.CheckResult) -> bool:
    """Whether nobody minds: it is marked or allowed, or a note beside another mistake."""
    if f"{item.severity} {item.name}" in case.allowed or (case.wrong and item.severity == "note"):
        return True
    return any(_is_at(item, mark, result) for mark in case.marks)


def _described(item: Diagnostic, result: lockgate.CheckResult) -> str:
    line, column = result.sources[item.span.file].position(item.span.start)
    return f"{item.severity} {item.name} at {item.span.file}:{line}:{column}: {item.message}"
