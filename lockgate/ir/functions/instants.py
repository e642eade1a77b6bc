"""Points in time and intervals under `+` and `-`.

A date stays a date with days, weeks, months, quarters and years, and becomes a timestamp with
smaller units; a step by months that leaves the month goes to its last day.
"""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.ir.coerce import is_time
from lockgate.ir.expr import Call, Expr, Interval, Literal
from lockgate.ir.functions.base import Binding, Mismatch, Typed
from lockgate.ir.functions.describe import shown
from lockgate.ir.types import BIGINT, DATE, INTERVAL, NULL, TIMESTAMP, UNKNOWN, Type

CALENDAR_UNITS = frozenset(("day", "week", "month", "quarter", "year"))


def interval_unit(expr: Expr) -> str | None:
    """The unit of an interval expression: of a literal, or of a literal times a number."""
    pending = [expr]
    while pending:
        item = pending.pop()
        if isinstance(item, Literal) and isinstance(item.value, Interval):
            return item.value.unit
        if isinstance(item, Call) and item.function == "*":
            pending.extend(item.args)
    return None


def add_interval(sign: str, args: Sequence[Typed]) -> Binding | Mismatch:
    """A point in time plus or minus an interval."""
    nullable = any(arg.nullable for arg in args)
    if UNKNOWN in (args[0].type, args[1].type):
        return Binding((args[0].type, args[1].type), UNKNOWN, nullable)
    at = 1 if args[0].type == INTERVAL and sign == "+" else 0
    moment, length = args[at], args[1 - at]
    if length.type != INTERVAL and not (length.type == NULL and is_time(moment.type)):
        return _not_an_interval(sign, moment, length, 1 - at)
    if not is_time(moment.type) and moment.type != NULL:
        return Mismatch(
            f"an interval is added to or taken from a point in time, and {shown(moment)} is {moment.type}",
            at,
            "write `t + interval '1 day'` with a date, timestamp or timestamptz",
            ("date", "timestamp", "timestamptz"),
        )
    start: Type = TIMESTAMP if moment.type == NULL else moment.type
    result = start
    if start == DATE and length.type == INTERVAL and interval_unit(length.expr) not in CALENDAR_UNITS:
        result = TIMESTAMP
    bound = (INTERVAL, start) if at == 1 else (start, INTERVAL)
    return Binding(bound, result, nullable)


def _not_an_interval(sign: str, moment: Typed, other: Typed, position: int) -> Mismatch:
    if is_time(other.type) and is_time(moment.type):
        return Mismatch(
            f"two points in time cannot be added: {moment.type} and {other.type}",
            position,
            "`date_diff('day', from, to)` counts between them",
        )
    return Mismatch(
        f"`{sign}` takes an interval with {moment.type}, and {shown(other)} is {other.type}",
        position,
        f"write `interval '1 day'`, or `n * interval '1 day'` for a number n, in place of {other.type}",
        ("interval",),
    )


def subtract_times(args: Sequence[Typed]) -> Binding | Mismatch:
    """A date less a date; other points in time are refused with what to write."""
    left, right = args
    nullable = left.nullable or right.nullable
    kinds = (left.type, right.type)
    if UNKNOWN in kinds:
        return Binding(kinds, UNKNOWN, nullable)
    if set(kinds) <= {DATE, NULL}:
        return Binding((DATE, DATE), BIGINT, nullable)
    if is_time(left.type) and is_time(right.type):
        return Mismatch(
            f"the difference of {left.type} and {right.type} has no unit of its own",
            None,
            "`date_diff('second', from, to)` counts in the unit that is named",
        )
    if left.type == INTERVAL or not is_time(left.type):
        return Mismatch(
            f"`-` cannot take {right.type} from {left.type}",
            1,
            "an interval is taken from a point in time; `date_diff('day', from, to)` counts between two",
        )
    return _not_an_interval("-", left, right, 1)
