"""Window functions: for each row a value of the rows of its partition, or of its frame in it."""

from __future__ import annotations

import datetime
import decimal
import math
from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from attrs import frozen

from lockgate.ir.expr import AggregateCall, Bound, Call, Frame, Interval, SortKey, WindowCall
from lockgate.ir.types import DOUBLE, TIMESTAMP, Type
from tests.interpreter import calendar
from tests.interpreter.aggregates import aggregate
from tests.interpreter.expressions import Evaluator
from tests.interpreter.failure import Failure, Unspecified
from tests.interpreter.fitting import fitted
from tests.interpreter.ordering import Keys, compared, keys_of, must_be_same, sorted_places
from tests.interpreter.values import Row, compare, key

PEERS = Frame("range", Bound("unbounded_preceding"), Bound("current_row"))
"""The frame of a window with an order that names none."""
WHOLE = Frame("rows", Bound("unbounded_preceding"), Bound("unbounded_following"))


@frozen
class Partition:
    """The rows of a partition in their order, with what they are ordered by."""

    rows: list[Row]
    keys: list[Keys]
    order: tuple[SortKey, ...]

    def peers(self, a: int, b: int) -> bool:
        """Whether two rows have one place in the order."""
        return compared(self.order, self.keys[a], self.keys[b]) == 0

    def must_be_total(self) -> None:
        """What goes by single rows has one answer only where rows with one place are alike."""
        for place in range(1, len(self.rows)):
            if self.peers(place - 1, place):
                must_be_same("a window", self.rows[place - 1], self.rows[place])


def window(at: Evaluator, call: WindowCall, rows: Sequence[Row]) -> list[Any]:
    """The value for each row."""
    groups: dict[Any, list[int]] = {}
    for number, row in enumerate(rows):
        groups.setdefault(key([at.value(item, row) for item in call.partition]), []).append(number)
    made: list[Any] = [None] * len(rows)
    for numbers in groups.values():
        keys = [keys_of(at, call.order, rows[number]) for number in numbers]
        places = sorted_places(call.order, keys)
        part = Partition(
            [rows[numbers[place]] for place in places], [keys[place] for place in places], call.order
        )
        for place, value in zip(places, _values(at, call, part), strict=True):
            made[numbers[place]] = value
        _compute_all(at, call.function, part.rows)
    return made


def _compute_all(at: Evaluator, function: Call | AggregateCall, rows: Sequence[Row]) -> None:
    """Whether what no row needs is computed is not said; so it must not fail."""
    kept = function.filter if isinstance(function, AggregateCall) else None
    try:
        for row in rows:
            if kept is None or at.holds(kept, row):
                for arg in function.args:
                    at.value(arg, row)
    except Failure:
        raise Unspecified("an error in a row that is in no frame") from None


def _values(at: Evaluator, call: WindowCall, part: Partition) -> list[Any]:
    function = call.function
    if isinstance(function, Call) and function.function in WINDOWS:
        return WINDOWS[function.function](at, function, part)
    frame = call.frame or (PEERS if call.order else WHOLE)
    if (frame.unit == "rows" and frame != WHOLE) or isinstance(function, Call):
        part.must_be_total()
    offsets = [
        None if bound.offset is None else at.value(bound.offset, ()) for bound in (frame.start, frame.end)
    ]
    if frame.unit == "range" and any(offset is not None for offset in offsets):
        _must_fit(at.type(part.order[0].expr), part, offsets)
    made: list[Any] = []
    for place in range(len(part.rows)):
        chosen = [
            row
            for other, row in enumerate(part.rows)
            if _within(part, frame.unit, frame.start, offsets[0], place, other, 1)
            and _within(part, frame.unit, frame.end, offsets[1], place, other, -1)
        ]
        if isinstance(function, AggregateCall):
            made.append(aggregate(at, function, chosen))
        else:
            end = chosen[0 if function.function == "first_value" else -1] if chosen else None
            made.append(None if end is None else at.value(function.args[0], end))
    return made


