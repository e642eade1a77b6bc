"""Every diagnostic's page tells the truth: its wrong example gives it and no other error, its right one nothing."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import lockgate
from lockgate import diagnostics
from lockgate.diagnostics import CATALOGUE, Diagnostic, FanoutJoin, UnknownColumn, UnsupportedOnTarget
from lockgate.diagnostics.explain import Block, find, page
from lockgate.session.pages import files, whole_page

# The SQL target expresses the whole language, so there is nothing to show of this one yet.
SHOWN = [kind for kind in CATALOGUE if kind is not UnsupportedOnTarget]
FOLDER = Path(__file__).resolve().parents[2] / "docs" / "diagnostics"


def lay_out(blocks: tuple[Block, ...], folder: Path) -> tuple[list[Path], bool]:
    """Write an example as a project; the submissions among its files, and whether it has data beside it."""
    untrusted: list[Path] = []
    connected = False
    for number, block in enumerate(blocks):
        name = f"spec{number}.gate"
        if block.language == "toml":
            (folder / "lockgate.toml").write_text(block.content, encoding="utf-8")
            continue
        if block.language == "csv":
            name, connected = block.word, True
        (folder / name).parent.mkdir(exist_ok=True)
        encoding = "latin-1" if block.word == "latin-1" else "utf-8"
        (folder / name).write_text(block.content, encoding=encoding)
        if block.word == "untrusted":
            untrusted.append(folder / name)
    return untrusted, connected


def diagnose(blocks: tuple[Block, ...], folder: Path) -> tuple[Diagnostic, ...]:
    """What lockgate says of an example, laid out as a project."""
    untrusted, connected = lay_out(blocks, folder)
    return lockgate.check(folder, untrusted=untrusted, connected=connected).diagnostics


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.name)
def test_the_wrong_example_is_wrong_in_this_way_only(kind: type[Diagnostic], tmp_path: Path) -> None:
    found = diagnose(page(kind).wrong, tmp_path)
    assert [item.name for item in found] == [kind.name], [(item.name, item.message) for item in found]


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.name)
def test_the_right_example_is_silent(kind: type[Diagnostic], tmp_path: Path) -> None:
    found = diagnose(page(kind).right, tmp_path)
    assert [(item.name, item.message) for item in found] == []


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.name)
def test_a_page_has_a_summary_and_both_examples(kind: type[Diagnostic]) -> None:
    found = page(kind)
    assert found.wrong
    assert found.right
    assert len(found.summary) < 120
    assert found.summary.endswith(".")
    assert find(kind.code.lower()) is find(kind.name.upper()) is kind


def test_codes_and_names_are_unique() -> None:
    assert len({kind.code for kind in CATALOGUE}) == len({kind.name for kind in CATALOGUE}) == len(CATALOGUE)


def test_the_pages_are_what_the_classes_say() -> None:
    """`make docs` brings them up to date, and takes away those of classes that are gone."""
    written = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
    assert written == dict(files())


def test_every_class_is_in_the_catalogue() -> None:
    """A new class needs no other line than its own; a new module one in the package."""
    modules = [
        import_module(f"lockgate.diagnostics.{item.name}") for item in iter_modules(diagnostics.__path__)
    ]
    kinds = {
        kind
        for module in modules
        for kind in vars(module).values()
        if isinstance(kind, type) and issubclass(kind, Diagnostic) and kind is not Diagnostic
    }
    assert kinds == set(CATALOGUE)


def test_a_page_says_what_is_reported() -> None:
    found = whole_page(UnknownColumn)
    assert "no column `amonut` here" in found.said
    assert found.said in found.markdown
    assert "    error[LG0201] unknown-column" in found.text
    assert found.fix == "`lockgate fix --unsafe` does it: use `amount`. Look at what it changed."
    assert "It cannot be allowed." in found.text
    assert "`--allow fanout-join` makes it a note" in page(FanoutJoin).text


@pytest.mark.parametrize("kind", SHOWN, ids=lambda kind: kind.name)
def test_fixing_an_example_ends_and_does_no_harm(kind: type[Diagnostic], tmp_path: Path) -> None:
    """All fixes, the unsafe ones too: no new error comes of them, and what is left has none to offer."""
    before = diagnose(page(kind).wrong, tmp_path)
    result = lockgate.fix(tmp_path, unsafe=True)
    for path, text in result.changed.items():
        (tmp_path / path).write_text(text, encoding="utf-8")
    assert lockgate.fix(tmp_path, unsafe=True).changed == {}
    kinds = {item.name for item in before}
    assert {item.name for item in result.left.diagnostics if item.severity == "error"} <= kinds
