"""Functions of points in time."""

from __future__ import annotations

from lockgate.ir import types
from lockgate.ir.expr import Expr, Literal
from lockgate.ir.types import Type
from tests.conformance.case import Case
from tests.conformance.cases.make import all_of, every, few_of, of, texts, tries
from tests.conformance.edges import TIMES, Day, T, utc

UNITS = ("second", "minute", "hour", "day", "week", "month", "quarter", "year")
PARTS = (*UNITS, "day_of_week", "day_of_year")
MOMENTS: dict[Type, list[Expr]] = {
    types.DATE: of(
        types.DATE, None, Day(2026, 1, 31), Day(2026, 2, 1), Day(2026, 1, 4), Day(2026, 1, 5), Day(2024, 2, 29),
        Day(2025, 12, 31), Day(1969, 12, 28), Day(1, 1, 1), Day(9999, 12, 31),
    ),
    types.TIMESTAMP: of(
        types.TIMESTAMP, None, T(2026, 1, 31, 23, 59, 59, 999999), T(2026, 2, 1), T(2026, 1, 4, 23), T(2026, 1, 5, 1),
        T(2026, 3, 29, 2, 30), T(2024, 2, 29, 12, 30, 30), T(1969, 12, 31, 23, 59, 59, 999999), T(1, 1, 1),
        T(9999, 12, 31, 23),
    ),
    types.TIMESTAMPTZ: of(
        types.TIMESTAMPTZ, None, utc(2026, 1, 31, 23, 59, 59, 999999), utc(2026, 2, 1), utc(2026, 1, 4, 23),
        utc(2026, 1, 5, 1),
        utc(2026, 3, 29, 1), utc(2024, 2, 29, 12, 30, 30), utc(1969, 12, 31, 23, 59, 59, 999999),
    ),
}  # fmt: skip
ZONES = (
    "UTC",
    "Europe/Berlin",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "Etc/GMT+12",
)
LOCAL = of(
    types.TIMESTAMP, None, T(2026, 1, 15, 12), T(2026, 7, 15, 12), T(2026, 3, 29, 1, 59, 59, 999999),
    T(2026, 3, 29, 3),
    T(2026, 3, 8, 1, 59), T(2026, 3, 8, 3, 30), T(2011, 12, 29, 12), T(1999, 12, 31, 23, 59, 59), T(1970, 1, 1),
)  # fmt: skip
ODD_LOCAL = of(types.TIMESTAMP, T(2026, 3, 29, 2, 30), T(2026, 10, 25, 2, 30))
"""In Berlin the first never was, and the second was twice."""
INSTANTS = of(
    types.TIMESTAMPTZ, None, utc(2026, 1, 15, 12), utc(2026, 7, 15, 12), utc(2026, 3, 29, 0, 59, 59, 999999),
    utc(2026, 3, 29, 1), utc(2026, 10, 25, 0, 30), utc(2026, 10, 25, 1, 30), utc(2011, 12, 30, 9, 59),
    utc(2011, 12, 30, 10),
    utc(1970, 1, 1), utc(1999, 12, 31, 23, 59, 59),
)  # fmt: skip
DAYS_AS_TEXT = (
    None, "2026-01-31", "2024-02-29", "2023-02-29", "0001-01-01", "9999-12-31", "2026-1-31", "26-01-31", "2026-13-01",
    "2026-00-10", "2026-01-32", " 2026-01-31 ", "2026-01-31 00:00:00", "20260131", "2026/01/31", "", "x",
    "31.01.2026",
    "2026-01-31Z", "-0001-01-01", "12026-01-01", "2026-01-3１", "epoch", "today", "infinity",
)  # fmt: skip
MOMENTS_AS_TEXT = (
    None, "2026-01-31 08:00:00", "2026-01-31T08:00:00", "2026-01-31 08:00", "2026-01-31", "2026-01-31 08:00:00.5",
    "2026-01-31 08:00:00.123456", "2026-01-31 08:00:00.1234567", "2026-01-31 24:00:00", "2026-01-31 23:59:60",
    "2026-01-31 08:00:00Z", "2026-01-31 08:00:00+02:00", "2026-02-30 08:00:00", "2026-01-31 8:00:00",
    " 2026-01-31 08:00:00 ",
    "2026-01-31 08", "", "now", "0001-01-01 00:00:00", "9999-12-31 23:59:59.999999", "2026-01-31  08:00:00",
)  # fmt: skip
PARSED_DAYS = (
    ("31/01/2026", "%d/%m/%Y"), ("2026-01-31", "%Y-%m-%d"), ("20260131", "%Y%m%d"), ("31.1.2026", "%d.%m.%Y"),
    ("2026-02-30", "%Y-%m-%d"), ("x", "%Y-%m-%d"), ("2026-01-31x", "%Y-%m-%d"), (" 2026-01-31", "%Y-%m-%d"),
    ("2024-02-29", "%Y-%m-%d"), ("100% 31.01.2026", "100%% %d.%m.%Y"),
    ("day 31, month 01 'of' 2026", "day %d, month %m 'of' %Y"),
    ("", "%Y-%m-%d"), (None, "%Y-%m-%d"), ("9999-12-31", "%Y-%m-%d"), ("0001-01-01", "%Y-%m-%d"),
    ("2026-01-31 23", "%Y-%m-%d %H"), ("2026", "%Y"), ("01/2026", "%m/%Y"),
)  # fmt: skip
PARSED_MOMENTS = (
    ("31.01.2026 08:09", "%d.%m.%Y %H:%M"), ("2026-01-31T08:09:10.123456", "%Y-%m-%dT%H:%M:%S.%f"),
    ("2026-01-31 08:09:10.5", "%Y-%m-%d %H:%M:%S.%f"), ("20260131080910", "%Y%m%d%H%M%S"),
    ("2026-01-31 24:00:00", "%Y-%m-%d %H:%M:%S"), ("2026-01-31 08:61", "%Y-%m-%d %H:%M"), ("2026-01-31", "%Y-%m-%d"),
    ("x", "%Y"), (None, "%Y-%m-%d"), ("2026-01-31 08:00:00 tail", "%Y-%m-%d %H:%M:%S"), ("08:00", "%H:%M"),
)  # fmt: skip
FORMATS = (
    "%Y-%m-%d", "%d.%m.%Y", "%Y-%m-%d %H:%M:%S.%f", "%j", "%b %B", "%a %A", "100%%", "%%Y", "'quoted' \"double\"",
    "YYYY MM yyyy HH24 Day", "%Y%m%d", "week ä 😀 %Y", "%d%b%Y", "T%HZ", "\\%Y\\n",
)  # fmt: skip
CALENDAR = of(types.BIGINT, None, 2026, 2024, 1, 9999, 1900, 0, -1, 10000, 2**40)
MONTHS = of(types.BIGINT, None, 1, 2, 12, 0, 13, -1, 2**32 + 1)
DAYS = of(types.BIGINT, None, 1, 28, 29, 30, 31, 0, 32, -1, 2**32 + 1)


