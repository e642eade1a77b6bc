"""Cron expressions: read exactly, and asked when they fire without a walk over minutes.

Five fields, as Vixie's cron has them: `*`, numbers, names, lists, ranges and steps; Sunday is 0 or 7. Where both days
are restricted, either one is enough; a field that is `*` (or `?`) restricts nothing, one like `*/2` does.
"""

from __future__ import annotations

import calendar
import datetime
import re
from collections.abc import Iterator
from itertools import pairwise

from attrs import frozen

MACROS = {
    "@hourly": "0 * * * *",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@weekly": "0 0 * * 0",
    "@monthly": "0 0 1 * *",
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
}
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
LONGEST = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
"""The days of each month, at most."""
CYCLE = 28 * 365 + 7
"""Days after which days of the month meet the same days of the week, from 1901 to 2099."""
DAY = 24 * 60


@frozen(slots=True)
class _Kind:
    """One of the five fields."""

    name: str
    low: int
    high: int
    names: tuple[str, ...] = ()


KINDS = (
    _Kind("minute", 0, 59),
    _Kind("hour", 0, 23),
    _Kind("day of the month", 1, 31),
    _Kind("month", 1, 12, MONTHS),
    _Kind("day of the week", 0, 7, WEEKDAYS),
)
_WORD = re.compile(r"\S+")
_ITEM = re.compile(r"(?P<low>\*|\?|\w+)(?:-(?P<high>\w+))?(?:/(?P<step>\w+))?")


class BadCron(ValueError):
    """What is wrong, what helps, and where in the text."""

    def __init__(self, message: str, help: str, start: int, end: int) -> None:
        super().__init__(message)
        self.help, self.start, self.end = help, start, end


@frozen(slots=True)
class Field:
    """The values of one field, and where it stands in the text."""

    values: frozenset[int]
    star: bool
    start: int
    end: int
    wide: tuple[int, int] | None = None
    """Where a step stands that is wider than its range, so that it steps nowhere."""


@frozen(slots=True)
class Cron:
    """An expression that was read. The same values mean the same, however they were written."""

    minute: Field
    hour: Field
    day: Field
    month: Field
    weekday: Field

    @property
    def times(self) -> tuple[int, ...]:
        """Minutes of a day on which it fires."""
        return tuple(
            hour * 60 + minute for hour in sorted(self.hour.values) for minute in sorted(self.minute.values)
        )

    @property
    def weekly(self) -> bool:
        """Its weeks are all the same."""
        return len(self.month.values) == 12 and (self.day.star or len(self.day.values) == 31)

    @property
    def dates(self) -> bool:
        """Some day of the month occurs in one of the months."""
        return any(day <= LONGEST[month - 1] for month in self.month.values for day in self.day.values)

    @property
    def never(self) -> bool:
        """It does not fire on any day of any year."""
        return self.weekday.star and not self.dates

    def on(self, date: datetime.date) -> bool:
        """Whether it fires on that day."""
        if date.month not in self.month.values:
            return False
        by_date = date.day in self.day.values
        by_weekday = date.isoweekday() % 7 in self.weekday.values
        if self.day.star or self.weekday.star:
            return by_date and by_weekday
        return by_date or by_weekday

    def days(self, start: datetime.date, count: int) -> list[int]:
        """The days on which it fires, of `count` from `start` on, as their numbers from 0."""
        first, found = start.toordinal(), []
        either = not self.day.star and not self.weekday.star
        year, month = start.year, start.month
        while (begin := datetime.date(year, month, 1).toordinal()) < first + count:
            length = calendar.monthrange(year, month)[1]
            for day in range(1, length + 1) if month in self.month.values else ():
                by_date = day in self.day.values
                by_weekday = (begin + day - 1) % 7 in self.weekday.values
                if (by_date or by_weekday) if either else (by_date and by_weekday):
                    found.append(begin + day - 1 - first)
            year, month = (year + 1, 1) if month == 12 else (year, month + 1)
        return [number for number in found if 0 <= number < count]

    def fires(self, start: datetime.datetime) -> Iterator[datetime.datetime]:
        """The local times after `start` at which it fires, one by one; without end, so ask first if it is `never`."""
        times = self.times
        day, minute = start.date(), start.hour * 60 + start.minute
        while True:
            if self.on(day):
                midnight = datetime.datetime.combine(day, datetime.time())
                yield from (midnight + datetime.timedelta(minutes=time) for time in times if time > minute)
            day, minute = day + datetime.timedelta(days=1), -1

    @property
    def shortest(self) -> int:
        """The fewest minutes between two times that it fires (local time, so clocks put forward do not count)."""
        times = self.times
        within = [later - earlier for earlier, later in pairwise(times)]
        days = self.days(datetime.date(2001, 1, 1), 8 if self.weekly else CYCLE + 1)
        between = [(later - earlier) * DAY + times[0] - times[-1] for earlier, later in pairwise(days)]
        return min([*within, *between], default=CYCLE * DAY)


