"""All files of a project to one program: gather, order, resolve, and put together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from attrs import define, evolve, field, frozen

from lockgate.diagnostics import Cycle, Diagnostic, Related
from lockgate.grammar import syntax
from lockgate.ir.program import Export, Job, Location, Model, Program, Schedule, Source
from lockgate.passes.resolve import (
    functions,
    models,
    operations,
    policies,
    sources,
    statements,
    submissions,
    trust,
)
from lockgate.passes.resolve.context import Context, Dataset
from lockgate.passes.resolve.graph import components, cycles

PLURALS = {"policy": "policies"}


@frozen(slots=True)
class Resolution:
    """The program, as far as it could be understood, and what is wrong with it."""

    program: Program
    diagnostics: tuple[Diagnostic, ...]


@define(slots=True)
class _Declared:
    """The project's declarations by kind."""

    params: list[syntax.Param] = field(factory=list)
    functions: list[syntax.Function] = field(factory=list)
    blocks: dict[str, list[syntax.Block]] = field(factory=dict)
    exports: list[syntax.Export] = field(factory=list)
    waivers: list[syntax.Waive] = field(factory=list)

    def of(self, kind: str) -> list[syntax.Block]:
        return self.blocks.get(kind, [])


def resolve(
    files: Sequence[syntax.File],
    *,
    name: str = "project",
    params: Mapping[str, str] | None = None,
    trusted: trust.Truster = lambda path: "trusted",
    elsewhere: Sequence[Location] = (),
) -> Resolution:
    """Resolve a project. The order of files means nothing. `elsewhere` are places that its settings name."""
    context = Context()
    declared = _gather(sorted(files, key=lambda item: item.path), trusted, context)
    functions.params(declared.params, params or {}, context)
    functions.functions(declared.functions, context)
    for kind in ("source", "model", "job", "schedule", "policy"):
        for block in declared.of(kind):
            statements.check_statements(block, context)
    submissions.examine(files, trusted, elsewhere, context)
    program = _program(declared, name, context)
    given = tuple(item.default.span for item in declared.params)
    bodies = tuple(item.span for item in declared.functions)
    return Resolution(evolve(program, params=given, functions=bodies), tuple(context.diagnostics))


def _gather(files: Sequence[syntax.File], trusted: trust.Truster, context: Context) -> _Declared:
    """Declarations the files may make, each name once; the project's own before those of submissions."""
    made = _Declared()
    names: dict[tuple[str, str], tuple[syntax.DatasetName | syntax.Name, str]] = {}
    ordered = sorted(
        ((file, declaration) for file in files for declaration in file.declarations),
        key=lambda pair: trusted(pair[0].path) == "submission",
    )
    for file, declaration in ordered:
        level = trusted(file.path)
        allowed = trust.allowed(declaration, level, context)
        match declaration:
            case syntax.Param():
                made.params.append(declaration)
            case syntax.Function():
                made.functions.append(declaration)
            case syntax.Export():
                made.exports.append(declaration)
            case syntax.Block(kind="policy") if not allowed:
                pass  # counts for nothing
            case syntax.Block():
                space = "dataset" if declaration.kind in ("source", "model") else declaration.kind
                key = (space, declaration.name.text.casefold())
                # `run` and `after` name jobs and models alike.
                first = names.get(key) or names.get((trust.SHARED.get(declaration.kind, ""), key[1]))
                if first is None:
                    names[key] = (declaration.name, level)
                    made.blocks.setdefault(declaration.kind, []).append(declaration)
                elif level == "submission" and first[1] != "submission":
                    trust.redeclared(declaration.name, first[0].span, context)
                else:
                    written = syntax.Name(declaration.name.text, span=declaration.name.span)
                    what = PLURALS.get(space, f"{space}s") if key in names else "things that a schedule can run"
                    context.duplicate(written, first[0].span, what)
            case syntax.Waive():
                if allowed:
                    made.waivers.append(declaration)
    return made


def _program(declared: _Declared, name: str, context: Context) -> Program:
    source_blocks = {block.name.text.casefold(): block for block in declared.of("source")}
    model_blocks = {block.name.text.casefold(): block for block in declared.of("model")}
    for key, block in source_blocks.items():
        context.datasets[key] = sources.declare(block, context)
    for key, block in model_blocks.items():
        context.datasets[key] = Dataset(block.name.text, "model", block.name.span)
    # References may name models, whose columns are known after their queries.
    built_sources = {key: sources.build(block, context.datasets[key], context) for key, block in source_blocks.items()
                     if not _references_model(block, model_blocks)}  # fmt: skip
    built_models = _models(model_blocks, context)
    for key, block in source_blocks.items():
        if key not in built_sources:
            built_sources[key] = sources.build(block, context.datasets[key], context)
    finished_sources = [
        sources.with_checks(built_sources[key], source_blocks[key], context) for key in source_blocks
    ]
    finished_models = [
        models.with_checks(built_models[key], model_blocks[key], context) for key in model_blocks
    ]
    return _assembled(declared, name, finished_sources, finished_models, context)


