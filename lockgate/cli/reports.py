"""The reports of `run`, `test` and `show` as text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from lockgate.cli.output import count
from lockgate.cli.tables import table
from lockgate.diagnostics.colour import paint
from lockgate.diagnostics.display import Output, safe

if TYPE_CHECKING:
    from lockgate.runtime.report import CheckReport, DatasetReport, Report, TestReport, UnitTestReport

NUMBER = re.compile(r"-?\d+(\.\d+)?")
COLORS = {
    "built": "added",
    "unchanged": "faint",
    "failed": "error",
    "skipped": "warning",
    "pass": "added",
    "fail": "error",
    "warn": "warning",
    "error": "error",
    "written": "added",
}


def run_report(report: Report, output: Output, width: int | None = None) -> str:
    """What was checked, built and written, and the rows that broke a promise."""
    parts: list[str] = []
    if report.sources:
        rows = [[item.name, _promises(item)] for item in report.sources]
        parts.append(table(["source", "promises"], rows, output))
    if report.models:
        rows = [
            [
                item.name,
                item.status,
                "" if item.rows is None else f"{item.rows:,}",
                f"{item.seconds:.2f}",
                _promises(item),
            ]
            for item in report.models
        ]
        heads = ["model", "status", "rows", "seconds", "checks"]
        parts.append(table(heads, rows, output, right=(2, 3), colors=COLORS))
    if report.exports:
        rows = [
            [
                item.model,
                item.status,
                "" if item.rows is None else f"{item.rows:,}",
                f"{item.format} {item.location}",
            ]
            for item in report.exports
        ]
        parts.append(table(["export", "status", "rows", "to"], rows, output, right=(2,), colors=COLORS))
    for dataset in (*report.sources, *report.models):
        parts += _findings(dataset, output, width)
    parts += [
        _problem(f"{item.model} to {item.location}", item.error, output)
        for item in report.exports
        if item.error
    ]
    if report.error:
        parts.append(_problem("run", report.error, output))
    parts += [f"{paint('note', 'note', output)}: {safe(note, output)}" for note in report.notes]
    return "\n\n".join([*parts, _verdict(report, output)])


def _verdict(report: Report, output: Output) -> str:
    counts: dict[str, int] = {}
    for item in report.models:
        counts[item.status] = counts.get(item.status, 0) + 1
    parts = [
        f"{counts[status]} {status}"
        for status in ("built", "unchanged", "failed", "skipped")
        if status in counts
    ]
    word = paint("ok", "added", output) if report.ok else paint("failed", "error", output)
    where = f"run {safe(report.run_id, output)} on {safe(report.engine, output)}"
    return f"{word}: {', '.join(parts) or 'no models'} ({where})"


def _promises(item: DatasetReport) -> str:
    if item.error and not item.checks:
        return "not checked"
    bad = [check for check in item.checks if check.status != "pass"]
    held = len(item.checks) - len(bad)
    if not item.checks:
        return "none"
    if not bad:
        return f"{held} hold"
    words = [f"{held} hold"] if held else []
    for status, word in (("fail", "broken"), ("warn", "warned"), ("error", "not tried")):
        number = sum(check.status == status for check in bad)
        if number:
            words.append(f"{number} {word}")
    return ", ".join(words)


def _findings(item: DatasetReport, output: Output, width: int | None) -> list[str]:
    told = any(check.error == item.error for check in item.checks)
    parts = [_problem(item.name, item.error, output)] if item.error and not told else []
    return parts + [
        _check(item.name, check, output, width) for check in item.checks if check.status != "pass"
    ]


def _problem(what: str, error: str | None, output: Output) -> str:
    return f"{paint('error', 'error', output)} {safe(what, output)}: {safe(error or '', output)}"


def _check(dataset: str, check: CheckReport, output: Output, width: int | None) -> str:
    kind = "warning" if check.status == "warn" else "error"
    head = f"{paint(kind, kind, output)} {safe(dataset, output)}, check {safe(check.name, output)}: "
    if check.error:
        return head + safe(check.error, output)
    one = check.failing_rows == 1
    if check.kind in ("unique", "key"):
        lines = head + f"{count(check.failing_rows, 'value')} {'stands' if one else 'stand'} more than once"
    else:
        lines = head + f"{count(check.failing_rows, 'row')} {'breaks' if one else 'break'} it"
    if not check.sample:
        return lines
    if len(check.sample) < check.failing_rows:
        lines += f"; the first {len(check.sample)}:"
    return f"{lines}\n{rows_table(check.sample, output, width=width)}"


def test_report(report: TestReport, output: Output) -> str:
    """One line a test; of those that failed, the rows that differ."""
    parts = []
    for test in report.tests:
        word = paint(f"{test.status:<5}", COLORS[test.status], output)
        line = f"{word} {safe(test.model, output)}: {safe(test.name, output)}"
        parts.append("\n".join([line, *_differences(test, output)]))
    good = sum(test.status == "pass" for test in report.tests)
    bad = len(report.tests) - good
    parts.append(
        f"{good} passed" + (f", {bad} failed" if bad else "") if report.tests else "there are no tests"
    )
    return "\n".join(parts)


def _differences(test: UnitTestReport, output: Output) -> list[str]:
    lines = [f"      {safe(test.error, output)}"] if test.error else []
    for title, rows in (("missing", test.missing), ("unexpected", test.unexpected)):
        if rows:
            lines.append(f"      {title}:")
            lines += [f"        {line}" for line in rows_table(rows, output).split("\n")]
    return lines


def rows_table(
    rows: Sequence[Mapping[str, Any]],
    output: Output,
    columns: Sequence[str] = (),
    width: int | None = None,
) -> str:
    """Rows as a table; NULL is shown as such, and text in quotes only where it would be mistaken for it."""
    heads = list(columns) or list(dict.fromkeys(name for row in rows for name in row))
    numeric = [at for at, name in enumerate(heads) if _are_numbers([row.get(name) for row in rows])]
    shown = [[value_text(row.get(name)) for name in heads] for row in rows]
    return table(heads, shown, output, right=numeric, width=width)


def value_text(value: object) -> str:
    """One value as a cell."""
    if value is None:
        return "NULL"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f"'{value}'" if value in ("", "NULL", "true", "false") or value != value.strip() else value
    return str(value)


def _are_numbers(values: Sequence[object]) -> bool:
    """Numbers, or decimals, which come as their text, and NULLs."""
    there = [value for value in values if value is not None]
    return bool(there) and all(
        NUMBER.fullmatch(value) is not None
        if isinstance(value, str)
        else isinstance(value, int | float) and not isinstance(value, bool)
        for value in there
    )
