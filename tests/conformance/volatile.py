"""Functions that give another answer each time: what is held to is their type and their range."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from typing import Any

from lockgate.codegen.base import Unsupported
from lockgate.ir.expr import Call, Literal
from lockgate.ir.rel import Project, Values
from lockgate.ir.types import BIGINT
from tests.conformance.engine import Answers
from tests.conformance.evaluate import Outcome, Refusal, Value

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_FIRST = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)
ROWS = 3
"""Of each function; where it makes something up, no two are the same."""


def _are_now(found: list[Any]) -> bool:
    return all(
        isinstance(item, datetime.datetime) and item.tzinfo is not None and item > _FIRST for item in found
    )


def _are_today(found: list[Any]) -> bool:
    return all(type(item) is datetime.date and item >= _FIRST.date() for item in found)


def _are_random(found: list[Any]) -> bool:
    return len(set(found)) == ROWS and all(isinstance(item, float) and 0 <= item < 1 for item in found)


def _are_uuids(found: list[Any]) -> bool:
    return len(set(found)) == ROWS and all(isinstance(item, str) and _UUID.fullmatch(item) for item in found)


VOLATILE: dict[str, Callable[[list[Any]], bool]] = {
    "now": _are_now,
    "today": _are_today,
    "random": _are_random,
    "uuid": _are_uuids,
}
"""Whether answers of the function are its answers."""


def answers(engine: Answers, name: str) -> Outcome:
    """What the function gives on a few rows."""
    rows = Values(("n",), tuple((Literal(number, BIGINT),) for number in range(ROWS)))
    try:
        return Value([row[0] for row in engine.rows(Project(rows, (("value", Call(name, ())),)))])
    except Unsupported as problem:
        return Refusal(problem.reason)
