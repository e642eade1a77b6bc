"""What is said about texts that do not parse, as data: `cases/*.md`.

`LOCKGATE_UPDATE=1 pytest tests/grammar` writes the expected lines anew; read them in the diff. Below each
text stand its diagnostics, and what of it was read all the same.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from lockgate.diagnostics import Diagnostic
from lockgate.grammar import syntax as s
from lockgate.grammar.parser import parse
from lockgate.source import SourceFile
from tests.grammar.support import applied, parsed

CASES = Path(__file__).parent / "cases"
CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n\n```gate\n(?P<text>.*?)```\n(?:\n```text\n(?P<expected>.*?)```\n)?", re.M | re.S
)
UPDATE = bool(os.environ.get("LOCKGATE_UPDATE"))


def cases() -> list[object]:
    found = []
    for path in sorted(CASES.glob("*.md")):
        for match in CASE.finditer(path.read_text(encoding="utf-8")):
            id = f"{path.stem}: {match['title']}"
            found.append(pytest.param(path, match["title"], match["text"], match["expected"], id=id))
    return found


def shown(problem: Diagnostic, source: SourceFile) -> Iterator[str]:
    line, column = source.position(problem.span.start)
    written = source.text[problem.span.start : problem.span.end].replace("\n", "⏎")
    yield f"{line}:{column} {problem.name} {written!a}: {problem.message}"
    if problem.help:
        yield f"  help: {problem.help}"
    for other in problem.related:
        assert other.span is not None
        line, column = source.position(other.span.start)
        yield f"  {line}:{column} {other.message}"
    for fix in problem.fixes:
        yield f"  fix ({fix.applicability}): {fix.title}"


def outline(item: object) -> str:
    """A declaration's or statement's kind; `…` where something of it is missing."""
    match item:
        case s.Block(broken=broken, statements=statements):
            inner = ", ".join(map(outline, statements))
            return f"{item.kind} {item.name.text} {{{inner}{' …' if broken else ''}}}"
        case s.Query(operators=operators):
            return " ".join(
                ["from", *("…" if isinstance(o, s.BadOperator) else outline(o) for o in operators)]
            )
        case s.Columns(columns=columns):
            return f"columns ({', '.join(column.name.text for column in columns)})"
        case _:
            return type(item).__name__.lower()


def report(text: str) -> str:
    source = SourceFile("case.gate", text)
    result = parse(source)
    lines = [line for problem in result.diagnostics for line in shown(problem, source)]
    lines += [f"= {outline(declaration)}" for declaration in result.file.declarations]
    return "\n".join(lines) + "\n"


def unescaped(text: str) -> str:
    """`\\u200b` in a case stands for the character, which no eye can see."""
    return re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), text)


@pytest.mark.parametrize(("path", "title", "text", "expected"), cases())
def test_case(path: Path, title: str, text: str, expected: str | None) -> None:
    found = report(unescaped(text))
    if UPDATE:
        whole = path.read_text(encoding="utf-8")
        match = next(match for match in CASE.finditer(whole) if match["title"] == title)
        new = f"## {title}\n\n```gate\n{text}```\n\n```text\n{found}```\n"
        path.write_text(whole[: match.start()] + new + whole[match.end() :], encoding="utf-8")
        return
    assert found == expected


@pytest.mark.parametrize(("path", "title", "text", "expected"), cases())
def test_safe_fixes_mend(path: Path, title: str, text: str, expected: str | None) -> None:
    """After its safe fix a mistake is no longer there, and no other has come."""
    text = unescaped(text)
    problems = parsed(text).diagnostics
    for problem in problems:
        if problem.fixes and problem.fixes[0].applicability == "safe":
            left = parsed(applied(text, problem)).diagnostics
            assert len(left) < len(problems)
            assert {item.message for item in left} <= {item.message for item in problems}