def _references_model(block: syntax.Block, model_blocks: Mapping[str, syntax.Block]) -> bool:
    targets = [node.dataset.text for node in statements.every(block.statements, syntax.References)]
    for node in statements.every(block.statements, syntax.Columns):
        targets += [spec.references[0].text for spec in node.columns if spec.references is not None]
    return any(target.casefold() in model_blocks for target in targets)


def _models(blocks: Mapping[str, syntax.Block], context: Context) -> dict[str, Model]:
    """Every model, needs first; a cycle is reported once and its models stay unknown."""
    edges = {key: [need for need in _reads(block) if need in blocks] for key, block in blocks.items()}
    tangled: set[str] = set()
    for component in components(edges):
        if len(component) > 1 or component[0] in edges[component[0]]:
            tangled.update(component)
    for cycle in cycles(edges):
        names = [blocks[key].name for key in cycle]
        path = " → ".join(item.text for item in (*names, names[0]))
        context.report(
            Cycle(
                span=names[0].span,
                message=f"models need each other: {path}",
                help="break the circle: let one of them read what is before the other",
                related=tuple(Related(f"`{item.text}` is here", item.span) for item in names[1:]),
            )
        )
    made: dict[str, Model] = {}
    for component in components(edges):
        for key in sorted(component):
            made[key] = _model(blocks[key], key in tangled, context)
    return made


def _model(block: syntax.Block, tangled: bool, context: Context) -> Model:
    dataset = context.datasets[block.name.text.casefold()]
    rel, broken = models.query(block, dataset, context)
    model = models.build(block, dataset, rel, broken or tangled, context)
    if tangled:
        return evolve(model, broken=True)
    dataset.query = model.query
    schema = model.schema
    if model.broken:
        # Readers must not be told of columns that an error here hides.
        schema = evolve(schema, open=True)
    elif model.key is not None:
        keyed = set(model.key)
        schema = evolve(
            schema, fields=tuple(evolve(f, nullable=False) if f.name in keyed else f for f in schema.fields)
        )
    dataset.schema = schema
    return model


def _reads(block: syntax.Block) -> list[str]:
    """Datasets that a model's query and bindings name, in order."""
    bound = {node.name.text.casefold() for node in statements.every(block.statements, syntax.With)}
    found: dict[str, None] = {}
    todo: list[Any] = [
        *statements.every(block.statements, syntax.Query)[:1],
        *(node.query for node in statements.every(block.statements, syntax.With)),
    ]
    while todo:
        node = todo.pop()
        if isinstance(node, syntax.Query):
            todo.append(node.source)
            todo.extend(node.operators)
        elif isinstance(node, syntax.FromDataset):
            key = node.dataset.text.casefold()
            if not (len(node.dataset.parts) == 1 and key in bound):
                found.setdefault(key)
        elif isinstance(node, syntax.FromQuery):
            todo.append(node.query)
        elif isinstance(node, syntax.Join):
            todo.append(node.right)
        elif isinstance(node, syntax.SetOperation):
            todo.extend(node.queries)
    return sorted(found)


def _assembled(
    declared: _Declared, name: str, made_sources: list[Source], made_models: list[Model], context: Context
) -> Program:
    model_names = {model.name.casefold(): model.name for model in made_models}
    runnable = {block.name.text.casefold(): block.name.text for block in declared.of("job")}
    runnable.update(model_names)
    exports = [operations.export(node, context) for node in declared.exports]
    jobs: list[Job] = [operations.job(block, runnable, context) for block in declared.of("job")]
    operations.job_cycles(jobs, context)
    schedules: list[Schedule] = [
        operations.schedule(block, runnable, model_names, context) for block in declared.of("schedule")
    ]
    labels = {label for source in made_sources for column in source.columns for label in column.labels}
    labels |= {label for model in made_models for _, label in model.labels}
    known = policies.Project(
        context,
        tuple(sorted(labels)),
        tuple(job.name for job in jobs),
        tuple(schedule.name for schedule in schedules),
    )
    return Program(
        name,
        tuple(sorted(made_sources, key=_name)),
        tuple(sorted(made_models, key=_name)),
        tuple(sorted((item for item in exports if item is not None), key=_export)),
        tuple(sorted(jobs, key=_name)),
        tuple(sorted(schedules, key=_name)),
        policies.policies(declared.of("policy"), known),
        policies.waivers(declared.waivers, declared.of("policy"), known),
    )


def _name(item: Source | Model | Job | Schedule) -> tuple[str, str]:
    return item.name.casefold(), item.name


def _export(item: Export) -> tuple[str, str, str]:
    return item.model.casefold(), item.to.format, item.to.location