def _within(part: Partition, unit: str, bound: Bound, offset: Any, place: int, other: int, side: int) -> bool:
    """Whether a row lies on the inner side of a bound: behind the start (`side` 1) or before the end (-1)."""
    if bound.kind.startswith("unbounded"):
        return bound.kind == ("unbounded_preceding" if side == 1 else "unbounded_following")
    ahead = 1 if bound.kind == "following" else -1
    if unit == "rows":
        return side * (other - (place + ahead * (offset or 0))) >= 0
    if bound.kind == "current_row" or part.keys[place][0] is None or part.keys[other][0] is None:
        return side * compared(part.order, part.keys[other], part.keys[place]) >= 0
    order = part.order[0]
    edge = _moved(_point(part.keys[place][0]), offset, -ahead if order.descending else ahead)
    return side * compare(_point(part.keys[other][0]), edge) * (-1 if order.descending else 1) >= 0


def _must_fit(kind: Type, part: Partition, offsets: Sequence[Any]) -> None:
    """Both ways from every row: an end beyond the numbers of the type is an error to some engines."""
    numbers = [offset for offset in offsets if offset is not None and not isinstance(offset, Interval)]
    for value, offset, direction in product([keys[0] for keys in part.keys], numbers, (1, -1)):
        try:
            if value is not None and kind != DOUBLE:
                fitted(_moved(value, offset, direction), kind)
        except Failure:
            raise Unspecified("a range beyond the numbers of a type") from None


def _point(value: Any) -> Any:
    return calendar.as_time(value) if isinstance(value, datetime.date) else value


def _moved(value: Any, offset: Any, direction: int) -> Any:
    if isinstance(offset, Interval):
        return calendar.moved(value, direction * offset.count, offset.unit, TIMESTAMP)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise Unspecified("a range around what is no number")
        return value + direction * float(offset)
    return decimal.Decimal(value) + direction * decimal.Decimal(offset)


def _numbered(count: Callable[[Partition, int], Any], *, total: bool = False) -> Callable[..., list[Any]]:
    def apply(at: Evaluator, call: Call, part: Partition) -> list[Any]:
        if total:
            part.must_be_total()
        return [count(part, place) for place in range(len(part.rows))]

    return apply


def _rank(part: Partition, place: int) -> int:
    return 1 + next(other for other in range(place + 1) if part.peers(other, place))


def _dense_rank(part: Partition, place: int) -> int:
    return 1 + sum(not part.peers(other - 1, other) for other in range(1, place + 1))


def _percent_rank(part: Partition, place: int) -> float:
    return (_rank(part, place) - 1) / (len(part.rows) - 1) if len(part.rows) > 1 else 0.0


def _ntile(at: Evaluator, call: Call, part: Partition) -> list[Any]:
    part.must_be_total()
    buckets, count = at.value(call.args[0], ()), len(part.rows)
    size, longer = divmod(count, buckets)
    ends = [size + (number < longer) for number in range(min(buckets, count))]
    return [number + 1 for number, length in enumerate(ends) for _ in range(length)]


def _shift(direction: int) -> Callable[..., list[Any]]:
    def apply(at: Evaluator, call: Call, part: Partition) -> list[Any]:
        part.must_be_total()
        kind = at.signature(call).result
        offset = at.value(call.args[1], ()) if len(call.args) > 1 else 1
        made: list[Any] = []
        for place, row in enumerate(part.rows):
            other = place + direction * offset
            if 0 <= other < len(part.rows):
                made.append(at.as_type(call.args[0], part.rows[other], kind))
            else:
                made.append(at.as_type(call.args[2], row, kind) if len(call.args) > 2 else None)
        return made

    return apply


WINDOWS: dict[str, Callable[[Evaluator, Call, Partition], list[Any]]] = {
    "row_number": _numbered(lambda part, place: place + 1, total=True),
    "rank": _numbered(_rank),
    "dense_rank": _numbered(_dense_rank),
    "percent_rank": _numbered(_percent_rank),
    "ntile": _ntile,
    "lag": _shift(-1),
    "lead": _shift(1),
}
ENDS = frozenset(("first_value", "last_value"))
"""The functions of a frame that are no aggregates."""