def _parts() -> list[Case]:
    made: list[Case] = []
    for kind in TIMES:
        for part in PARTS if kind != types.DATE else PARTS[3:]:
            made += every("date_part", texts(part), all_of(kind))
        for unit in UNITS if kind != types.DATE else UNITS[3:]:
            made += every("date_trunc", texts(unit), all_of(kind))
        for name in ("year", "month", "day", "day_of_week", "day_of_year", "last_day"):
            made += every(name, all_of(kind))
        if kind != types.DATE:
            for name in ("hour", "minute", "second"):
                made += every(name, all_of(kind))
    return made


def _differences() -> list[Case]:
    made: list[Case] = []
    for unit in UNITS:
        for kind in TIMES:
            made += every("date_diff", texts(unit), MOMENTS[kind], MOMENTS[kind])
        made += every("date_diff", texts(unit), few_of(types.DATE)[:3], few_of(types.TIMESTAMP)[:3])
    return made


def _formats() -> list[Case]:
    clock = ("%H", "%M", "%S", "%f")
    made: list[Case] = []
    for text in FORMATS:
        for kind in TIMES:
            if kind != types.DATE or not any(code in text for code in clock):
                made += every("format_date", few_of(kind), texts(text))
    days = of(types.DATE, *(Day(2026, month, 3 + month) for month in range(1, 13)))
    return [*made, *every("format_date", days, texts("%a %A %b %B %j %d"))]


def _zones() -> list[Case]:
    made = every("at_zone", LOCAL, texts(None, *ZONES)) + every("at_zone", INSTANTS, texts(None, *ZONES))
    made += every("at_zone", ODD_LOCAL, texts("Europe/Berlin", "America/New_York"))
    wrong = texts("", "Nowhere/Atall", "europe/berlin", "Europe/Berlin ", "'; --")
    return made + every("at_zone", [LOCAL[1], INSTANTS[1]], wrong)


CASES: list[Case] = [
    *_parts(),
    *_differences(),
    *every("to_date", texts(*DAYS_AS_TEXT)),
    *every("to_timestamp", texts(*MOMENTS_AS_TEXT)),
    *tries("to_date", [texts(*pair) for pair in PARSED_DAYS]),
    *tries("to_timestamp", [texts(*pair) for pair in PARSED_MOMENTS]),
    *_formats(),
    *every("make_date", CALENDAR, MONTHS, DAYS),
    *every("make_date", [Literal(2026, types.BIGINT), Literal(2024, types.BIGINT)], MONTHS[1:4], DAYS[1:6]),
    *_zones(),
]
