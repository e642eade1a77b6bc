"""Whether an engine answers as the interpreter does."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from attrs import frozen

from lockgate.codegen.base import Unsupported
from lockgate.ir.expr import Column
from lockgate.ir.rel import Rel, Sort
from lockgate.ir.types import Schema
from tests.engine_fuzz.case import Case
from tests.engine_fuzz.exactness import TOLERANCE, is_near_name
from tests.engines.runners import Broken, EngineFailure, Runner
from tests.engines.runners import rows as rows_of
from tests.interpreter import Failure, Interpreter
from tests.interpreter.values import Row, key

MOST_TEXT = 1200
"""How much of an engine's message is told."""


@frozen
class Answer:
    """Rows, an error, or that the dialect refused."""

    kind: str
    rows: tuple[Row, ...] = ()
    message: str = ""


def expected(case: Case) -> Answer:
    """What the interpreter says."""
    try:
        return Answer("rows", tuple(Interpreter(case.tables).table(case.rel).rows))
    except Failure as problem:
        return Answer("error", message=str(problem))


def answered(runner: Runner, rel: Rel) -> Answer:
    """What an engine says, its tables loaded."""
    try:
        return Answer("rows", tuple(rows_of(runner, rel)))
    except EngineFailure as problem:
        return Answer("error", message=str(problem))
    except Broken as problem:
        return Answer("broken", message=str(problem))
    except Unsupported as problem:
        return Answer("refused", message=problem.reason)


def differs(case: Case, right: Answer, made: Answer) -> str | None:
    """What is wrong with an engine's answer; None if nothing."""
    if made.kind == "refused":
        return None
    if made.kind == "broken":
        return f"no query: {made.message[:MOST_TEXT]}"
    if made.kind != right.kind:
        if made.kind == "error" and case.may_fail:
            return None
        return f"{made.kind} in place of {right.kind}: {(made.message or right.message)[:MOST_TEXT]}"
    return _rows_differ(case.rel, right.rows, made.rows) if made.kind == "rows" else None


def _rows_differ(rel: Rel, right: Sequence[Row], made: Sequence[Row]) -> str | None:
    if len(right) == len(made) and isinstance(rel, Sort) and (places := _sorted_by(rel)):
        for a, b in zip(right, made, strict=True):
            if key([a[place] for place in places]) != key([b[place] for place in places]):
                return f"another order: {a} before {b}"
    missing, more = _unmatched(rel.schema, right, made)
    if not missing and not more:
        return None
    return "\n".join([*(f"- {row}" for row in missing[:8]), *(f"+ {row}" for row in more[:8])])


def _sorted_by(rel: Sort) -> list[int]:
    """The places of the columns that the rows are ordered by, up to the first key that is none."""
    places: list[int] = []
    for item in rel.keys:
        if not isinstance(item.expr, Column):
            break
        places.append(rel.schema.names.index(rel.schema[item.expr.name].name))
    return places


def _unmatched(schema: Schema, right: Sequence[Row], made: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The rows of each side without a partner on the other: equal in exact columns, near in the others."""
    near = [place for place, name in enumerate(schema.names) if is_near_name(name)]
    exact = [place for place in range(len(schema)) if place not in near]
    waiting: dict[Any, list[Row]] = {}
    for row in right:
        waiting.setdefault(key([row[place] for place in exact]), []).append(row)
    more: list[Row] = []
    for row in made:
        partners = waiting.get(key([row[place] for place in exact]), [])
        found = next((at for at, other in enumerate(partners) if _all_near(near, row, other)), None)
        if found is None:
            more.append(row)
        else:
            partners.pop(found)
    return [row for rows in waiting.values() for row in rows], more


def _all_near(places: Sequence[int], a: Row, b: Row) -> bool:
    return all(_are_near(a[place], b[place]) for place in places)


def _are_near(a: Any, b: Any) -> bool:
    if isinstance(a, float) and isinstance(b, float) and math.isfinite(a) and math.isfinite(b):
        return math.isclose(a, b, rel_tol=TOLERANCE, abs_tol=TOLERANCE)
    return key(a) == key(b)
