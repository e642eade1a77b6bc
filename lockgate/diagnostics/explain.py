"""The documentation page of a diagnostic, made from its class's docstring, and the examples on it."""

from __future__ import annotations

import re
from inspect import cleandoc

from attrs import frozen

from lockgate.diagnostics.base import Diagnostic

FENCE = re.compile(r"^```(?P<info>\S[^\n]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
REPEAT = 10_000


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


@frozen(slots=True)
class Page:
    """What `explain` shows of one kind of diagnostic."""

    kind: type[Diagnostic]
    summary: str
    body: str
    wrong: tuple[Block, ...]
    right: tuple[Block, ...]

    @property
    def title(self) -> str:
        return f"{self.kind.code} {self.kind.name} ({self.kind.usual})"

    @property
    def markdown(self) -> str:
        """The page with fenced examples, the heading left out."""
        return f"{self.summary}\n\n{self.body}" if self.body else self.summary

    @property
    def text(self) -> str:
        """The page for a terminal: examples indented, without fences."""
        body = FENCE.sub(lambda found: _indented(found["text"]), self.markdown)
        return f"{self.title}\n\n{body}\n"


def page(kind: type[Diagnostic]) -> Page:
    """The page of one class."""
    doc = cleandoc(kind.__doc__ or kind.name)
    summary, _, body = doc.partition("\n\n")
    wrong, _, right = body.partition("\nRight:")
    return Page(kind, summary, body.strip(), _blocks(wrong), _blocks(right))


def find(key: str) -> type[Diagnostic] | None:
    """The class with that code or name, without regard to case."""
    from lockgate.diagnostics import CATALOGUE

    wanted = key.strip().casefold()
    return next((kind for kind in CATALOGUE if wanted in (kind.code.casefold(), kind.name.casefold())), None)


def overridable() -> list[type[Diagnostic]]:
    """The kinds that the user may allow, by name."""
    from lockgate.diagnostics import CATALOGUE

    return sorted((kind for kind in CATALOGUE if kind.overridable), key=lambda kind: kind.name)


def book() -> str:
    """All pages as one Markdown document, in order of code."""
    from lockgate.diagnostics import CATALOGUE

    pages = [page(kind) for kind in sorted(CATALOGUE, key=lambda kind: kind.code)]
    intro = (
        "# Diagnostics\n\n"
        "Every message that lockgate can give, by code. `lockgate explain NAME` shows one of these pages, and\n"
        "`lockgate explain --all` writes this document. Every example is run by the tests.\n"
    )
    contents = "\n".join(f"- [`{item.kind.name}`](#{_anchor(item)}): {item.summary}" for item in pages)
    chapters = "\n".join(
        f"## {item.kind.code} {item.kind.name}\n\nSeverity: {item.kind.usual}.\n\n{item.markdown}\n"
        for item in pages
    )
    return f"{intro}\n{contents}\n\n{chapters}"


def _anchor(item: Page) -> str:
    return f"{item.kind.code.lower()}-{item.kind.name}"


def _blocks(text: str) -> tuple[Block, ...]:
    found = []
    for match in FENCE.finditer(text):
        language, _, word = match["info"].partition(" ")
        found.append(Block(language, word.strip(), match["text"]))
    return tuple(found)


def _indented(text: str) -> str:
    return "\n".join(f"    {line}".rstrip() for line in text.rstrip("\n").split("\n"))
