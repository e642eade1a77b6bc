"""Window functions, over rows in the order in which they are listed."""

from __future__ import annotations

from typing import Any

from lockgate.ir import types
from lockgate.ir.expr import Bound, Column, Frame, Literal, SortKey
from lockgate.ir.types import Type
from tests.conformance.case import BY_ROW, Case
from tests.conformance.cases.make import window, windows
from tests.conformance.edges import FEW, MONEY, NAN, ORDERABLE, D

A0 = Column("a0")
BY_VALUE = (SortKey(A0),)
DOWN = (SortKey(A0, descending=True, nulls_first=True),)
ANY: tuple[Type, ...] = (*ORDERABLE, types.BOOLEAN)
TIES: dict[Type, list[list[Any]]] = {
    types.BIGINT: [[1], [1, 1, 1], [3, 1, 2, 1, None, 3], [None, None], [-1, 0, 2**63 - 1, -(2**63), 0]],
    types.STRING: [["b", "a", "B", "b"], ["é", "e", "z", None], ["", " ", "", "\\"], ["\uffff", "😀"]],
    types.DOUBLE: [[0.0, -0.0, NAN, 1.0, NAN, None]],
}
VALUES: list[list[Any]] = [[1], [1, 2, 3], [None, 1, None, 2], [5, 5, None, 5, 1], [None, None]]


def bound(kind: str, offset: int | None = None) -> Bound:
    """One end of a frame."""
    return Bound(kind, None if offset is None else Literal(offset, types.BIGINT))


START, HERE, END = bound("unbounded_preceding"), bound("current_row"), bound("unbounded_following")
FRAMES = (
    Frame("rows", START, HERE),
    Frame("rows", START, END),
    Frame("rows", HERE, END),
    Frame("rows", bound("preceding", 1), bound("following", 1)),
    Frame("rows", bound("following", 1), bound("following", 2)),
    Frame("rows", bound("preceding", 2), bound("preceding", 1)),
    Frame("range", START, HERE),
    Frame("range", HERE, END),
    Frame("range", START, END),
)


def _ranks() -> list[Case]:
    made: list[Case] = []
    for kind, tables in TIES.items():
        for name in ("rank", "dense_rank", "percent_rank"):
            made += windows(window(name, [kind], order=BY_VALUE), [kind], tables)
            made += windows(window(name, [kind], order=DOWN), [kind], tables)
        total = (*BY_VALUE, *BY_ROW)
        made += windows(window("row_number", [kind], order=total), [kind], tables)
        made += windows(window("row_number", [kind], order=(*DOWN, *BY_ROW)), [kind], tables)
        for buckets in (1, 2, 3, 100):
            call = window("ntile", [kind], Literal(buckets, types.BIGINT), order=total)
            made += windows(call, [kind], tables)
    return made


def _shifts() -> list[Case]:
    made: list[Case] = []
    for name in ("lag", "lead"):
        for kind in ANY:
            tables = [[*FEW[kind][:3], None]]
            made += windows(window(name, [kind], A0), [kind], tables)
        for offset in (0, 1, 2, 50):
            made += windows(
                window(name, [types.BIGINT], A0, Literal(offset, types.BIGINT)), [types.BIGINT], VALUES
            )
        call = window(name, [types.BIGINT], A0, *(Literal(number, types.BIGINT) for number in (1, -9)))
        made += windows(call, [types.BIGINT], VALUES)
        call = window(name, [types.INT], A0, Literal(2, types.BIGINT), Literal(D("0.5"), types.Decimal(2, 1)))
        made += windows(call, [types.INT], VALUES)
        call = window(name, [types.STRING], A0, Literal(1, types.BIGINT), Literal("", types.STRING))
        made += windows(call, [types.STRING], [["a", None, "c"]])
    return made


def _frames() -> list[Case]:
    made: list[Case] = []
    for name in ("first_value", "last_value"):
        for kind in ANY:
            made += windows(
                window(name, [kind], A0, frame=FRAMES[0]), [kind], [[*FEW[kind][:3], None], [None]]
            )
        for frame in FRAMES:
            made += windows(window(name, [types.BIGINT], A0, frame=frame), [types.BIGINT], VALUES)
        made += windows(window(name, [types.BIGINT], A0), [types.BIGINT], VALUES)
    for name in ("sum", "count", "avg", "min", "max"):
        for frame in FRAMES:
            made += windows(window(name, [types.BIGINT], A0, frame=frame), [types.BIGINT], VALUES)
        made += windows(
            window(name, [types.BIGINT], A0, order=BY_VALUE), [types.BIGINT], TIES[types.BIGINT][:4]
        )
        made += windows(window(name, [types.BIGINT], A0, order=()), [types.BIGINT], VALUES)
        made += windows(window(name, [MONEY], A0, frame=FRAMES[0]), [MONEY], [[D("1.50"), None, D("-0.01")]])
    made += windows(
        window("sum", [types.BIGINT], A0, frame=FRAMES[0]), [types.BIGINT], [[2**63 - 1, 1], [2**63 - 1, -1]]
    )
    for name in ("bool_and", "bool_or", "count_if"):
        call = window(name, [types.BOOLEAN], A0, frame=FRAMES[0])
        made += windows(call, [types.BOOLEAN], [[True, None, False, True], [None]])
    for name in ("stddev", "variance", "stddev_pop", "variance_pop"):
        call = window(name, [types.DOUBLE], A0, order=())
        made += windows(call, [types.DOUBLE], [[1.0], [1.0, 2.0, 3.0, 4.0], [None, 1.0]])
    return made


CASES: list[Case] = [*_ranks(), *_shifts(), *_frames()]
