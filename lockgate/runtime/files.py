"""Real files against declarations: describes a file to start a source from, and finds where the two differ."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from attrs import frozen

from lockgate.diagnostics import SourceDrift
from lockgate.ir.expr import Literal
from lockgate.ir.program import Program, Source
from lockgate.ir.types import BOOLEAN, STRING, Type
from lockgate.runtime.client import EngineError, WorkerStopped
from lockgate.runtime.drift import drift
from lockgate.runtime.encode import text
from lockgate.runtime.limits import Limits
from lockgate.runtime.locations import file_plan, raw_query
from lockgate.runtime.messages import friendly
from lockgate.runtime.names import literal
from lockgate.runtime.paths import fixed_part, real
from lockgate.runtime.place import Place
from lockgate.runtime.plan import ColumnPlan
from lockgate.runtime.supervisor import Engine
from lockgate.runtime.types import gate_type
from lockgate.source import Span

_FORMATS = {
    ".parquet": "parquet",
    ".pq": "parquet",
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".json": "json",
    ".jsonl": "json",
    ".ndjson": "json",
}
_COMPRESSED = (".gz", ".zst")


@frozen(slots=True)
class RealColumn:
    """A column of a file. `type` is None where the language has none for the engine's."""

    name: str
    type: Type | None
    engine_type: str
    nullable: bool
    unique: bool
    """Every value differs from the others, and none is NULL."""


@frozen(slots=True)
class Described:
    """A file, or files under a glob, as the engine sees them."""

    format: str
    columns: tuple[RealColumn, ...] = ()
    header: bool = True
    """False for a csv file whose first line holds values."""
    options: tuple[tuple[str, Literal], ...] = ()
    """What else `read` has to say."""
    error: str | None = None


def format_of(path: str) -> str | None:
    """parquet, csv or json by the end of the name."""
    name = path.casefold()
    for end in _COMPRESSED:
        name = name.removesuffix(end)
    return next((kind for end, kind in _FORMATS.items() if name.endswith(end)), None)


def describe(path: Path, *, limits: Limits | None = None) -> Described:
    """Read a whole file, or all that a glob names, for its columns, NULLs and unique values."""
    kind = format_of(path.name)
    if kind is None:
        return Described("", error=f"`{path.name}` is no parquet, csv or json file by its name")
    absolute = path if path.is_absolute() else Path.cwd() / path
    fixed = real(Path(fixed_part(str(absolute))))
    folder = fixed if fixed.is_dir() else fixed.parent
    where = (
        str(fixed)
        if fixed.name == absolute.name
        else str(fixed / absolute.relative_to(fixed_part(str(absolute))))
    )
    try:
        with Engine(limits or Limits(), Place(), [folder]) as engine:
            options = _dialect(engine, kind, where)
            found = engine.call("profile", query=raw_query(kind, where, options, typed=True))
    except EngineError as error:
        return Described(kind, error=friendly(error))
    except WorkerStopped as stop:
        return Described(kind, error=str(stop))
    return Described(
        kind,
        tuple(
            RealColumn(
                item["name"],
                gate_type(item["type"]),
                item["type"],
                item["nulls"] > 0,
                item["unique"] and not item["nulls"],
            )
            for item in found
        ),
        header=all(name != "header" for name, _ in options),
        options=tuple(option for option in options if option[0] != "header"),
    )


def _dialect(engine: Engine, kind: str, path: str) -> tuple[tuple[str, Literal], ...]:
    """What has to be said of a csv file that is not of the usual form: no header, another delimiter."""
    if kind != "csv":
        return ()
    first = engine.call("rows", query=f"SELECT file FROM glob({literal(path)}) ORDER BY file", limit=1)[
        "rows"
    ]
    if not first:
        return ()
    query = f"SELECT HasHeader, Delimiter FROM sniff_csv({literal(first[0][0])})"
    sniffed = engine.call("rows", query=query, limit=1)["rows"]
    if not sniffed:
        return ()
    header, delimiter = sniffed[0]
    options: list[tuple[str, Literal]] = [] if header else [("header", Literal(False, BOOLEAN))]
    if delimiter in (";", "|"):
        options.append(("delimiter", Literal(delimiter, STRING)))
    return tuple(options)


