"""What a submission may not reach with what it may declare: the project's tables, files, jobs and secrets."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from attrs import define, field, frozen

from lockgate.diagnostics import Related, UntrustedDeclaration
from lockgate.grammar import syntax
from lockgate.ir.program import Location
from lockgate.passes.resolve import locations, statements
from lockgate.passes.resolve.context import Context
from lockgate.passes.resolve.trust import Truster
from lockgate.source import Span

FILES = ("parquet", "csv", "json")
ENDINGS = {
    "parquet": (".parquet", ".pq"),
    "csv": (".csv", ".csv.gz", ".csv.zst", ".tsv", ".txt"),
    "json": (".json", ".json.gz", ".json.zst", ".jsonl", ".ndjson"),
}
ENGINES_OWN = frozenset(("__lockgate", "information_schema", "pg_catalog", "pg_toast", "system", "temp"))
"""Schemas that engines and the runtime keep for themselves."""
_FILLED_IN = re.compile(r"\{\{|\{%|\$\{|\$\(")
"""What schedulers fill in: `{{ var.value.key }}`, `${KEY}`, `$(KEY)`."""


@frozen(slots=True)
class _Place:
    """Something of the project, how it is called, and where it stands."""

    what: str
    text: str
    span: Span | None


@define(slots=True)
class _Held:
    """What the project has, by the name that an engine would find it under."""

    tables: dict[str, _Place] = field(factory=dict)
    files: list[_Place] = field(factory=list)
    jobs: dict[str, Span] = field(factory=dict)

    def add(self, what: str, form: str, text: str, span: Span | None) -> None:
        if form not in FILES:
            self.tables.setdefault(locations.table(text), _Place(what, text, span))
        if form in FILES or form == "":
            self.files.append(_Place(what, text, span))

    def file(self, path: str) -> _Place | None:
        return next((item for item in self.files if locations.covers(item.text, path)), None)


def examine(
    files: Sequence[syntax.File], trusted: Truster, elsewhere: Iterable[Location], context: Context
) -> None:
    """Report what submissions declare within their rights but against the project.

    `elsewhere` are places that the project's settings name; one without a format may be a file or a table.
    """
    submitted = [file for file in files if trusted(file.path) == "submission"]
    if not submitted:
        return
    held = _held([file for file in files if trusted(file.path) != "submission"], elsewhere)
    for file in submitted:
        for declaration in file.declarations:
            match declaration:
                case syntax.Export():
                    _export(declaration, held, context)
                case syntax.Block(kind="model"):
                    _model(declaration.name, held, context)
                case syntax.Block(kind="job"):
                    _job(declaration, context)
                case syntax.Block(kind="schedule"):
                    _schedule(declaration, held.jobs, context)
                case _:
                    pass


def _held(files: Sequence[syntax.File], elsewhere: Iterable[Location]) -> _Held:
    held = _Held()
    for file in files:
        for declaration in file.declarations:
            match declaration:
                case syntax.Export(to=to):
                    held.add("an export of the project", to.format.text.lower(), to.location.text, to.span)
                case syntax.Block(kind="source" | "model", name=name):
                    held.tables[locations.table(name.text)] = _Place(
                        "a dataset of the project", name.text, name.span
                    )
                    for read in statements.every(declaration.statements, syntax.Read):
                        what = f"what `{name.text}` reads"
                        held.add(what, read.format.text.lower(), read.location.text, read.span)
                case syntax.Block(kind="job", name=name):
                    held.jobs[name.text.casefold()] = name.span
                case _:
                    pass
    for place in elsewhere:
        held.add("what `lockgate.toml` names", place.format, place.location, place.span)
    return held


def _refuse(span: Span, message: str, help: str, context: Context, place: _Place | None = None) -> None:
    related: tuple[Related, ...] = ()
    if place is not None and place.span is not None:
        related = (Related(f"{place.what} is here", place.span),)
    context.report(UntrustedDeclaration(span=span, message=message, help=help, related=related))


def _export(node: syntax.Export, held: _Held, context: Context) -> None:
    """An export goes where nothing of the project is, into a file that can only be data."""
    place, form = node.to.location, node.to.format.text.lower()
    if form == "table":
        _table(place, held, context)
    if form not in FILES or locations.problem(place.text) or locations.many_or_own(place.text) is not None:
        return
    path = locations.normal(place.text)
    taken = held.file(path)
    hidden = next((part for part in path.split("/") if part.startswith(".") and part != "."), None)
    if taken is not None:
        message = f"a submission may not write over {taken.what}, `{taken.text}`"
        _refuse(place.span, message, "write to a place of its own", context, taken)
    elif hidden is not None:
        message = f"a submission may not write into `{hidden}`, which is hidden"
        _refuse(place.span, message, "write where everybody sees it, `out/…`", context)
    elif ":" in path:
        _refuse(place.span, "a submission may not write to a name with `:` in it", "leave it out", context)
    elif not path.endswith(ENDINGS[form]):
        listed = ", ".join(f"`{ending}`" for ending in ENDINGS[form])
        message = f"a submission writes data files only, and a {form} file does not end so"
        _refuse(place.span, message, f"let the name end in one of {listed}", context)


def _table(place: syntax.Text, held: _Held, context: Context) -> None:
    taken = held.tables.get(locations.table(place.text))
    parts = place.text.split(".")
    if taken is not None:
        message = f"a submission may not write over {taken.what}, `{taken.text}`"
        _refuse(place.span, message, "write to a table of its own", context, taken)
    elif len(parts) > 2 or parts[0].strip('"` ').casefold() in ENGINES_OWN:
        message = f"`{place.text}` lies outside of what the project builds"
        _refuse(place.span, message, "write to `schema.table`", context)


def _model(name: syntax.DatasetName, held: _Held, context: Context) -> None:
    """A model is a table too: it may not become one that the project reads or writes under another name."""
    taken = held.tables.get(locations.table(name.text))
    if taken is not None and taken.text.casefold() != name.text.casefold():
        message = f"the model `{name.text}` would stand in the place of {taken.what}, `{taken.text}`"
        _refuse(name.span, message, "give it another name", context, taken)
    elif taken is not None and taken.what != "a dataset of the project":
        message = f"the model `{name.text}` would replace {taken.what}"
        _refuse(name.span, message, "give it another name", context, taken)
    elif len(name.parts) > 1 and name.parts[0].text.casefold() in ENGINES_OWN:
        message = f"engines keep the schema `{name.parts[0].text}` for themselves"
        _refuse(name.span, message, "choose another one", context)


def _job(block: syntax.Block, context: Context) -> None:
    """A job brings its own image and words; secrets are the project's to give."""
    for node in statements.every(block.statements, syntax.Environment):
        if node.keyword == "secrets":
            _refuse(
                node.items[0].name.span if node.items else node.span,
                "a submission's job may not ask for secrets",
                "declare the job in a file of the project, where somebody who may give them reads it",
                context,
            )
            continue
        for item in node.items:
            _plain(item.value, context)
    image = statements.setting(block, "image")
    for value in image.values if image is not None else ():
        _plain(value, context)
    command = statements.first(block.statements, syntax.Command)
    for word in command.words if command is not None else ():
        _plain(word, context)


def _plain(value: object, context: Context) -> None:
    """A text that the scheduler would not fill in with what it knows."""
    if not isinstance(value, syntax.Literal) or value.kind != "string":
        return
    found = _FILLED_IN.search(value.text)
    if found is not None:
        message = (
            f"a submission's job may not have `{found[0]}` in its texts: schedulers fill in values there"
        )
        _refuse(value.span, message, "write the value itself; of the run's own there is `run_date`", context)


def _schedule(block: syntax.Block, jobs: Mapping[str, Span], context: Context) -> None:
    """A schedule may run models and its own jobs: a job of the project acts, and its project says when."""
    run = statements.setting(block, "run")
    for value in run.values if run is not None else ():
        if isinstance(value, syntax.DatasetName) and value.text.casefold() in jobs:
            place = _Place("the project's job", value.text, jobs[value.text.casefold()])
            message = f"a submission may not run the project's job `{value.text}`"
            _refuse(value.span, message, "run models, or a job of its own", context, place)
