"""Applying fixes: safe ones unless asked, whole or not at all, never two that overlap, until nothing changes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from hypothesis import given
from hypothesis import strategies as st

from lockgate.diagnostics import Diagnostic, Edit, Fix, SyntaxProblem, UnknownColumn
from lockgate.diagnostics.base import Applicability
from lockgate.diagnostics.fix import apply_fixes, fix_until_stable
from lockgate.source import SourceFile, Span


def problem(
    *edits: tuple[int, int, str], applicability: Applicability = "safe", at: int = 0
) -> UnknownColumn:
    fix = Fix(
        "mend it", tuple(Edit(Span("a", start, end), text) for start, end, text in edits), applicability
    )
    return UnknownColumn(span=Span("a", at, at), message=f"{edits}", fixes=(fix,))


def fixed(text: str, *items: Diagnostic, unsafe: bool = False) -> str:
    return apply_fixes({"a": SourceFile("a", text)}, items, unsafe=unsafe).texts.get("a", text)


def test_only_safe_ones_unless_asked() -> None:
    for applicability, with_safe, with_unsafe in (
        ("safe", "xbc", "xbc"),
        ("unsafe", "abc", "xbc"),
        ("shown", "abc", "abc"),
    ):
        item = problem((0, 1, "x"), applicability=applicability)  # type: ignore[arg-type]
        assert fixed("abc", item) == with_safe
        assert fixed("abc", item, unsafe=True) == with_unsafe


def test_several_edits_of_several_files_at_once() -> None:
    sources = {name: SourceFile(name, "abc") for name in ("a", "b")}
    edits = (Edit(Span("a", 0, 1), ""), Edit(Span("b", 1, 2), "BB"), Edit(Span("a", 3, 3), "d"))
    item = UnknownColumn(span=Span("a", 0, 0), message="m", fixes=(Fix("t", edits, "safe"),))
    assert apply_fixes(sources, [item]).texts == {"a": "bcd", "b": "aBBc"}


def test_of_overlapping_fixes_the_later_waits() -> None:
    first, second = problem((0, 2, "x"), at=0), problem((1, 3, "y"), at=1)
    assert fixed("abc", second, first) == "xc"


def test_a_fix_is_applied_whole_or_not_at_all() -> None:
    first, second = problem((0, 1, "x"), at=0), problem((2, 3, "z"), (0, 1, "y"), at=1)
    assert fixed("abc", first, second) == "xbc"


def test_the_same_edit_from_two_mistakes_is_done_once() -> None:
    assert fixed("abc", problem((1, 1, "!"), at=0), problem((1, 1, "!"), at=1)) == "a!bc"


def test_edits_outside_the_text_are_not_applied() -> None:
    assert fixed("abc", problem((2, 9, "x")), problem((3, 2, "x"))) == "abc"


def one_letter_at_a_time(sources: Mapping[str, SourceFile]) -> Sequence[Diagnostic]:
    """A check that sees only the first small letter."""
    text = sources["a"].text
    at = next((at for at, char in enumerate(text) if char.islower()), None)
    return [] if at is None else [problem((at, at + 1, text[at].upper()))]


def test_rounds_go_on_until_nothing_is_left() -> None:
    assert fix_until_stable({"a": SourceFile("a", "abc")}, one_letter_at_a_time).texts == {"a": "ABC"}


def test_rounds_end_where_fixes_go_in_circles() -> None:
    def check(sources: Mapping[str, SourceFile]) -> Sequence[Diagnostic]:
        return [problem((0, 1, "b" if sources["a"].text == "a" else "a"))]

    assert fix_until_stable({"a": SourceFile("a", "a")}, check).texts == {"a": "b"}


def test_a_round_that_breaks_the_syntax_is_taken_back() -> None:
    def check(sources: Mapping[str, SourceFile]) -> Sequence[Diagnostic]:
        if sources["a"].text != "good":
            return [SyntaxProblem(span=Span("a", 0, 1), message="broken")]
        return [problem((0, 4, "((("))]

    assert fix_until_stable({"a": SourceFile("a", "good")}, check).texts == {}


EDITS = st.tuples(st.integers(0, 12), st.integers(0, 12), st.text("xy", max_size=3))


@given(st.text("abc", max_size=12), st.lists(st.lists(EDITS, min_size=1, max_size=3), max_size=5))
def test_any_edits_give_the_text_of_those_that_do_not_overlap(
    text: str, groups: list[list[tuple[int, int, str]]]
) -> None:
    """What no edit covers is kept, in order; and the order in which diagnostics come does not matter."""
    items = [problem(*edits, at=at) for at, edits in enumerate(groups)]
    after = fixed(text, *items)
    assert after == fixed(text, *reversed(items))
    valid = [edit for edits in groups for edit in edits if edit[0] <= edit[1] <= len(text)]
    kept = "".join(
        char for at, char in enumerate(text) if not any(start <= at < end for start, end, _ in valid)
    )
    rest = iter(after)
    assert all(char in rest for char in kept)
