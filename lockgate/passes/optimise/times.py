"""Points in time moved by an interval: months and years keep the day or take the last of the month."""

from __future__ import annotations

import calendar
import datetime

from lockgate.ir.expr import Interval

_MONTHS = {"month": 1, "quarter": 3, "year": 12}
_SECONDS = {"second": 1, "minute": 60, "hour": 3600}
_DAYS = {"day": 1, "week": 7}
_FARTHEST = 4_000_000
"""Days and months of an interval that is worked out; longer ones leave the years 1 to 9999 anyway."""


def shifted(moment: datetime.date, length: Interval, sign: int, as_timestamp: bool) -> datetime.date | None:
    """The date or zoneless timestamp plus (sign 1) or minus (-1) the interval; None outside the years 1 to 9999."""
    if as_timestamp and not isinstance(moment, datetime.datetime):
        moment = datetime.datetime(moment.year, moment.month, moment.day)
    if isinstance(moment, datetime.datetime) and moment.tzinfo is not None:
        return None
    count = sign * length.count
    if abs(count) > _FARTHEST:
        return None
    try:
        if length.unit in _MONTHS:
            return _months_later(moment, count * _MONTHS[length.unit])
        if length.unit in _DAYS:
            return moment + datetime.timedelta(days=count * _DAYS[length.unit])
        if length.unit in _SECONDS and isinstance(moment, datetime.datetime):
            return moment + datetime.timedelta(seconds=count * _SECONDS[length.unit])
    except (OverflowError, ValueError):
        return None
    return None


def _months_later(moment: datetime.date, count: int) -> datetime.date:
    year, month = divmod(moment.year * 12 + moment.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise ValueError(year)
    last = calendar.monthrange(year, month + 1)[1]
    return moment.replace(year=year, month=month + 1, day=min(moment.day, last))
