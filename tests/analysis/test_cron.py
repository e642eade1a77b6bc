"""Cron expressions fire when an independent library says so, and are refused when it refuses them."""

from __future__ import annotations

import datetime
from itertools import islice, pairwise

import pytest
from cronsim import CronSim, CronSimError
from hypothesis import given
from hypothesis import strategies as st

from lockgate.analysis.cron import DAY, BadCron, parse

MONTHS = ("jan", "FEB", "mar", "Apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
DAYS = ("sun", "MON", "Tue", "wed", "thu", "fri", "sat")


def items(low: int, high: int, names: tuple[str, ...] = ()) -> st.SearchStrategy[str]:
    """One item of a list: a value, a range, either with a step."""
    value = st.integers(low, high)

    def spelled(number: int) -> str:
        return names[number - low] if names and number % 2 else str(number)

    # The library reads a step behind a range of one value as if it had no end.
    pairs = st.tuples(st.integers(low, high - 1), value).filter(lambda pair: pair[0] < pair[1])
    span = pairs.map(lambda pair: f"{spelled(pair[0])}-{spelled(pair[1])}")
    plain = st.one_of(value.map(spelled), span)
    return st.one_of(plain, st.tuples(span, st.integers(1, high)).map(lambda pair: f"{pair[0]}/{pair[1]}"))


def fields(low: int, high: int, names: tuple[str, ...] = (), *, steps: bool = True) -> st.SearchStrategy[str]:
    """A whole field. Engines differ on whether `*/2` restricts a day, so those have none."""
    many = st.lists(items(low, high, names), min_size=1, max_size=3).map(",".join)
    choices = [st.just("*"), many]
    if steps:
        choices.append(st.integers(1, high).map(lambda step: f"*/{step}"))
    return st.one_of(choices)


CRONS = st.tuples(
    fields(0, 59),
    fields(0, 23),
    fields(1, 31, steps=False),
    fields(1, 12, MONTHS),
    fields(0, 6, DAYS, steps=False),
).map(" ".join)
MOMENTS = st.datetimes(datetime.datetime(1990, 1, 1), datetime.datetime(2060, 1, 1))


@given(CRONS, MOMENTS)
def test_the_next_times_are_those_of_the_library(text: str, start: datetime.datetime) -> None:
    start = start.replace(second=0, microsecond=0)
    try:
        theirs = CronSim(text, start)
    except CronSimError:
        assert parse(text).never
        return
    found = parse(text)
    assert not found.never
    assert list(islice(found.fires(start), 5)) == list(islice(theirs, 5))


def refusal(text: str) -> BadCron | None:
    try:
        parse(text)
    except BadCron as bad:
        return bad
    return None


@given(st.lists(st.text("0123456789*/,-?LW#@amonju ", max_size=5), min_size=4, max_size=6).map(" ".join))
def test_what_cannot_be_read_is_refused_with_its_place(text: str) -> None:
    bad = refusal(text)
    if bad is not None:
        assert 0 <= bad.start <= bad.end <= len(text)
        assert bad.help
        return
    # Ours leaves `L` and `#` out and knows `?`; whatever else it reads, the library reads too.
    try:
        CronSim(text.replace("?", "*"), datetime.datetime(2024, 1, 1))
    except CronSimError:
        assert parse(text).never or "*-" in text.replace("?", "*")


@given(CRONS)
def test_the_shortest_gap_is_one_that_occurs_and_none_is_shorter(text: str) -> None:
    found = parse(text)
    if found.never:
        return
    times = list(islice(found.fires(datetime.datetime(2024, 1, 1)), 300))
    gaps = [(later - earlier) // datetime.timedelta(minutes=1) for earlier, later in pairwise(times)]
    assert found.shortest <= min(gaps)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("*/15 * * * *", 15),
        ("0,50 * * * *", 10),
        ("0 2 * * *", DAY),
        ("0 2 * * 1", 7 * DAY),
        ("0 2 * * 1,2", DAY),
        ("0 0 1 * *", 28 * DAY),
        ("0 0 29 2 *", 1461 * DAY),
        ("0 23,0 31,1 * *", 60),
        ("0 0 1 1 *", 365 * DAY),
    ],
)
def test_shortest_gaps(text: str, minutes: int) -> None:
    assert parse(text).shortest == minutes


@pytest.mark.parametrize(
    ("text", "never"),
    [
        ("0 0 30 2 *", True),
        ("0 0 31 4,6,9,11 *", True),
        ("0 0 30,31 feb *", True),
        ("0 0 29 2 *", False),
        ("0 0 30 2 1", False),
        ("0 0 31 2-3 *", False),
        ("0 0 31 2 ?", True),
    ],
)
def test_never(text: str, never: bool) -> None:
    assert parse(text).never is never


@given(CRONS, st.dates(datetime.date(1990, 1, 1), datetime.date(2060, 1, 1)), st.integers(1, 900))
def test_days_are_those_on_which_it_fires(text: str, start: datetime.date, count: int) -> None:
    found = parse(text)
    days = [start + datetime.timedelta(days=number) for number in range(count)]
    assert found.days(start, count) == [number for number, day in enumerate(days) if found.on(day)]
