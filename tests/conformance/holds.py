"""What must hold for the results of an engine, for the test modules of the engines."""

from __future__ import annotations

from lockgate.ir.functions import REGISTRY
from tests.conformance.explained import EXPLAINED
from tests.conformance.page import PAGE, column, column_of, note_lines, notes_on_page, open_lines
from tests.conformance.results import results

SHOWN = 30


def no_unexplained_difference(name: str) -> None:
    """Every case is equal, explained or refused."""
    found = results(name).differences
    assert not found, "\n".join([f"{len(found)} differences, the first of them:", *found[:SHOWN]])


def every_entry_is_executed(name: str, refused: frozenset[str] = frozenset()) -> None:
    """Every function ran on the engine, but for those that are refused there as a whole."""
    counts = results(name).counts
    assert {entry for entry in REGISTRY if not counts[entry].executed} == refused


def every_explanation_explains(name: str) -> None:
    """None is left of a difference that is no more."""
    known = {item.reason for item in EXPLAINED if item.engine == name}
    assert known <= results(name).reasons, known - results(name).reasons


def page_says_so(name: str) -> None:
    """`docs/portability.md` has the engine's column and notes as the results have them (`make conformance`)."""
    text = PAGE.read_text(encoding="utf-8")
    assert column(text, name) == column_of(results(name))
    assert notes_on_page(text, name) == note_lines(results(name))
    assert "\n".join(["", *open_lines(), ""]) in text
