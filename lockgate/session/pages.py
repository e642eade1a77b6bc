"""Pages of diagnostics with what lockgate says of their wrong example."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from attrs import evolve

from lockgate.diagnostics import CATALOGUE, Diagnostic
from lockgate.diagnostics.explain import Page, index, page
from lockgate.diagnostics.fix import choose
from lockgate.diagnostics.render import render
from lockgate.project.discovery import CONFIG
from lockgate.session.inputs import Inputs
from lockgate.session.session import check
from lockgate.source import SourceFile

LONGEST = 4_000
"""Characters of an example that is checked for its page; those beyond are made to be too much."""


def whole_page(kind: type[Diagnostic]) -> Page:
    """The page of one kind, with how its wrong example is reported."""
    found = page(kind)
    inputs = _inputs(found)
    if inputs is None:
        return found
    items = [item for item in check(inputs).diagnostics if item.name == kind.name]
    said = "\n\n".join(render(item, inputs.sources) for item in items)
    return evolve(found, said=said, fix=_fix(items))


def all_pages() -> list[Page]:
    """Every page, by code."""
    return [whole_page(kind) for kind in CATALOGUE]


def files() -> Mapping[str, str]:
    """The pages and their index as Markdown files."""
    pages = all_pages()
    return {"README.md": index(pages), **{f"{item.kind.name}.md": item.markdown for item in pages}}


def _fix(items: Sequence[Diagnostic]) -> str:
    for option, unsafe, remark in (("", False, ""), (" --unsafe", True, " Look at what it changed.")):
        fixes = [fix.title for fix in (choose(item, unsafe) for item in items) if fix is not None]
        if fixes:
            return f"`lockgate fix{option}` does it: {fixes[0]}.{remark}"
    return "By hand."


def _inputs(found: Page) -> Inputs | None:
    """A wrong example as a project in memory; None where it needs data, broken bytes or a huge text."""
    sources: dict[str, SourceFile] = {}
    submitted: set[str] = set()
    for number, block in enumerate(found.wrong):
        if block.language == "csv" or block.word == "latin-1" or len(block.content) > LONGEST:
            return None
        name = CONFIG if block.language == "toml" else f"spec{number or ''}.gate"
        sources[name] = SourceFile(name, block.content)
        if block.word == "untrusted":
            submitted.add(name)
    return Inputs(Path(), sources, frozenset(submitted)) if sources else None
