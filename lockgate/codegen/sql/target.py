"""The SQL target: one file a model, one a source, one a dataset's checks."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from pathlib import PurePosixPath
from typing import ClassVar

from sqlglot import exp

from lockgate.codegen.base import Options, Refused, Unsupported
from lockgate.codegen.sql import files, nodes, queries
from lockgate.ir.history import keeps_history
from lockgate.ir.program import Check, Model, Program, Source


class SqlTarget:
    """Views, tables and checks as SQL files."""

    name: ClassVar[str] = "sql"

    def emit(self, program: Program, options: Options) -> Mapping[PurePosixPath, str]:
        """The files, by path; broken models have none."""
        made: dict[PurePosixPath, str] = {}
        problems: list[Unsupported] = []
        for path, dataset, write in _parts(program, options):
            try:
                made[path] = write()
            except Unsupported as problem:
                problem.span = problem.span or dataset.span
                problems.append(problem)
        if problems:
            raise Refused(problems)
        return made


Part = tuple[PurePosixPath, Source | Model, Callable[[], str]]


def _parts(program: Program, options: Options) -> Iterator[Part]:
    """Each file: where it goes, what it is about, and how its text is made."""
    for source in program.sources:
        if source.location is not None:
            yield files.path("sources", source.name), source, partial(source_file, source, options)
        if source.checks:
            yield files.path("checks", source.name), source, partial(check_file, source.checks, options)
    for model in program.models:
        if model.broken:
            continue
        yield files.path("models", model.name), model, partial(model_file, model, options)
        if model.checks:
            yield files.path("checks", model.name), model, partial(check_file, model.checks, options)


def model_file(model: Model, options: Options) -> str:
    """A model as a view or a table."""
    kind = "VIEW" if model.materialization.kind == "view" else "TABLE"
    query = queries.query(model.query, options)
    if keeps_history(model):
        # What it holds cannot be computed again: no file replaces it.
        begun = exp.Create(this=nodes.table(model.name), kind=kind, exists=True, expression=query)
        body = _schema(model.name, options) + queries.text(begun, options) + ";\n"
        head = _comment("The beginning of a history, which `lockgate run` goes on with")
        return _comment(model.name, model.description, model.owner) + head + body
    body = _create(model.name, kind, query, options)
    return _comment(model.name, model.description, model.owner) + body


def source_file(source: Source, options: Options) -> str:
    """A source as a view over where its rows lie, or as a table where the engine cannot read that."""
    chosen, location = queries.dialect(options), source.location
    assert location is not None
    head = _comment(source.name, source.description, source.owner)
    if location.format not in chosen.formats:
        return (
            head
            + _comment(f"{chosen.title} cannot read {location.format} files; load them here")
            + _table(source, options)
        )
    if chosen.source_view is not None:
        return head + chosen.source_view(source, options)
    return head + _create(source.name, "VIEW", queries.source_query(source, options), options)


def _table(source: Source, options: Options) -> str:
    """A source as an empty table of its columns, which is never dropped."""
    chosen = queries.dialect(options)
    columns: list[nodes.Node] = []
    for item in source.columns:
        rules = [] if item.nullable else [exp.ColumnConstraint(kind=exp.NotNullColumnConstraint())]
        columns.append(
            exp.ColumnDef(this=nodes.identifier(item.name), kind=chosen.type(item.type), constraints=rules)
        )
    made = exp.Create(
        this=exp.Schema(this=nodes.table(source.name), expressions=columns), kind="TABLE", exists=True
    )
    return _schema(source.name, options) + queries.text(made, options) + ";\n"


def check_file(checks: Iterable[Check], options: Options) -> str:
    """One query a check, whose rows break it."""
    parts: list[str] = []
    for check in checks:
        title = f"{check.name} ({check.severity})"
        parts.append(_comment(title, check.text) + queries.check_query(check, options) + ";\n")
    return "\n".join(parts)


def _create(name: str, kind: str, query: exp.Query, options: Options) -> str:
    table = nodes.table(name)
    replace = kind == "VIEW" or queries.dialect(options).replaces_tables
    made = queries.text(exp.Create(this=table, kind=kind, replace=replace, expression=query), options) + ";\n"
    if not replace:
        drop = exp.Drop(tables=[nodes.table(name)], kind=kind, exists=True)
        made = queries.text(drop, options) + ";\n\n" + made
    return _schema(name, options) + made


def _schema(name: str, options: Options) -> str:
    """The statement that makes the schema of a dataset in one."""
    schema = nodes.table(name).args.get("db")
    if schema is None:
        return ""
    return queries.text(exp.Create(this=exp.Table(db=schema), kind="SCHEMA", exists=True), options) + ";\n\n"


def _comment(*texts: str) -> str:
    """Lines of comment: no text can end one, whatever characters it holds."""
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    clean = ("".join(char if char.isprintable() else " " for char in line).rstrip() for line in lines)
    return "".join(f"-- {line}\n" for line in clean)
