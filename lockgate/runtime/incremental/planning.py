"""Plans how a model's table is kept up to date."""

from __future__ import annotations

import datetime
import hashlib
import json

from lockgate.analysis.incremental import Strategy, Unsafe, strategy
from lockgate.codegen.refresh import refresh
from lockgate.ir.history import HISTORY
from lockgate.ir.program import Model, Program
from lockgate.ir.rel import Scan
from lockgate.ir.types import DATE, TIMESTAMP, Type
from lockgate.runtime.incremental.plans import RefreshPlan, SeenPlan, SnapshotPlan, Watched
from lockgate.runtime.names import PRIVATE_SCHEMA, full, split, staged
from lockgate.runtime.writing import Writer

ENGINES = ("duckdb", "postgres")
"""Which engines can be brought up to date in place."""
_FORM = 1
"""Of the state that is kept: another one, and everything is built whole once."""


def kept_plan(program: Program, model: Model, writer: Writer) -> RefreshPlan | SnapshotPlan | None:
    """How a model is brought up to date; None where it is built whole on every run."""
    if writer.engine not in ENGINES:
        return None
    if model.materialization.kind == "snapshot":
        return _snapshot(model, writer)
    return _refresh(program, model, writer) if model.materialization.kind == "incremental" else None


def _snapshot(model: Model, writer: Writer) -> SnapshotPlan:
    names = model.schema.names
    dataset = full(model.name, writer.engine)
    key = model.materialization.keys
    return SnapshotPlan(
        _run(writer),
        split(dataset),
        key,
        tuple(name for name in names if name not in (*key, *HISTORY)),
        names,
        staged(dataset, "now"),
        writer.query(model.query, model.span),
    )


def _run(writer: Writer) -> str:
    started = writer.options.run_started_at
    assert started is not None
    return started.astimezone(datetime.UTC).isoformat()


def _refresh(program: Program, model: Model, writer: Writer) -> RefreshPlan | None:
    """How an incremental model is brought up to date."""
    found = strategy(program, model)
    if isinstance(found, Unsafe):
        return None

    def table(what: str) -> str:
        return f"{PRIVATE_SCHEMA}.{staged(full(model.name, writer.engine), what)}"

    made = refresh(found, table)
    query = writer.query(model.query, model.span)
    watched = tuple(
        Watched(driving.source.name, writer.query(rel, model.span), name, _type(kind))
        for driving, rel, (name, kind) in zip(found.driving, made.newest, made.since, strict=True)
    )
    inputs = tuple((scan.dataset, writer.query(_plain(scan), model.span)) for scan in found.inputs)
    seen = tuple(
        SeenPlan(
            table(item.name),
            item.columns,
            writer.query(item.whole, model.span),
            table(item.name.replace("seen", "changed")),
            writer.query(item.changed, model.span),
            table(item.name.replace("seen", "fresh")),
            writer.query(item.fresh, model.span),
        )
        for item in made.seen
    )
    keys, rows = writer.query(made.keys, model.span), writer.query(made.rows, model.span)
    said = [
        _FORM,
        query,
        keys,
        rows,
        [(item.table, item.columns, item.whole, item.changed, item.fresh) for item in seen],
        [(item.dataset, item.column, item.type) for item in watched],
        [_declared(found, item.dataset) for item in watched],
        inputs,
    ]
    return RefreshPlan(
        hashlib.sha256(json.dumps(said).encode("utf-8", "surrogatepass")).hexdigest(),
        _run(writer),
        watched,
        inputs,
        table("since"),
        table("keys"),
        keys,
        tuple(zip(found.columns, made.key_columns, strict=True)),
        table("rows"),
        rows,
        seen,
    )


def _plain(scan: Scan) -> Scan:
    return Scan(scan.dataset, scan.schema)


def _declared(found: Strategy, dataset: str) -> str:
    """Where a driving source lies and what its columns are: other rows may lie elsewhere."""
    source = next(item.source for item in found.driving if item.source.name == dataset)
    columns = [(item.name, str(item.type)) for item in source.columns]
    place = source.location
    lies = None if place is None else (place.format, place.location, [str(item) for item in place.options])
    return json.dumps([columns, source.key, lies])


def _type(kind: Type) -> str:
    if kind == DATE:
        return "DATE"
    return "TIMESTAMP" if kind == TIMESTAMP else "TIMESTAMPTZ"
