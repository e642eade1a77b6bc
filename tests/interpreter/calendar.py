"""Days, months and clocks: steps, starts of units, and how many lie between. Weeks begin on Monday."""

from __future__ import annotations

import datetime
from calendar import monthrange
from typing import Any

from lockgate.ir.types import DATE, Type
from tests.interpreter.failure import Unspecified

MONTHS = {"month": 1, "quarter": 3, "year": 12}
LENGTHS = {
    "second": datetime.timedelta(seconds=1),
    "minute": datetime.timedelta(minutes=1),
    "hour": datetime.timedelta(hours=1),
    "day": datetime.timedelta(days=1),
    "week": datetime.timedelta(days=7),
}
_MONDAY = datetime.datetime(1, 1, 1)


def as_time(moment: datetime.date) -> datetime.datetime:
    """A date at midnight; a timestamp as it is, an instant by its clock in UTC."""
    if isinstance(moment, datetime.datetime):
        return moment.replace(tzinfo=None)
    return datetime.datetime(moment.year, moment.month, moment.day)


def alike(made: datetime.datetime, moment: datetime.date) -> Any:
    """The result in the type of what it was made from."""
    if isinstance(moment, datetime.datetime):
        return made.replace(tzinfo=moment.tzinfo)
    return made.date()


def moved(moment: datetime.date, count: int, unit: str, result: Type) -> Any:
    """So many units on; a step by months that leaves the month goes to its last day."""
    start = as_time(moment)
    try:
        made = _by_months(start, count * MONTHS[unit]) if unit in MONTHS else start + count * LENGTHS[unit]
    except (OverflowError, ValueError):
        raise Unspecified("a point in time outside the years 1 to 9999") from None
    if isinstance(moment, datetime.datetime):
        return made.replace(tzinfo=moment.tzinfo)
    return made.date() if result == DATE else made


def _by_months(start: datetime.datetime, months: int) -> datetime.datetime:
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError
    return start.replace(year=year, month=month + 1, day=min(start.day, monthrange(year, month + 1)[1]))


def truncated(unit: str, moment: datetime.date) -> Any:
    """The start of the unit that the point lies in."""
    start = as_time(moment)
    midnight = start.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit in MONTHS:
        size = MONTHS[unit]
        return alike(midnight.replace(month=(start.month - 1) // size * size + 1, day=1), moment)
    if unit == "week":
        return alike(midnight - datetime.timedelta(days=start.weekday()), moment)
    return alike(_MONDAY + (start - _MONDAY) // LENGTHS[unit] * LENGTHS[unit], moment)


def between(unit: str, start: datetime.date, end: datetime.date) -> int:
    """How many starts of the unit lie between."""
    return _number(unit, end) - _number(unit, start)


def _number(unit: str, moment: datetime.date) -> int:
    if unit in MONTHS:
        return (moment.year * 12 + moment.month - 1) // MONTHS[unit]
    return (as_time(moment) - _MONDAY) // LENGTHS[unit]


def last_day(moment: datetime.date) -> datetime.date:
    """The last day of the month."""
    return datetime.date(moment.year, moment.month, monthrange(moment.year, moment.month)[1])


PARTS = {
    "second": lambda t: t.second,
    "minute": lambda t: t.minute,
    "hour": lambda t: t.hour,
    "day": lambda t: t.day,
    "week": lambda t: t.isocalendar().week,
    "month": lambda t: t.month,
    "quarter": lambda t: (t.month + 2) // 3,
    "year": lambda t: t.year,
    "day_of_week": lambda t: t.isoweekday(),
    "day_of_year": lambda t: t.timetuple().tm_yday,
}
