"""How the fire times of two cron expressions lie to each other: how many there are, and how long one waits."""

from __future__ import annotations

import datetime
from bisect import bisect_left
from functools import lru_cache

from attrs import frozen

from lockgate.analysis.cron import CYCLE, DAY, Cron

MONDAY = datetime.date(2001, 1, 1)
MOST = 12_000
"""Fire times to look at; what fires more often is looked at over fewer days."""


@frozen(slots=True)
class Meeting:
    """`reader` and `maker` over the same days, on the reader's clock."""

    reads: int
    makes: int
    waits: tuple[int, ...]
    """For each time of the reader the minutes until the maker fires, 0 at the same time."""
    ages: tuple[int, ...]
    """For each time of the reader the minutes since the maker fired before it (at the same time does not count)."""
    together: int
    """How often the next time of the maker is in the same hour, day, week or month as the reader's."""


@lru_cache(maxsize=256)
def meeting(reader: Cron, reader_zone: str, maker: Cron, maker_zone: str) -> Meeting | None:
    """The two over a week where every week is alike, else over a leap cycle; None where nothing can be said."""
    if reader.never or maker.never:
        return None
    same = reader_zone == maker_zone
    per_day = len(reader.times) + len(maker.times)
    count = 7 if same and reader.weekly and maker.weekly else CYCLE if same else 2 * 364
    count = max(7, min(count, MOST // per_day // 7 * 7))
    reads = [day * DAY + time for day in reader.days(MONDAY, count) for time in reader.times]
    makes = [day * DAY + time for day in maker.days(MONDAY, count) for time in maker.times]
    if not same:
        makes = sorted(_moved(time, maker_zone, reader_zone) % (count * DAY) for time in makes)
    if not reads or not makes:
        return None
    period = _period(count * DAY // len(makes))
    waits, ages, together = [], [], 0
    for time in reads:
        place = bisect_left(makes, time)
        # The days go round: what fires next after the last of them is the first.
        later = makes[place] if place < len(makes) else makes[0] + count * DAY
        waits.append(later - time)
        ages.append(time - (makes[place - 1] if place else makes[-1] - count * DAY))
        together += _number(time, period) == _number(later, period)
    return Meeting(len(reads), len(makes), tuple(waits), tuple(ages), together)


def _moved(time: int, from_zone: str, to_zone: str) -> int:
    """Minutes from the first day on, on the clock of another zone."""
    from zoneinfo import ZoneInfo

    first = datetime.datetime.combine(MONDAY, datetime.time())
    moment = (first + datetime.timedelta(minutes=time)).replace(tzinfo=ZoneInfo(from_zone))
    there = moment.astimezone(ZoneInfo(to_zone)).replace(tzinfo=None)
    return (there - first) // datetime.timedelta(minutes=1)


def _period(interval: int) -> int:
    """The hour, day, week or month (0) that such an interval fits into, in minutes."""
    return next((size for size in (60, DAY, 7 * DAY) if interval <= size), 0)


def _number(time: int, period: int) -> tuple[int, int]:
    if period:
        return time // period, 0
    day = MONDAY + datetime.timedelta(days=time // DAY)
    return day.year, day.month
