"""The documentation page of a diagnostic, made from its class's docstring, and the examples on it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc

from attrs import frozen

from lockgate.diagnostics.base import Diagnostic

FENCE = re.compile(r"^```(?P<info>\S[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
SECTION = re.compile(r"\n(?=(?:Wrong|Right):\n|Measured: )")
REPEAT = 10_000
FAMILIES = {
    "LG01": "Reading the text",
    "LG02": "Names",
    "LG03": "Types and values",
    "LG04": "Queries",
    "LG05": "Declarations",
    "LG06": "Rows and keys",
    "LG07": "Policies",
    "LG08": "Schedules and incremental models",
    "LG09": "Conditions",
}
"""The beginning of a code says what it is about."""
HEAD = """\
# Diagnostics

Every message that lockgate gives, on a page of its own: the mistake, why it hurts, an example of it with what is
reported, and the same done well. `lockgate explain NAME` prints a page. Names and codes are for ever. These files are
written by `make docs` from the classes, and the tests check every example.

A judgement of a program that has a meaning can be taken as a note, so that the project compiles and runs:
`lockgate run --allow fanout-join`, or `lockgate.run(path, allow=["fanout-join"])`. What leaves the meaning open (a name
that is not there, a type that does not fit) and what guards data (labels, policies, paths, trust) cannot.
"""


@frozen(slots=True)
class Block:
    """A fenced example: its language, the word behind it, and its text as shown.

    Words: for `gate`, `escaped` (backslash escapes stand for their characters), `latin-1` (stored in that
    encoding), `untrusted` (given as a submission), `repeated` (what stands between « and » stands there
    ten thousand times); for `csv`, the file's path.
    """

    language: str
    word: str
    text: str

    @property
    def content(self) -> str:
        """The text that the example stands for."""
        if self.word == "escaped":
            return self.text.encode("ascii", "backslashreplace").decode("unicode_escape")
        if self.word == "repeated":
            return re.sub("«(.*?)»", lambda found: found[1] * REPEAT, self.text)
        return self.text

    @property
    def markdown(self) -> str:
        """The fenced block as it stands."""
        info = f"{self.language} {self.word}".strip()
        return f"```{info}\n{self.text}```"


@frozen(slots=True)
class Page:
    """What `explain` shows of one kind of diagnostic; `text` and `markdown` are the two faces of it."""

    kind: type[Diagnostic]
    summary: str
    why: str
    """Why it is a mistake."""
    measured: str
    """What it did to real data, where that was measured."""
    wrong: tuple[Block, ...]
    right: tuple[Block, ...]
    said: str = ""
    """How the wrong example is reported, where that can be shown."""
    fix: str = ""
    """What `lockgate fix` does with it."""

    @property
    def sections(self) -> Iterator[tuple[str, str]]:
        """Titles and Markdown, in the order of reading; what a page does not have is left out."""
        wrong, right = (
            "\n\n".join(block.markdown for block in blocks) for blocks in (self.wrong, self.right)
        )
        said = f"```text\n{self.said}\n```" if self.said else ""
        parts = [
            ("Why it hurts", self.why),
            ("Measured", self.measured),
            ("Wrong", wrong),
            ("What is reported", said),
            ("Right", right),
            ("Fix", self.fix),
            ("Severity", self.standing),
        ]
        return (part for part in parts if part[1])

    @property
    def standing(self) -> str:
        """How bad it is and whether it can be allowed, in a sentence or two."""
        if not self.kind.overridable:
            return f"{self.kind.usual.capitalize()}. It cannot be allowed."
        if self.kind.usual == "note":
            return "Note: nothing is held up by it."
        return f"{self.kind.usual.capitalize()}. `--allow {self.kind.name}` makes it a note, and the project runs."

    @property
    def title(self) -> str:
        return f"{self.kind.code} {self.kind.name} ({self.kind.usual})"

    @property
    def markdown(self) -> str:
        """The page as a file of its own."""
        parts = [f"# {self.kind.name}", f"`{self.kind.code}`. {self.summary}"]
        parts += [f"## {title}\n\n{text}" for title, text in self.sections]
        return "\n\n".join(parts) + "\n"

    @property
    def text(self) -> str:
        """The page for a terminal: examples indented, without fences."""
        parts = [self.title, self.summary]
        for title, text in self.sections:
            shown = FENCE.sub(lambda found: _indented(found["text"]), text)
            parts.append(shown if title == "Why it hurts" else f"{title}:\n\n{shown}")
        return "\n\n".join(parts) + "\n"


def page(kind: type[Diagnostic]) -> Page:
    """The page of one class, from its docstring: a summary, why, `Measured:`, `Wrong:`, `Right:`."""
    summary, _, body = cleandoc(kind.__doc__ or kind.name).partition("\n\n")
    why, wrong, right, measured = "", "", "", ""
    for part in SECTION.split(f"\n{body}"):
        head, _, text = part.partition(":\n")
        if head == "Wrong":
            wrong = text
        elif head == "Right":
            right = text
        elif part.startswith("Measured: "):
            measured = part.removeprefix("Measured: ").strip()
            measured = measured[:1].upper() + measured[1:]
        else:
            why = part.strip()
    return Page(kind, summary, why, measured, _blocks(wrong), _blocks(right))


def find(key: str) -> type[Diagnostic] | None:
    """The class with that code or name, without regard to case."""
    from lockgate.diagnostics import CATALOGUE

    wanted = key.strip().casefold()
    return next((kind for kind in CATALOGUE if wanted in (kind.code.casefold(), kind.name.casefold())), None)


def overridable() -> list[type[Diagnostic]]:
    """The kinds that the user may allow, by name."""
    from lockgate.diagnostics import CATALOGUE

    return sorted((kind for kind in CATALOGUE if kind.overridable), key=lambda kind: kind.name)


def index(pages: Iterable[Page]) -> str:
    """The list of all pages, by family and code, as a Markdown file beside them."""
    rows: list[str] = []
    family = ""
    for item in sorted(pages, key=lambda item: item.kind.code):
        if item.kind.code[:4] != family:
            family = item.kind.code[:4]
            head = FAMILIES.get(family, "Others")
            rows += [
                f"\n## {head}\n",
                "| name | severity | `--allow` | the mistake |",
                "| --- | --- | --- | --- |",
            ]
        allow = "yes" if item.kind.overridable else ""
        rows.append(
            f"| [`{item.kind.name}`]({item.kind.name}.md) | {item.kind.usual} | {allow} | {item.summary} |"
        )
    return HEAD + "\n".join(rows) + "\n"


def _blocks(text: str) -> tuple[Block, ...]:
    found = []
    for match in FENCE.finditer(text):
        language, _, word = match["info"].partition(" ")
        found.append(Block(language, word.strip(), match["text"]))
    return tuple(found)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip("\n").split("\n"))
