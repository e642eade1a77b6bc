"""`docs/tutorial.md` is true to the letter."""

from __future__ import annotations

from pathlib import Path

from tests.plugin.following import follow
from tests.plugin.support import ROOT


def test_the_page_is_true(tmp_path: Path) -> None:
    assert follow(ROOT / "docs" / "tutorial.md", tmp_path) == 7
