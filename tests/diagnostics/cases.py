"""Rendering cases as data: a text with its marks, and beside it what a person should see.

A case file has three parts, each behind a line of `=== NAME`:

    === about       lines of `key: value`: kind, message, help, and for a fix `fix: applicability | title | text`
    === text        the file, with «the mistake», and ‹what is related› (its message under the key `related`)
    === shown       the expected output
"""

from __future__ import annotations

import re
from pathlib import Path

from lockgate.diagnostics import Diagnostic, Edit, Fix, Related
from lockgate.diagnostics.explain import find
from lockgate.source import SourceFile, Span

FOLDER = Path(__file__).parent / "rendering"
PATH = "models/orders.gate"


def paths() -> list[Path]:
    return sorted(FOLDER.glob("*.txt"))


def parts(path: Path) -> dict[str, str]:
    """The parts of a case file by name."""
    found = re.split(r"^=== (\w+)\n", path.read_text(encoding="utf-8"), flags=re.MULTILINE)
    return dict(zip(found[1::2], found[2::2], strict=True))


def read(path: Path) -> tuple[Diagnostic, dict[str, SourceFile]]:
    """The diagnostic of a case and its source."""
    found = parts(path)
    about = dict(line.split(": ", 1) for line in found["about"].splitlines() if line)
    marked = found["text"]
    if about.get("escaped"):
        marked = re.sub(r"\\u([0-9a-f]{4})", lambda match: chr(int(match[1], 16)), marked)
    spans: dict[str, Span] = {}
    text = ""
    starts: dict[str, int] = {}
    for char in marked:
        if char in "«‹":
            starts["»›"["«‹".index(char)]] = len(text)
        elif char in "»›":
            spans[char] = Span(PATH, starts[char], len(text))
        else:
            text += char
    related = (Related(about["related"], spans["›"]),) if "related" in about else ()
    if "remark" in about:
        related += (Related(about["remark"]),)
    fixes: tuple[Fix, ...] = ()
    if "fix" in about:
        applicability, title, new = about["fix"].split(" | ")
        assert applicability in ("safe", "unsafe", "shown")
        new = new.replace("\\n", "\n")
        fixes = (Fix(title, (Edit(spans["»"], new),), applicability),)  # type: ignore[arg-type]
    kind = find(about["kind"])
    assert kind is not None, about["kind"]
    diagnostic = kind(
        span=spans["»"],
        message=about["message"].replace("\\n", "\n"),
        help=about.get("help", "").replace("\\n", "\n"),
        related=related,
        fixes=fixes,
    )
    return diagnostic, {PATH: SourceFile(PATH, text)}
