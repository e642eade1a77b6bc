"""The first rows of a model: as it stands in the database, else computed from the sources."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.runtime import selection
from lockgate.runtime.client import EngineError, WorkerStopped
from lockgate.runtime.defining import define_source
from lockgate.runtime.limits import Limits
from lockgate.runtime.messages import friendly
from lockgate.runtime.names import full, quoted, split
from lockgate.runtime.paths import real
from lockgate.runtime.place import Place
from lockgate.runtime.plan import Plan
from lockgate.runtime.presence import kinds
from lockgate.runtime.report import Shown
from lockgate.runtime.supervisor import Engine

if TYPE_CHECKING:
    from lockgate.ir.program import Program


def show(
    program: Program,
    name: str,
    *,
    root: Path,
    place: Place,
    limit: int = 20,
    run_date: datetime.date,
    run_started_at: datetime.datetime,
    limits: Limits | None = None,
    readable: Sequence[Path] = (),
) -> Shown:
    """At most `limit` rows of a model or source."""
    from lockgate.runtime.planner import make_plan

    plan = make_plan(
        program,
        root=root,
        run_date=run_date,
        run_started_at=run_started_at,
        readable=readable,
        place=place,
    )
    return show_planned(plan, name, place=place, limit=limit, limits=limits or Limits())


def show_planned(plan: Plan, name: str, *, place: Place, limit: int, limits: Limits) -> Shown:
    """As `show`, of a plan."""
    folders = [plan.root, *plan.readable]
    try:
        if place.engine == "duckdb":
            return _on_duckdb(plan, name, place, limit, limits)
        with Engine(limits, place, folders, read_only=True) as engine:
            # A view of a Spark that keeps folders is computed from its sources, which only a session knows.
            there = frozenset(
                item
                for item, kind in kinds(engine, plan).items()
                if kind == "table" or not place.keeps_folders
            )
            if name.casefold() in there:
                return _rows(engine, name, limit, published=True)
            return _computed(engine, plan, name, limit, there)
    except EngineError as error:
        return Shown(name, error=friendly(error))
    except WorkerStopped as stop:
        return Shown(name, error=str(stop))


def _on_duckdb(plan: Plan, name: str, place: Place, limit: int, limits: Limits) -> Shown:
    """What is not in the file is computed in a database of its own, for the file would have to be written to."""
    folders = [plan.root, *plan.readable]
    if place.database is not None and place.database.exists():
        there = evolve(place, database=real(place.database))
        with Engine(limits, there, folders, read_only=True) as engine:
            if engine.call("present", names=[split(name)]):
                return _rows(engine, name, limit, published=True)
    with Engine(limits, Place(), folders) as engine:
        return _computed(engine, plan, name, limit, frozenset())


def _computed(engine: Engine, plan: Plan, name: str, limit: int, there: frozenset[str]) -> Shown:
    """What the model needs and is not there becomes a view, and its own query is run; nothing of it stays."""
    engine.call("begin")
    try:
        return _views(engine, plan, name, limit, there)
    finally:
        with suppress(EngineError, WorkerStopped):
            engine.call("rollback")


def _views(engine: Engine, plan: Plan, name: str, limit: int, there: frozenset[str]) -> Shown:
    own = name.casefold()
    wanted = selection.with_missing(plan, frozenset([own]), there)
    read = {
        item.casefold()
        for model in plan.models
        if model.name.casefold() in wanted
        for item in model.depends_on
    }
    for source in plan.sources:
        if source.name.casefold() in read | {own}:
            outcome = define_source(engine, source)
            if outcome is not None:
                return Shown(name, error=f"{source.name}: {outcome.error}")
    known = own in {source.name.casefold() for source in plan.sources}
    for model in plan.models:
        if model.name.casefold() not in wanted:
            continue
        if model.problem:
            return Shown(name, error=f"{model.name}: {model.problem}")
        schema, table = split(model.name)
        engine.call("define", schema=schema, name=table, query=model.query)
        known = known or model.name.casefold() == own
    if not known:
        return Shown(name, error=f"there is no dataset `{name}`")
    return _rows(engine, name, limit, published=False)


def _rows(engine: Engine, name: str, limit: int, *, published: bool) -> Shown:
    found = engine.call(
        "rows",
        query=f"SELECT * FROM {quoted(full(name, engine.place.engine), engine.place.engine)}",
        limit=limit,
    )
    return Shown(name, tuple(found["columns"]), tuple(map(tuple, found["rows"])), published)
