"""Cases as data: specs with a mistake marked in them, and their correct near-twins.

A file of `cases/` is one mistake. Below `# N title` and the names of its diagnostics (`name`, `name`: …) stand cases:

    ## wrong: what the author wanted          ## right: the same, done well
    schema: tpch                              schema: tpch

    a block of gate with «the mistake»        a block of gate

    error fanout-join                         silent

Behind a wrong spec stands a line for each mark: the severity and name that must be reported there, with ` or ` between
alternatives and ` says a, b` for words that its text must have, and `also warning NAME` for what may be reported
anywhere besides. Behind a right one stands `silent`, and
`note NAME` for notes that may be given. `schema:` adds the sources of a schema as a file of its own, `target:` compiles
for a target. A block may be `gate untrusted` (a submission), `gate PATH`, or `toml` (the project file).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from attrs import frozen

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CASES = HERE / "cases"
SCHEMAS: Mapping[str, Path] = {
    "flights": ROOT / "examples" / "flights" / "sources.gate",
    "tpch": ROOT / "tests" / "tpch" / "project" / "sources.gate",
    **{path.stem: path for path in sorted((HERE / "schemas").glob("*.gate"))},
}

_BLOCK = re.compile(r"^```(?P<language>\w+)(?P<word>[^\n]*)\n(?P<text>.*?)^```$", re.M | re.S)
_NAME = "(error|warning|note) [a-z-]+"
_LINE = re.compile(rf"(?P<also>also )?(?P<wanted>{_NAME}( or {_NAME})*)( says (?P<says>.+))?")


@frozen
class Mark:
    """A marked place in a file, the severities and names that may be reported there, and words of the message."""

    file: str
    start: int
    end: int
    first_line: int
    last_line: int
    wanted: tuple[str, ...]
    says: tuple[str, ...]


@frozen
class Case:
    """One spec, as the files of a project."""

    page: str
    title: str
    files: Mapping[str, str]
    untrusted: tuple[str, ...]
    target: str
    marks: tuple[Mark, ...]
    allowed: frozenset[str]

    @property
    def wrong(self) -> bool:
        return bool(self.marks)

    @property
    def id(self) -> str:
        return f"{self.page}: {self.title}"


@frozen
class Page:
    """One mistake: its row in the list (0 for those that follow it), what it is, its names and cases."""

    path: Path
    row: int
    title: str
    names: tuple[str, ...]
    cases: tuple[Case, ...]


def pages() -> list[Page]:
    """All mistakes, in the order of their files."""
    return [_page(path) for path in sorted(CASES.glob("*.md"))]


def cases() -> list[Case]:
    return [case for page in pages() for case in page.cases]


def _page(path: Path) -> Page:
    head, *sections = re.split(r"^## ", path.read_text(encoding="utf-8"), flags=re.M)
    title = re.search(r"^# (?:(\d+) )?(.+)$", head, re.M)
    assert title is not None, f"{path.name} has no title"
    named = re.search(r"^(`[a-z-]+`(?:, `[a-z-]+`)*):", head, re.M)
    names = tuple(re.findall(r"`([a-z-]+)`", named[1])) if named else ()
    return Page(path, int(title[1] or 0), title[2], names, tuple(_case(path.stem, text) for text in sections))


def _case(page: str, section: str) -> Case:
    title, rest = section.split("\n", 1)
    where = f"{page}: {title}"
    options = dict(re.findall(r"^(schema|target): (.+)$", rest, re.M))
    files: dict[str, str] = {}
    if "schema" in options:
        files["schema.gate"] = SCHEMAS[options["schema"]].read_text(encoding="utf-8")
    untrusted: list[str] = []
    places: list[tuple[str, int, int, str]] = []
    for block in _BLOCK.finditer(rest):
        word = block["word"].strip()
        name = "lockgate.toml" if block["language"] == "toml" else word if "." in word else "spec.gate"
        if word == "untrusted":
            name = "submission.gate"
            untrusted.append(name)
        assert name not in files, f"{where}: {name} twice"
        files[name], found = _unmarked(block["text"])
        places += [(name, start, end, files[name]) for start, end in found]
    lines = [line.strip() for line in rest[rest.rindex("```") + 3 :].splitlines() if line.strip()]
    right = lines[:1] == ["silent"]
    wanted: list[tuple[tuple[str, ...], tuple[str, ...]]] = []
    allowed: set[str] = set()
    for line in lines[1:] if right else lines:
        match = _LINE.fullmatch(line)
        assert match is not None, f"{where}: {line}"
        choices = tuple(match["wanted"].split(" or "))
        if right or match["also"]:
            allowed.update(choices)
        else:
            wanted.append((choices, tuple(match["says"].split(", ")) if match["says"] else ()))
    assert title.startswith("right: " if right else "wrong: "), where
    assert len(wanted) == len(places), f"{where}: {len(places)} marks for {len(wanted)} diagnostics"
    marks = tuple(
        Mark(name, start, end, text.count("\n", 0, start) + 1, text.count("\n", 0, end) + 1, names, says)
        for (name, start, end, text), (names, says) in zip(places, wanted, strict=True)
    )
    assert right is not bool(marks), where
    return Case(page, title, files, tuple(untrusted), options.get("target", ""), marks, frozenset(allowed))


def _unmarked(text: str) -> tuple[str, list[tuple[int, int]]]:
    """A text without its marks, and where they were."""
    plain = ""
    spans: list[tuple[int, int]] = []
    for part, end in _parts(text):
        if end:
            spans.append((len(plain), len(plain) + len(part)))
        plain += part
    return plain, spans


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    for number, part in enumerate(re.split("[«»]", text)):
        yield part, number % 2 == 1