def parse(text: str) -> Cron:
    """Read an expression. Raises BadCron."""
    words = list(_WORD.finditer(text))
    if len(words) == 1 and words[0][0].startswith("@"):
        return _macro(words[0])
    if len(words) != 5:
        listed = "minute, hour, day of the month, month, day of the week"
        help = f"they are {listed}" + (
            "; seconds and years have no place here" if len(words) in (6, 7) else ""
        )
        raise BadCron(f"a cron has five fields, and this has {len(words)}", help, 0, len(text))
    fields = [_field(word[0], kind, word.start()) for word, kind in zip(words, KINDS, strict=True)]
    return Cron(*fields)


def _macro(word: re.Match[str]) -> Cron:
    written = MACROS.get(word[0].lower())
    if written is None:
        listed = ", ".join(f"`{name}`" for name in MACROS)
        raise BadCron(f"no cron is called `{word[0]}`", f"there are {listed}", word.start(), word.end())
    start, end = word.span()
    found = (_field(text, kind, 0) for text, kind in zip(written.split(), KINDS, strict=True))
    return Cron(*(Field(item.values, item.star, start, end) for item in found))


def _field(text: str, kind: _Kind, start: int) -> Field:
    values: set[int] = set()
    wide: tuple[int, int] | None = None
    at = start
    for item in text.split(","):
        end = at + len(item)
        low, high, step = _item(item, kind, at, end)
        values.update(range(low, high + 1, step))
        if step > high - low and high > low:
            wide = wide or (at, end)
        at = end + 1
    if kind.high == 7:
        values = {value % 7 for value in values}
    return Field(frozenset(values), text in ("*", "?"), start, start + len(text), wide)


def _item(text: str, kind: _Kind, start: int, end: int) -> tuple[int, int, int]:
    """The first and last value of one item of a list, and the step from one to the next."""
    found = _ITEM.fullmatch(text)
    if found is None:
        raise BadCron(f"`{text}` is no {kind.name}", _range(kind), start, end)
    last = kind.high - 1 if kind.high == 7 else kind.high
    step = _step(found["step"], start, end) if found["step"] else 1
    if found["low"] in ("*", "?"):
        if found["high"]:
            raise BadCron(f"`{text}` is no {kind.name}", _range(kind), start, end)
        return kind.low, last, step
    low = _value(found["low"], kind, start, end)
    if found["high"]:
        high = _value(found["high"], kind, start, end)
        if kind.high == 7 and high == 0 < low:
            high = 7
    else:
        high = last if found["step"] else low
    if low > high:
        raise BadCron(f"`{text}` runs backwards", "write two ranges with a comma between them", start, end)
    return low, high, step


def _step(text: str, start: int, end: int) -> int:
    if not text.isascii() or not text.isdigit() or len(text) > 6 or int(text) == 0:
        raise BadCron(f"`/{text}` is no step", "a step is a number from 1 on", start, end)
    return int(text)


def _value(text: str, kind: _Kind, start: int, end: int) -> int:
    if text.lower() in kind.names:
        return kind.names.index(text.lower()) + kind.low
    if not text.isascii() or not text.isdigit():
        raise BadCron(f"`{text}` is no {kind.name}", _range(kind), start, end)
    value = int(text) if len(text) <= 6 else 10**6
    if not kind.low <= value <= kind.high:
        raise BadCron(f"there is no {kind.name} {text[:20]}", _range(kind), start, end)
    return value


def _range(kind: _Kind) -> str:
    named = f", or `{kind.names[0]}` to `{kind.names[-1]}`" if kind.names else ""
    return f"a {kind.name} is {kind.low} to {kind.high}{named}".replace("a hour", "an hour")
