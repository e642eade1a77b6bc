"""Follows `docs/policies.md` to the letter: writes its files, types its commands, compares what is shown."""

from __future__ import annotations

from pathlib import Path

from tests.plugin.support import ROOT
from tests.plugin.test_ten_minutes import BLOCK, said, typed

PAGE = ROOT / "docs" / "policies.md"


def test_the_page_is_true(tmp_path: Path) -> None:
    commands = 0
    for number, block in enumerate(BLOCK.finditer(PAGE.read_text(encoding="utf-8"))):
        if block["path"] is not None:
            path = tmp_path / block["path"]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block["text"], encoding="utf-8")
        if block["language"] == "console":
            for command, shown in typed(block["text"]):
                commands += 1
                assert said(command, tmp_path, number).rstrip() == shown.rstrip(), command
    assert commands == 2
