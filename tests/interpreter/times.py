"""Functions of time: parts, texts, zones."""

from __future__ import annotations

import datetime
import re
import zoneinfo
from collections.abc import Callable
from typing import Any

from tests.interpreter import calendar, texts
from tests.interpreter.failure import Failure, Unspecified
from tests.interpreter.signature import Signature

_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WRITTEN: dict[str, Callable[[datetime.datetime], str]] = {
    "%Y": lambda t: f"{t.year:04}",
    "%m": lambda t: f"{t.month:02}",
    "%d": lambda t: f"{t.day:02}",
    "%H": lambda t: f"{t.hour:02}",
    "%M": lambda t: f"{t.minute:02}",
    "%S": lambda t: f"{t.second:02}",
    "%f": lambda t: f"{t.microsecond:06}",
    "%j": lambda t: f"{calendar.PARTS['day_of_year'](t):03}",
    "%b": lambda t: _MONTHS[t.month - 1][:3],
    "%B": lambda t: _MONTHS[t.month - 1],
    "%a": lambda t: _DAYS[t.weekday()][:3],
    "%A": lambda t: _DAYS[t.weekday()],
    "%%": lambda t: "%",
}
_READ = {
    "%Y": "([0-9]{4})",
    "%m": "([0-9]{2})",
    "%d": "([0-9]{2})",
    "%H": "([0-9]{2})",
    "%M": "([0-9]{2})",
    "%S": "([0-9]{2})",
    "%f": "([0-9]{6})",
    "%%": "%",
}


def _format(of: Signature, moment: datetime.date, form: str) -> str:
    start = calendar.as_time(moment)
    return re.sub("%.", lambda found: _WRITTEN[found.group()](start), form)


def _parsed(text: str, form: str) -> datetime.datetime:
    """Every number with all its digits; whether fewer or more will do, the language leaves open."""
    codes = re.findall("%.|[^%]+", form, re.DOTALL)
    pattern = "".join(_READ.get(code, re.escape(code)) for code in codes)
    found = re.fullmatch(pattern, text)
    if found is None:
        if re.search("[0-9]", text):
            raise Unspecified("a text that is nearly of the format")
        raise Failure(f"{text!r} is not of the format {form}")
    named = [code for code in codes if _READ.get(code, "").startswith("(")]
    if len(set(named)) < len(named) or "%Y" not in named:
        raise Unspecified("a format that says a part twice, or no year")
    part = dict(zip(named, map(int, found.groups()), strict=True))
    try:
        return datetime.datetime(
            part["%Y"], part.get("%m", 1), part.get("%d", 1),
            part.get("%H", 0), part.get("%M", 0), part.get("%S", 0), part.get("%f", 0),
        )  # fmt: skip
    except ValueError:
        raise Failure(f"{text!r} is not in the calendar") from None


def _to_date(of: Signature, text: str, form: str | None = None) -> datetime.date:
    return texts.date(text) if form is None else _parsed(text, form).date()


def _to_timestamp(of: Signature, text: str, form: str | None = None) -> datetime.datetime:
    return texts.timestamp(text) if form is None else _parsed(text, form)


def _make_date(of: Signature, year: int, month: int, day: int) -> datetime.date:
    if not 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= day <= 31:
        raise Unspecified("a date outside the years 1 to 9999")
    try:
        return datetime.date(year, month, day)
    except (ValueError, OverflowError):
        raise Failure("a day that is not in the calendar") from None


def _at_zone(of: Signature, moment: datetime.datetime, name: str) -> datetime.datetime:
    try:
        zone = zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Failure(f"there is no zone {name}") from None
    try:
        if moment.tzinfo is not None:
            return moment.astimezone(zone).replace(tzinfo=None, fold=0)
        made = moment.replace(tzinfo=zone)
        if made.utcoffset() != made.replace(fold=1).utcoffset():
            raise Unspecified("a clock time that a zone has twice, or never")
        return made.astimezone(datetime.UTC)
    except OverflowError:
        raise Unspecified("a point in time outside the years 1 to 9999") from None


def _part(name: str) -> Callable[[Signature, datetime.date], int]:
    return lambda of, moment: calendar.PARTS[name](moment)


TABLE: dict[str, Callable[..., Any]] = {
    "date_trunc": lambda of, unit, moment: calendar.truncated(unit, moment),
    "date_diff": lambda of, unit, start, end: calendar.between(unit, start, end),
    "date_part": lambda of, unit, moment: calendar.PARTS[unit](moment),
    **{name: _part(name) for name in calendar.PARTS if name not in ("week", "quarter")},
    "to_date": _to_date,
    "to_timestamp": _to_timestamp,
    "format_date": _format,
    "make_date": _make_date,
    "last_day": lambda of, moment: calendar.last_day(moment),
    "at_zone": _at_zone,
}