def default_name(path: Path) -> str:
    """A dataset's name from a file's."""
    stem = path.name
    while Path(stem).suffix:
        stem = Path(stem).stem
    name = re.sub(r"[^a-z0-9_]+", "_", stem.casefold()).strip("_") or "data"
    return f"t_{name}" if name[0].isdigit() else name


def declaration(name: str, location: str, found: Described) -> str:
    """A source declaration to start from, laid out as the formatter would."""
    from lockgate.grammar.keywords import quote_name

    columns = [column for column in found.columns if column.type is not None]
    dataset = ".".join(quote_name(part) for part in name.split("."))
    shown = [quote_name(column.name) for column in columns]
    wide = max((len(item) for item in shown), default=0)
    types = [str(column.type) for column in columns]
    type_wide = max((len(item) for item in types), default=0)
    said = [] if found.header else ["header = false"]
    said += [f"{option} = {literal(str(value.value))}" for option, value in found.options]
    options = f" ({', '.join(said)})" if said else ""
    lines = [f"source {dataset} {{", f"  read {found.format} {literal(location)}{options}", "  columns ("]
    for at, (column, label, kind) in enumerate(zip(columns, shown, types, strict=True)):
        rest = "" if column.nullable else "  not null"
        comma = "," if at < len(columns) - 1 else ""
        padded = kind.ljust(type_wide) if rest else kind
        lines.append(f"    {label.ljust(wide)}  {padded}{rest}{comma}")
    lines.append("  )")
    keys = [label for column, label in zip(columns, shown, strict=True) if column.unique]
    lines += [f"  -- key ({label})  -- its values differ in this data" for label in keys[:5]]
    lines += [
        f"  -- left out: {text(column.name, 60)}, whose type {text(column.engine_type, 60)} the language does not have"
        for column in found.columns
        if column.type is None
    ]
    return "\n".join([*lines, "}", ""])


def connected(
    program: Program, *, root: Path, readable: Sequence[Path] = (), limits: Limits | None = None
) -> tuple[SourceDrift, ...]:
    """Every declared source compared with what lies there."""
    found: list[SourceDrift] = []
    if not program.sources:
        return ()
    with Engine(limits or Limits(), Place(), [real(root), *map(real, readable)]) as engine:
        for source in program.sources:
            found += _differences(engine, source, (root, *readable))
    return tuple(found)


def _differences(engine: Engine, source: Source, roots: Sequence[Path]) -> list[SourceDrift]:
    nowhere = Span("", 0, 0)
    place = (source.location.span if source.location else None) or source.span or nowhere
    file = file_plan(source.location, roots, source.schema.names)
    if file.problem:
        return [SourceDrift(span=place, message=f"`{source.name}`: {file.problem}")]
    if file.format == "table":
        return []
    try:
        real_columns = engine.call("describe", query=file.raw_query)
    except EngineError as error:
        return [SourceDrift(span=place, message=f"`{source.name}` cannot be read: {friendly(error)}")]
    except WorkerStopped as stop:
        return [SourceDrift(span=place, message=f"`{source.name}` cannot be read: {stop}")]
    declared = [ColumnPlan(item.name, item.type, item.nullable, item.span) for item in source.columns]
    return [
        SourceDrift(
            span=item.column.span or place,
            message=f"`{source.name}`: {item.message}",
            help="declare what is there, or give the file the columns that are promised",
            expected=tuple(text(name, 100) for name, _ in real_columns)
            if "no column" in item.message
            else (),
        )
        for item in drift(declared, real_columns, file.format)
    ]
