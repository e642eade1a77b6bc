"""Makes a plan from a program: every query written out as SQL, every place resolved."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from attrs import evolve

from lockgate.analysis.labels import Labels, labels, relation_labels
from lockgate.codegen.base import Options
from lockgate.codegen.sql import check_query, query_text, source_text
from lockgate.ir.program import Check, Export, Model, Program, Source
from lockgate.ir.rel import Rel, Scan
from lockgate.ir.traverse import walk
from lockgate.ir.types import Field
from lockgate.runtime.locations import file_plan
from lockgate.runtime.names import PRIVATE_SCHEMA, quoted, split
from lockgate.runtime.order import in_order
from lockgate.runtime.paths import real
from lockgate.runtime.plan import CheckPlan, ColumnPlan, ExportPlan, ModelPlan, Plan, SourcePlan

Labelled = Mapping[str, Labels]

_ENGINE_SCHEMAS = frozenset(("temp", "system", "pg_catalog", "information_schema", PRIVATE_SCHEMA))


def make_plan(
    program: Program,
    *,
    root: Path,
    run_date: datetime.date,
    run_started_at: datetime.datetime,
    readable: Sequence[Path] = (),
    engine: str = "duckdb",
) -> Plan:
    """The plan of a whole program. `readable` are folders outside the project where sources may lie."""
    options = Options(dialect=engine, run_date=run_date, run_started_at=run_started_at)
    order = model_order(program)
    labelled = labels(program)
    models = {model.name: model for model in program.models}
    return Plan(
        real(root),
        tuple(_source(source, (root, *readable), options, labelled) for source in program.sources),
        tuple(_model(models[name], options, labelled) for name in order),
        tuple(_export(export, program) for export in program.exports),
        tuple(real(folder) for folder in readable),
    )


def model_order(program: Program) -> tuple[str, ...]:
    """The names of all models, inputs before what reads them."""
    spelled = {model.name.casefold(): model.name for model in program.models}
    needs = {
        model.name.casefold(): [item.casefold() for item in datasets(model.query)] for model in program.models
    }
    return tuple(spelled[name] for name in in_order(spelled, needs, {}))


def datasets(rel: Rel) -> tuple[str, ...]:
    """The datasets that a relation scans, each once, in the order of a walk."""
    return tuple(dict.fromkeys(item.dataset for item in walk(rel) if isinstance(item, Scan)))


def columns(fields: Iterable[Field]) -> tuple[ColumnPlan, ...]:
    return tuple(ColumnPlan(item.name, item.type, item.nullable) for item in fields)


def typed_source(source: Source, path: str, options: Options) -> str:
    """The query of a source's rows with the declared types, read from an absolute place."""
    assert source.location is not None
    there = evolve(source, location=evolve(source.location, location=path))
    return source_text(there, options)


def _source(source: Source, roots: Sequence[Path], options: Options, labelled: Labelled) -> SourcePlan:
    file = file_plan(source.location, roots, source.schema.names)
    if problem := _name_problem(source.name):
        file = evolve(file, problem=problem)
    return SourcePlan(
        source.name,
        "" if file.problem else typed_source(source, file.location, options),
        tuple(ColumnPlan(item.name, item.type, item.nullable, item.span) for item in source.columns),
        file,
        tuple(_check(check, options, labelled) for check in source.checks),
        sensitive=bool(labelled.get(source.name)),
        span=source.span,
    )


def _model(model: Model, options: Options, labelled: Labelled) -> ModelPlan:
    problem = _name_problem(model.name)
    if model.broken:
        problem = "the model has errors"
    return ModelPlan(
        model.name,
        "" if problem else query_text(model.query, options),
        "view" if model.materialization.kind == "view" else "table",
        datasets(model.query),
        () if problem else tuple(_check(check, options, labelled) for check in model.checks),
        columns(model.schema),
        sensitive=_touches_labels(model, labelled),
        problem=problem,
    )


def _check(check: Check, options: Options, labelled: Labelled) -> CheckPlan:
    hidden = relation_labels(check.violations, labelled)
    return CheckPlan(
        check.name,
        check.kind,
        check_query(check, options),
        check.severity,
        tuple(name for name in check.violations.schema.names if hidden.get(name)),
        datasets(check.violations),
    )


def _export(export: Export, program: Program) -> ExportPlan:
    dataset = program.datasets.get(export.model.casefold())
    name = dataset.name if dataset is not None else export.model
    options = tuple((option, value.value) for option, value in export.to.options)
    return ExportPlan(name, export.to.format, export.to.location, f"SELECT * FROM {quoted(name)}", options)


def _touches_labels(model: Model, labelled: Labelled) -> bool:
    """Some dataset that the model reads has a labelled column, whose values an engine's message could show."""
    return any(labelled.get(name) for name in datasets(model.query)) or any(
        labelled.get(name) for check in model.checks for name in datasets(check.violations)
    )


def _name_problem(dataset: str) -> str:
    schema = split(dataset)[0].casefold()
    return f"DuckDB keeps the schema `{schema}` for itself" if schema in _ENGINE_SCHEMAS else ""
