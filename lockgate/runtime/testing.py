"""Runs the `test` blocks of a project on an empty database in memory, with nothing else in reach.

A dataset that is given is a table of those rows; a model that is not given is computed from what is;
any other source is empty. Each test is one transaction that is rolled back.
"""

from __future__ import annotations

import contextlib
import datetime
from collections.abc import Iterator

from lockgate.codegen.base import Options
from lockgate.codegen.sql import query_text
from lockgate.ir.expr import Literal
from lockgate.ir.program import Model, Program, Rows, Source, UnitTest
from lockgate.ir.rel import Limit, Rel, Values
from lockgate.ir.types import Schema
from lockgate.runtime.client import EngineError, WorkerStopped
from lockgate.runtime.events import Event, OnEvent, silent
from lockgate.runtime.limits import Limits
from lockgate.runtime.messages import friendly
from lockgate.runtime.names import quote, split
from lockgate.runtime.place import Place
from lockgate.runtime.planner import model_order
from lockgate.runtime.report import TestReport, UnitTestReport
from lockgate.runtime.supervisor import Engine
from lockgate.runtime.writing import datasets

RUN_DATE = datetime.date(2026, 1, 1)
"""What `run_date` is in tests unless said, so that they give the same answer every day."""


def unit_tests(
    program: Program,
    *,
    run_date: datetime.date = RUN_DATE,
    run_started_at: datetime.datetime | None = None,
    limits: Limits | None = None,
    on_event: OnEvent = silent,
) -> TestReport:
    """Run every test, in one process."""
    started_at = run_started_at or datetime.datetime.combine(run_date, datetime.time(), datetime.UTC)
    options = Options(run_date=run_date, run_started_at=started_at)
    found = sorted(((model, test) for model in program.models for test in model.tests), key=_place)
    if not found:
        return TestReport()
    reports = []
    try:
        with Engine(limits or Limits(), Place()) as engine:
            for done, (model, test) in enumerate(found):
                on_event(Event("test", f"{model.name}: {test.name}", "running", done, len(found)))
                reports.append(_one(engine, program, model, test, options))
                on_event(
                    Event("test", f"{model.name}: {test.name}", reports[-1].status, done + 1, len(found))
                )
    except (EngineError, WorkerStopped) as problem:
        message = friendly(problem) if isinstance(problem, EngineError) else str(problem)
        left = found[len(reports) :]
        reports += [UnitTestReport(model.name, test.name, "error", error=message) for model, test in left]
    return TestReport(tuple(reports))


def _place(item: tuple[Model, UnitTest]) -> tuple[str, str]:
    return item[0].name, item[1].name


def _one(engine: Engine, program: Program, model: Model, test: UnitTest, options: Options) -> UnitTestReport:
    if model.broken:
        return UnitTestReport(model.name, test.name, "error", error="the model has errors")
    columns = ", ".join(quote(name) for name in test.expect.columns)
    try:
        engine.call("begin")
        for name, kind, query in _setting(program, model, test, options):
            schema, table = split(name)
            engine.call("publish", schema=schema, name=table, kind=kind, query=query)
        found = engine.call(
            "compare",
            actual=f"SELECT {columns} FROM (\n{query_text(model.query, options)}\n) AS m",
            expected=query_text(rows_relation(test.expect, model.schema), options),
        )
    except EngineError as error:
        return UnitTestReport(model.name, test.name, "error", error=friendly(error))
    except WorkerStopped as stop:
        return UnitTestReport(model.name, test.name, "error", error=str(stop))
    finally:
        with contextlib.suppress(EngineError, WorkerStopped):
            engine.call("rollback")
    missing, unexpected = tuple(found["missing"]), tuple(found["unexpected"])
    return UnitTestReport(
        model.name, test.name, "fail" if missing or unexpected else "pass", missing, unexpected
    )


def _setting(
    program: Program, model: Model, test: UnitTest, options: Options
) -> Iterator[tuple[str, str, str]]:
    """(dataset, kind, query) of everything that the model needs, inputs first."""
    given = {rows.dataset.casefold(): rows for rows in test.given}
    needed: set[str] = set()
    waiting = list(datasets(model.query))
    while waiting:
        name = waiting.pop().casefold()
        if name in needed:
            continue
        needed.add(name)
        dataset = program.datasets.get(name)
        if isinstance(dataset, Model) and name not in given:
            waiting.extend(datasets(dataset.query))
    for source in program.sources:
        if source.name.casefold() in needed:
            rows = given.get(source.name.casefold())
            yield source.name, "table", query_text(_given(source, rows), options)
    for name in model_order(program):
        upstream = program.datasets[name.casefold()]
        if name.casefold() not in needed or not isinstance(upstream, Model):
            continue
        rows = given.get(name.casefold())
        if rows is not None:
            yield name, "table", query_text(_given(upstream, rows), options)
        else:
            yield name, "view", query_text(upstream.query, options)


def _given(dataset: Source | Model, rows: Rows | None) -> Rel:
    schema = dataset.schema
    return rows_relation(rows, schema) if rows is not None else empty_relation(schema.names, schema)


def rows_relation(rows: Rows, schema: Schema) -> Rel:
    """Literal rows, of which there may be none."""
    return Values(rows.columns, rows.rows) if rows.rows else empty_relation(rows.columns, schema)


def empty_relation(names: tuple[str, ...], schema: Schema) -> Rel:
    """No row, with typed columns."""
    return Limit(Values(names, (tuple(Literal(None, schema[name].type) for name in names),)), 0)
