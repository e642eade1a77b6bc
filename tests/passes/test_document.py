"""`docs/passes.md` is what the passes say of themselves."""

from __future__ import annotations

from pathlib import Path

from lockgate.passes.document import page
from lockgate.passes.registry import all_passes

PAGE = Path(__file__).resolve().parents[2] / "docs" / "passes.md"


def test_the_page_is_up_to_date() -> None:
    built_in = tuple(item for item in all_passes() if item.origin == "lockgate")
    assert PAGE.read_text(encoding="utf-8") == page(built_in), (
        "run python -m lockgate.passes.document > docs/passes.md"
    )


def test_every_pass_says_what_it_does() -> None:
    for item in all_passes():
        assert item.summary.endswith("."), item.name
