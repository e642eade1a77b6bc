"""Programs derived from the grammar itself: every rule's expansions, chosen at random, deep ones cut short."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

import lark
from lark.grammar import NonTerminal, Symbol

import lockgate.grammar

MOST_TOKENS = 400
SAMPLES = {
    "NAME": ("x", "y", "orders", "amount", "s", "id"),
    "QUOTED_NAME": ("`odd name`", "`from`"),
    "STRING": ("'x'", "''", "'it''s'", "'3 days'", "'2026-01-31'"),
    "NUMBER": ("0", "1", "42", "1.50", "0.0", "1e0", "2.5e-3"),
}


@cache
def _grammar() -> tuple[dict[str, list[list[Symbol]]], dict[str, str], dict[str, int]]:
    path = Path(lockgate.grammar.__file__).parent / "gate.lark"
    parser = lark.Lark(
        path.read_text(encoding="utf-8"), parser="lalr", lexer="basic", maybe_placeholders=False
    )
    rules: dict[str, list[list[Symbol]]] = {}
    for rule in parser.rules:
        rules.setdefault(rule.origin.name, []).append(list(rule.expansion))
    words = {item.name: item.pattern.value for item in parser.terminals if item.pattern.type == "str"}
    return rules, words, _heights(rules)


def _heights(rules: dict[str, list[list[Symbol]]]) -> dict[str, int]:
    """For each rule the least depth of a derivation that ends."""
    heights: dict[str, int] = {}
    while True:
        changed = False
        for name, expansions in rules.items():
            for expansion in expansions:
                needs = [
                    heights.get(item.name, -1) if isinstance(item, NonTerminal) else 0 for item in expansion
                ]
                if all(need >= 0 for need in needs):
                    height = 1 + max(needs, default=0)
                    if height < heights.get(name, 1 << 30):
                        heights[name] = height
                        changed = True
        if not changed:
            return heights


def derive(source: random.Random) -> str:
    """A syntactically valid program (where the lexer agrees)."""
    rules, words, heights = _grammar()
    todo: list[tuple[Symbol, int]] = [(NonTerminal("start"), 0)]
    tokens: list[str] = []
    budget = source.choice((30, 80, MOST_TOKENS))
    while todo:
        symbol, depth = todo.pop()
        if not isinstance(symbol, NonTerminal):
            tokens.append(words.get(symbol.name) or source.choice(SAMPLES.get(symbol.name, ("x",))))
            continue
        expansions = rules[symbol.name]
        if len(tokens) > budget or depth > 40:
            least = min(_cost(item, heights) for item in expansions)
            expansions = [item for item in expansions if _cost(item, heights) == least]
        todo.extend((item, depth + 1) for item in reversed(source.choice(expansions)))
    return " ".join(tokens)


def _cost(expansion: list[Symbol], heights: dict[str, int]) -> int:
    return max((heights[item.name] for item in expansion if isinstance(item, NonTerminal)), default=0)
