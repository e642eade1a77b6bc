"""Makes a plan from a program: every query written out as SQL, every place resolved."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import evolve

from lockgate.analysis.labels import Labels, labels, relation_labels
from lockgate.codegen.base import Options, Refused
from lockgate.ir.history import keeps_history
from lockgate.ir.program import Check, Export, Model, Program, Source
from lockgate.ir.types import Field
from lockgate.runtime.incremental.planning import ENGINES as HISTORIES
from lockgate.runtime.incremental.planning import kept_plan
from lockgate.runtime.locations import file_plan
from lockgate.runtime.names import PRIVATE_SCHEMA, TITLES, split
from lockgate.runtime.order import in_order
from lockgate.runtime.paths import real
from lockgate.runtime.place import Place
from lockgate.runtime.plan import CheckPlan, ColumnPlan, ExportPlan, ModelPlan, Plan, SourcePlan
from lockgate.runtime.writing import Writer, datasets, whole

Labelled = Mapping[str, Labels]

_ENGINE_SCHEMAS = frozenset(("temp", "system", "pg_catalog", "information_schema", PRIVATE_SCHEMA))
_MOST_BYTES = 63


def make_plan(
    program: Program,
    *,
    root: Path,
    run_date: datetime.date,
    run_started_at: datetime.datetime,
    readable: Sequence[Path] = (),
    place: Place = Place(),  # noqa: B008
) -> Plan:
    """The plan of a whole program. `readable` are folders outside the project where sources may lie.

    Raises Refused for what the engine cannot keep the meaning of.
    """
    engine = place.engine
    options = Options(dialect=engine, run_date=run_date, run_started_at=run_started_at)
    writer = Writer(engine, options, [], loads=engine != "duckdb" and place.shares_files)
    order = model_order(program)
    labelled = labels(program)
    models = {model.name: model for model in program.models}
    plan = Plan(
        real(root),
        tuple(_source(source, (root, *readable), writer, labelled) for source in program.sources),
        tuple(_model(models[name], program, writer, labelled) for name in order),
        tuple(_export(export, program, engine) for export in program.exports),
        engine,
        tuple(real(folder) for folder in readable),
    )
    if writer.problems:
        raise Refused(writer.problems)
    return plan


def model_order(program: Program) -> tuple[str, ...]:
    """The names of all models, inputs before what reads them."""
    spelled = {model.name.casefold(): model.name for model in program.models}
    needs = {
        model.name.casefold(): [item.casefold() for item in datasets(model.query)] for model in program.models
    }
    return tuple(spelled[name] for name in in_order(spelled, needs, {}))


def columns(fields: Iterable[Field]) -> tuple[ColumnPlan, ...]:
    return tuple(ColumnPlan(item.name, item.type, item.nullable) for item in fields)


def _source(source: Source, roots: Sequence[Path], writer: Writer, labelled: Labelled) -> SourcePlan:
    file = file_plan(source.location, roots, source.schema.names, writer.engine, loads=writer.loads)
    if problem := _name_problem(source.name, writer.engine):
        file = evolve(file, problem=problem)
    query, load = ("", None) if file.problem else writer.source(source, file)
    return SourcePlan(
        source.name,
        query,
        tuple(ColumnPlan(item.name, item.type, item.nullable, item.span) for item in source.columns),
        file,
        tuple(_check(check, writer, labelled) for check in source.checks),
        sensitive=bool(labelled.get(source.name)),
        load=load,
        span=source.span,
    )


def _model(model: Model, program: Program, writer: Writer, labelled: Labelled) -> ModelPlan:
    problem = _name_problem(model.name, writer.engine)
    if model.broken:
        problem = "the model has errors"
    if keeps_history(model) and writer.engine not in HISTORIES:
        problem = f"{TITLES[writer.engine]} keeps no history of a snapshot: run it on DuckDB or PostgreSQL"
    staged = writer.staged(model.name)
    return ModelPlan(
        model.name,
        "" if problem else writer.query(model.query, model.span),
        "view" if model.materialization.kind == "view" else "table",
        datasets(model.query),
        () if problem else tuple(_check(check, writer, labelled, staged) for check in model.checks),
        columns(model.schema),
        sensitive=_touches_labels(model, labelled),
        problem=problem,
        kept=None if problem else kept_plan(program, model, writer),
        incremental=model.materialization.kind == "incremental",
    )


def _check(
    check: Check, writer: Writer, labelled: Labelled, staged: Mapping[str, str] | None = None
) -> CheckPlan:
    hidden = relation_labels(check.violations, labelled)
    return CheckPlan(
        check.name,
        check.kind,
        writer.query(check.violations, check.span, staged),
        check.severity,
        tuple(name for name in check.violations.schema.names if hidden.get(name)),
        datasets(check.violations),
    )


def _export(export: Export, program: Program, engine: str) -> ExportPlan:
    dataset = program.datasets.get(export.model.casefold())
    name = dataset.name if dataset is not None else export.model
    options = tuple((option, value.value) for option, value in export.to.options)
    return ExportPlan(name, export.to.format, export.to.location, whole(name, engine), options)


def _touches_labels(model: Model, labelled: Labelled) -> bool:
    """Some dataset that the model reads has a labelled column, whose values an engine's message could show."""
    return any(labelled.get(name) for name in datasets(model.query)) or any(
        labelled.get(name) for check in model.checks for name in datasets(check.violations)
    )


def _name_problem(dataset: str, engine: str) -> str:
    schema, name = split(dataset)
    title, taken = TITLES[engine], schema.casefold()
    if taken in _ENGINE_SCHEMAS or (engine == "postgres" and taken.startswith("pg_")):
        return f"{title} keeps the schema `{taken}` for itself"
    if engine == "postgres" and any(
        len(part.encode("utf-8", "replace")) > _MOST_BYTES for part in (schema, name)
    ):
        return f"the name is longer than the {_MOST_BYTES} bytes that {title} keeps"
    return ""
