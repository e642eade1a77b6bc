"""docs/language.md says what the grammar does."""

from __future__ import annotations

import re
from pathlib import Path

from lockgate.grammar.actions.queries import MAX_OPERATORS
from lockgate.grammar.keywords import RESERVED
from lockgate.grammar.lexer import MAX_PROBLEMS
from lockgate.grammar.machine import MAX_DEPTH
from lockgate.grammar.parser import MAX_SIZE

PAGE = (Path(__file__).parents[2] / "docs/language.md").read_text(encoding="utf-8")


def test_the_page_lists_the_reserved_words() -> None:
    block = re.search(r"## Words\n.*?```text\n(.*?)```", PAGE, re.S)
    assert block is not None
    assert block[1].split() == sorted(RESERVED)


def test_the_page_states_the_limits() -> None:
    limits = PAGE[PAGE.index("## Limits") :]
    assert f"at most {MAX_DEPTH} deep" in limits
    assert f"most {MAX_OPERATORS} operators" in limits
    assert f"at most {MAX_SIZE >> 20} MiB" in limits
    assert MAX_PROBLEMS == 100 and "a hundred messages" in limits
