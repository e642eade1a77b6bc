"""Functions of dates, timestamps and instants. Weeks begin on Monday; instants are taken in UTC."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lockgate.ir.coerce import comparable_type
from lockgate.ir.functions.base import Binding, Function, Mismatch, Typed
from lockgate.ir.functions.build import Result, bind_parameters, by_rule, make, parameters
from lockgate.ir.functions.checks import FORMAT_CODES, PARSED_CODES, all_of, format_codes, one_of, text_of
from lockgate.ir.functions.describe import advice, shown
from lockgate.ir.types import BIGINT, DATE, NULL, STRING, TIMESTAMP, TIMESTAMPTZ, UNKNOWN, Type

FAMILY = "time"
UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
PARTS = (*UNITS, "day_of_week", "day_of_year")
CLOCK_UNITS = ("second", "minute", "hour")
CLOCK_CODES = ("%H", "%M", "%S", "%f")


def _time(name: str, params: str, result: Result, doc: str, **more: Any) -> Function:
    return make(name, params, result, doc, family=FAMILY, **more)


def _no_clock(name: str) -> Any:
    def check(args: Sequence[Typed]) -> Mismatch | None:
        unit = text_of(args, 0)
        if args[1].type == DATE and unit in CLOCK_UNITS:
            return Mismatch(
                f"a date has no {unit}s, so `{name}` cannot take them from {shown(args[1])}",
                0,
                "name a unit of a day or more, or give a timestamp",
                UNITS[3:],
                "arguments",
            )
        return None

    return check


def _difference(args: Sequence[Typed]) -> Binding | Mismatch:
    bound = bind_parameters("date_diff", parameters("unit string literal, from time, to time"), args)
    if isinstance(bound, Mismatch):
        return bound
    problem = one_of(0, UNITS, "unit of time")(args)
    if problem is not None:
        return problem
    start, end = args[1].type, args[2].type
    kind = comparable_type(start, end)
    if kind is None:
        return Mismatch(
            f"`date_diff` cannot count from {start} to {end}", 2, advice(args[2], start), (str(start),)
        )
    if kind == NULL:
        kind = TIMESTAMP
    return Binding((bound[0], kind, kind), BIGINT, any(arg.nullable for arg in args))


def _zone(args: Sequence[Typed], bound: tuple[Type, ...]) -> Type:
    if bound[0] == UNKNOWN:
        return UNKNOWN
    return TIMESTAMPTZ if bound[0] == TIMESTAMP else TIMESTAMP


def _second(args: Sequence[Typed], bound: tuple[Type, ...]) -> Type:
    return bound[1]


def _part(name: str, kind: str, doc: str) -> Function:
    return _time(name, f"t {kind}", BIGINT, doc)


FUNCTIONS = (
    _time(
        "date_trunc",
        "unit string literal, t time",
        _second,
        "The start of the second, minute, hour, day, week, month, quarter or year, in the type of t.",
        check=all_of(one_of(0, UNITS, "unit of time"), _no_clock("date_trunc")),
        shown_result="the type of t",
    ),
    by_rule(
        "date_diff",
        "date_diff(unit constant string, from time, to time) → bigint",
        _difference,
        "How many starts of the unit lie between: 23:59 to 00:01 is one day.",
        family=FAMILY,
    ),
    _time(
        "date_part",
        "unit string literal, t time",
        BIGINT,
        "The second, minute, hour, day, week (ISO), month, quarter, year, day_of_week (Monday is 1) or day_of_year.",
        check=all_of(one_of(0, PARTS, "part of a time"), _no_clock("date_part")),
    ),
    _part("year", "time", "The year."),
    _part("month", "time", "The month, 1 to 12."),
    _part("day", "time", "The day of the month, 1 to 31."),
    _part("hour", "clock", "The hour, 0 to 23."),
    _part("minute", "clock", "The minute, 0 to 59."),
    _part("second", "clock", "The whole second, 0 to 59."),
    _part("day_of_week", "time", "The day of the week, from Monday, 1, to Sunday, 7."),
    _part("day_of_year", "time", "The day of the year, 1 to 366."),
    _time(
        "to_date",
        "text string, [format string literal]",
        DATE,
        "The date that a text names, as 2026-01-31 unless a format is given; another text is an error.",
        check=format_codes(1, PARSED_CODES),
    ),
    _time(
        "to_timestamp",
        "text string, [format string literal]",
        TIMESTAMP,
        "The timestamp that a text names, as 2026-01-31 08:00:00 unless a format is given; another text is an error.",
        check=format_codes(1, PARSED_CODES),
    ),
    _time(
        "format_date",
        "t time, format string literal",
        STRING,
        "The time as text. Codes: " + ", ".join(f"`{code}` {what}" for code, what in FORMAT_CODES.items()) + ".",
        check=format_codes(1, tuple(FORMAT_CODES)),
    ),
    _time(
        "make_date",
        "year bigint, month bigint, day bigint",
        DATE,
        "The date of a year, month and day; one that is not in the calendar is an error.",
    ),
    _time("last_day", "t time", DATE, "The last day of the month."),
    _time(
        "at_zone",
        "t clock, zone string",
        _zone,
        "A timestamp to the instant that it names in the zone, and an instant to the zone's timestamp.",
        shown_result="timestamptz or timestamp",
    ),
)
