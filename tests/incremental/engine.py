"""Engines of the runtime without the process around them, so that hundreds of histories take no hundreds of starts."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from lockgate.ir.program import Program
from lockgate.runtime.building import build
from lockgate.runtime.client import EngineError
from lockgate.runtime.defining import define_source
from lockgate.runtime.engines import load
from lockgate.runtime.incremental.plans import RefreshPlan
from lockgate.runtime.place import Place
from lockgate.runtime.plan import ModelPlan, Plan
from lockgate.runtime.planner import make_plan
from lockgate.runtime.report import DatasetReport
from lockgate.runtime.supervisor import Engine
from tests.incremental.world import CREATE, Statement


class Direct:
    """Requests carried out here, as the child process would."""

    def __init__(self, place: Place, settings: dict[str, Any]) -> None:
        self.place = place
        self.engine: Any = load(place.engine)
        self.engine.open(settings)
        self.calls: list[str] = []

    def call(self, op: str, **args: object) -> Any:
        self.calls.append(op)
        try:
            return getattr(self.engine, op)(**args)
        except Exception as error:
            said = self.engine.explain(error) or ("Refused", str(error))
            raise EngineError(*said) from error

    def raw(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """A statement past the requests, as another program would send it."""
        if self.place.engine == "duckdb":
            found = self.engine.connection.execute(sql, list(parameters))
            return cast("list[tuple[Any, ...]]", found.fetchall())
        cursor = self.engine._connection.execute(sql.replace("?", "%s").encode(), list(parameters))
        return cast("list[tuple[Any, ...]]", cursor.fetchall()) if cursor.description else []

    def change(self, statements: Sequence[Statement]) -> None:
        for sql, parameters in statements:
            self.raw(sql, parameters)


@contextmanager
def duckdb(folder: Path) -> Iterator[Direct]:
    """DuckDB with an empty database in memory."""
    settings = {
        "database": None,
        "read_only": False,
        "directories": [],
        "paths": [],
        "temp": str(folder),
        "memory_mib": 1024,
        "threads": 1,
        "temp_mib": 64,
    }
    made = Direct(Place(), settings)
    try:
        for statement in CREATE:
            made.raw(statement)
        yield made
    finally:
        made.call("close")


@contextmanager
def postgres(url: str) -> Iterator[Direct]:
    """PostgreSQL, with nothing left of an earlier history: a database for each would be a lot to write."""
    settings = {"url": url, "read_only": False, "secrets": [], "step_seconds": 60.0}
    made = Direct(Place(engine="postgres", url=url), settings)
    try:
        made.raw('DROP SCHEMA IF EXISTS raw, stage, mart, "__lockgate" CASCADE')
        for statement in CREATE:
            made.raw(statement)
        yield made
    finally:
        made.call("close")


def plan_of(program: Program, place: Place, started: datetime.datetime) -> Plan:
    """What a run that starts then does."""
    return make_plan(
        program,
        root=Path("/"),
        run_date=started.date(),
        run_started_at=started.replace(tzinfo=datetime.UTC),
        place=place,
    )


def run(
    engine: Direct, plan: Plan, *, full: bool = False, without: Sequence[str] = ()
) -> dict[str, DatasetReport]:
    """One run of the whole project, or of all but some models."""
    through = cast("Engine", engine)
    for source in plan.sources:
        assert define_source(through, source) is None
    return {
        model.name: build(through, model, full=full) for model in plan.models if model.name not in without
    }


def difference(engine: Direct, model: ModelPlan) -> list[tuple[Any, ...]]:
    """Rows of the table that a rebuild would not give, and those that it would; none where both are the same."""
    names = ", ".join(f'"{column.name}"' for column in model.columns)
    table = ".".join(f'"{part}"' for part in model.name.split("."))
    stored, whole = f"SELECT {names} FROM {table}", f"SELECT {names} FROM (\n{model.query}\n) AS q"
    return [
        *(("too many", *row) for row in engine.raw(f"({stored}) EXCEPT ALL ({whole})")),
        *(("missing", *row) for row in engine.raw(f"({whole}) EXCEPT ALL ({stored})")),
    ]


def is_kept(model: ModelPlan) -> bool:
    """Whether the model is brought up to date, and not built whole each time."""
    return isinstance(model.kept, RefreshPlan)
