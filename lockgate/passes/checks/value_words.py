"""What values there are, in words; and constants as they are written."""

from __future__ import annotations

import datetime
from typing import Any

from lockgate.analysis.domains import Domain
from lockgate.analysis.domains import parts as sets
from lockgate.analysis.domains.domain import anything
from lockgate.ir.expr import Call, Cast, Column, Expr, Literal
from lockgate.ir.types import BOOLEAN

MOST = 10
LONGEST = 80
"""Characters of a string that a message shows."""


def shown(value: Any) -> str:
    """A value as a literal of the language."""
    if isinstance(value, str):
        text = value if len(value) <= LONGEST else value[:LONGEST] + "…"
        return "'" + text.replace("'", "''") + "'"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        kind = "timestamp" if value.tzinfo is None else "timestamptz"
        return f"{kind} '{value.isoformat(sep=' ')}'"
    if isinstance(value, datetime.date):
        return f"date '{value.isoformat()}'"
    return format(value, "f") if hasattr(value, "as_tuple") else str(value)


def named(expr: Expr) -> str:
    """What an expression is called: a column by its name, a call by its function."""
    while isinstance(expr, Cast) and expr.implicit:
        expr = expr.operand
    if isinstance(expr, Column):
        return f"`{expr.name}`"
    if isinstance(expr, Call) and expr.function[:1].isalpha():
        return f"`{expr.function}(…)`"
    return "it"


def described(domain: Domain) -> str:
    """`is one of 'a', 'b'`, `is at least 0`, …; empty where nothing is known."""
    if domain.always_null:
        return "is always NULL"
    every = anything(domain.type, True).parts
    if domain.parts == every or not domain.parts:
        return "" if domain.nullable else "is never NULL"
    values = sets.listed(domain.parts)
    if values is not None and domain.type != BOOLEAN:
        listing = ", ".join(shown(value) for value in values[:MOST]) + (", …" if len(values) > MOST else "")
        return f"is {listing}" if len(values) == 1 else f"is one of {listing}"
    low, high = _edge(sets.low(domain.parts), sets.low(every)), _edge(sets.high(domain.parts), sets.high(every))
    if low and high and not low[1] and not high[1]:
        return f"is between {low[0]} and {high[0]}"
    words = []
    if low:
        words.append(f"{'greater than' if low[1] else 'at least'} {low[0]}")
    if high:
        words.append(f"{'less than' if high[1] else 'at most'} {high[0]}")
    return f"is {' and '.join(words)}" if words else ""


def _edge(edge: sets.Edge, end: sets.Edge) -> tuple[str, bool] | None:
    """An edge that is not the type's own, and whether it is open."""
    return None if len(edge) != 3 or edge == end else (shown(edge[1]), edge[2] != 0)


def facts_of(expr: Expr, columns: Any) -> str:
    """What is known of the columns or calls that a condition is about, the first of them."""
    from lockgate.analysis.domains.values import value

    for item in _subjects(expr):
        words = described(value(item, columns))
        if words and named(item) != "it":
            return f"{named(item)} {words}"
    return ""


def _subjects(expr: Expr) -> list[Expr]:
    made: list[Expr] = []
    todo = [expr]
    while todo and len(made) < MOST:
        item = todo.pop(0)
        if isinstance(item, Call) and item.function in _SPLIT:
            todo = [*item.args, *todo]
        elif not isinstance(item, Literal):
            made.append(item)
    return made


_SPLIT = frozenset(("and", "or", "not", "=", "<>", "<", "<=", ">", ">=", "in", "between", "is_null", "is_not_distinct"))
