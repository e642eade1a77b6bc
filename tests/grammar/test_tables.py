"""The tables are those of the grammar, in every process, and the grammar has no conflicts."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest
from lark.exceptions import GrammarError

from lockgate.grammar.build import GRAMMAR, TABLES, analyse, render
from lockgate.grammar.machine import MAX_DEPTH, RULES

TEXT = GRAMMAR.read_text(encoding="utf-8")


def test_tables_are_up_to_date() -> None:
    assert render(TEXT) == TABLES.read_text(encoding="utf-8"), "run python -m lockgate.grammar.build"


@pytest.mark.parametrize("seed", ["1", "7"])
def test_tables_do_not_depend_on_the_hash_seed(seed: str) -> None:
    code = "from lockgate.grammar.build import *; import sys; sys.stdout.write(render(GRAMMAR.read_text('utf-8')))"
    made = subprocess.run(
        [sys.executable, "-X", "utf8", "-c", code],
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        check=True,
    ).stdout
    assert made == TABLES.read_bytes()


@pytest.mark.parametrize(
    ("rule", "changed"),
    [
        ('?select_item: item\n            | "*"', '?select_item: item\n            | name\n            | "*"'),
        ('| "snapshot" "key" "(" names ")" ', '| "snapshot" ["key" "(" names ")"] '),
        ('item: expr                ', 'item: expr [name]         '),
    ],
    ids=["reduce/reduce", "shift/reduce", "an alias without `as`"],
)  # fmt: skip
def test_a_conflict_is_an_error(rule: str, changed: str) -> None:
    assert TEXT.count(rule) == 1
    with pytest.raises(GrammarError):
        analyse(TEXT.replace(rule, changed))


def test_every_rule_has_its_action() -> None:
    assert len(RULES) > 400
    assert all(action is not None or length >= 1 for _, length, action, *_ in RULES)
    assert all(0 <= depth <= MAX_DEPTH // 50 for *_, depth, _ in RULES)
