"""What each rule of the grammar builds: functions under the names that gate.lark gives behind `->`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from lockgate.grammar.actions import builder, calls, declarations, expressions, queries
from lockgate.grammar.actions.builder import LOST, Builder, Lost, Token

Action = Callable[..., Any]


def functions() -> dict[str, Action]:
    """Every action by its name."""
    found: dict[str, Action] = {}
    for module in (builder, calls, declarations, expressions, queries):
        for name, value in vars(module).items():
            if callable(value) and getattr(value, "__module__", "") == module.__name__ and name.islower():
                found[name] = value
    return found


__all__ = ["LOST", "Action", "Builder", "Lost", "Token", "functions"]
