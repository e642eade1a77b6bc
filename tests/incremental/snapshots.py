"""Histories of a snapshot: after each run its table must hold what the reference holds."""

from __future__ import annotations

import datetime
import functools
import random
from typing import Any

import lockgate
from lockgate.runtime.place import Place
from lockgate.runtime.plan import Plan
from tests.incremental.engine import Direct, plan_of, run
from tests.incremental.histories import FIRST_RUN
from tests.incremental.reference import History

RUNS = 6
CREATE = "CREATE TABLE raw.t_people (id bigint, name text, score double precision, tags text[], seen boolean)"
SPEC = """
source raw.people {
  read table 'raw.t_people'
  columns (id bigint not null, name string, score double, tags array<string>, seen boolean not null)
  key (id)
}

model mart.people {
  materialize snapshot key (id)
  from raw.people
  |> where seen
  |> drop seen
  |> extend struct(name as name, id % 2 as half) as both
  check one_at_a_time: empty (
    from mart.people |> where is_current |> aggregate count(*) as n group by id |> where n > 1)
}

model mart.now {
  materialize table
  from mart.people
  |> where is_current
  |> aggregate count(*) as people, max(valid_from) as newest
}
"""


@functools.cache
def plan_at(engine: str, run: int) -> Plan:
    """What a run does; each starts a day after the one before it."""
    from lockgate.session.pipeline import optimised

    checked = lockgate.check_text(SPEC)
    assert checked.ok, checked.diagnostics
    return plan_of(optimised(checked.program), Place(engine=engine), FIRST_RUN + datetime.timedelta(days=run))


def history(engine: Direct, seed: int) -> list[str]:
    """Play the history of a seed on a database without the table; what was wrong."""
    pick = random.Random(seed)
    reference = History()
    people: dict[int, list[Any]] = {}
    problems: list[str] = []
    engine.raw(CREATE)
    for at in range(RUNS):
        for _ in range(pick.choice([0, 1, 2, 4])):
            number = pick.randint(1, 6)
            if number in people and pick.random() < 0.3:
                del people[number]
                continue
            people[number] = [
                pick.choice(["ann", "bob", None, ""]),
                pick.choice([0.1, 1e300, float("nan"), None]),
                pick.choice([None, [], ["a", None], ["a"]]),
                pick.random() < 0.8,
            ]
        engine.raw("DELETE FROM raw.t_people")
        for number, row in sorted(people.items()):
            engine.raw("INSERT INTO raw.t_people VALUES (?, ?, ?, ?, ?)", [number, *row])
        plan = plan_at(engine.place.engine, at)
        reports = run(engine, plan, full=pick.random() < 0.2)
        instant = (FIRST_RUN + datetime.timedelta(days=at)).replace(tzinfo=datetime.UTC)
        rows = {
            number: (_plain(row[0]), _plain(row[1]), _plain(row[2]))
            for number, row in people.items()
            if row[3]
        }
        changed = reference.take(rows, instant) or at == 0
        status = reports["mart.people"].status
        if status != ("built" if changed else "unchanged"):
            problems.append(f"seed {seed}, run {at}: {status} {reports['mart.people'].error}")
        found = engine.raw(
            "SELECT id, name, score, tags, valid_from, valid_to, is_current FROM mart.people ORDER BY id, valid_from"
        )
        stored = [(row[0], tuple(map(_plain, row[1:4])), _utc(row[4]), _utc(row[5]), row[6]) for row in found]
        wanted = [
            (key, values, start, end, end is None)
            for key, values, start, end in sorted(reference.versions, key=lambda item: (item[0], item[2]))
        ]
        if stored != wanted:
            problems.append(f"seed {seed}, run {at}: {stored} and not {wanted}")
        now = engine.raw("SELECT people FROM mart.now")
        if now != [(len(rows),)]:
            problems.append(f"seed {seed}, run {at}: {now} current rows and not {len(rows)}")
    return problems


def _plain(value: Any) -> Any:
    """A value that equals itself."""
    if isinstance(value, float) and value != value:
        return "nan"
    return tuple(value) if isinstance(value, list) else value


def _utc(value: Any) -> Any:
    return value.astimezone(datetime.UTC) if isinstance(value, datetime.datetime) else value
