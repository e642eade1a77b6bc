"""docs/incremental.md: its examples are kept, or refused, as it says."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import lockgate
from lockgate.analysis.incremental import Strategy, strategy

PAGE = (Path(__file__).resolve().parents[2] / "docs/incremental.md").read_text("utf-8")
BLOCK = re.compile(r"^```gate\n(?P<text>.*?)^```$(?:\n\n^```text\n(?P<said>.*?)\n```$)?", re.M | re.S)
BLOCKS = [(found["text"], found["said"]) for found in BLOCK.finditer(PAGE)]
SOURCES = BLOCKS[0][0]


@pytest.mark.parametrize("text", [text for text, said in BLOCKS[1:] if said is None])
def test_what_is_kept(text: str) -> None:
    checked = lockgate.check_text(SOURCES + text)
    assert [item.name for item in checked.diagnostics if item.severity != "note"] == []


def test_the_strategies_are_those_that_it_names() -> None:
    kept = "\n".join(text for text, said in BLOCKS[1:] if said is None and "materialize incremental" in text)
    program = lockgate.check_text(SOURCES + kept).program
    found = {model.name: strategy(program, model) for model in program.models if model.materialization.cursor}
    assert all(isinstance(item, Strategy) for item in found.values())
    kinds = {name: item.kind for name, item in found.items()}
    assert kinds == {"mart.orders": "rows", "mart.customer_days": "keys", "mart.latest_orders": "keys"}


@pytest.mark.parametrize(("text", "said"), [block for block in BLOCKS if block[1] is not None])
def test_what_is_refused(text: str, said: str) -> None:
    checked = lockgate.check_text(SOURCES + text)
    errors = [item for item in checked.diagnostics if item.severity == "error"]
    assert [(item.name, item.message) for item in errors] == [("incremental-unsafe", said)]


def test_there_is_something_to_test() -> None:
    assert len(BLOCKS) >= 9
