"""Where a source's rows lie: an absolute place below the allowed folders, and a query of them as they are."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from lockgate.ir.expr import Literal
from lockgate.ir.program import Location
from lockgate.runtime.names import TITLES, full, literal, quote
from lockgate.runtime.paths import Outside, inside, is_remote
from lockgate.runtime.plan import FilePlan

SCHEMES = ("abfss", "gs", "hdfs", "s3", "s3a", "wasbs")
"""Storage that a Spark can be set up to reach."""


def file_plan(
    location: Location | None,
    roots: Sequence[Path],
    names: Sequence[str] = (),
    engine: str = "duckdb",
    *,
    loads: bool = False,
) -> FilePlan:
    """The place, or in `problem` why it may not be read. `names` are the declared columns.

    With `loads` DuckDB reads the file for the engine; a Spark on other machines reads it itself.
    """
    if location is None:
        return FilePlan("", "", "", "the source does not say where its rows lie")
    kind, text = location.format, location.location
    if kind == "table" or kind == engine == "postgres":
        return FilePlan("table", text, f"SELECT * FROM {_parts(text, engine)}", reader=engine)
    if kind not in ("parquet", "csv", "json"):
        return FilePlan(kind, text, "", f"{TITLES[engine]} runs cannot read the format `{kind}` yet")
    if engine == "spark" and (is_remote(text) or not loads):
        return _of_spark(kind, text, roots)
    if is_remote(text):
        return FilePlan(
            kind, text, "", f"`{text}` is not a file below the project, and a run may not go out for it"
        )
    problem = ""
    for root in roots:
        try:
            path = str(inside(root, text))
        except Outside as outside:
            problem = problem or str(outside)
        else:
            return FilePlan(kind, path, raw_query(kind, path, location.options, names))
    return FilePlan(kind, text, "", problem)


def _parts(text: str, engine: str) -> str:
    """A table by its dotted name, a catalogue before the schema where there is one."""
    return ".".join(quote(part, engine) for part in full(text, engine).split("."))


def _of_spark(kind: str, text: str, roots: Sequence[Path]) -> FilePlan:
    """A place that Spark looks up itself, wherever it runs: an address, or a path that means the same there as here."""
    scheme = text.partition("://")[0].casefold()
    if is_remote(text) and scheme not in SCHEMES:
        return FilePlan(
            kind, text, "", f"Spark does not read from `{scheme}://`; it can from {', '.join(SCHEMES)}"
        )
    path = text if is_remote(text) else ""
    problem = ""
    for root in roots if not path else ():
        try:
            path = str(inside(root, text))
        except Outside as outside:
            problem = problem or str(outside)
        else:
            break
    if not path:
        return FilePlan(kind, text, "", problem)
    # Of text formats only the typed rows tell what is there.
    raw = f"SELECT * FROM parquet.{quote(path, 'spark')}" if kind == "parquet" else ""
    return FilePlan(kind, path, raw, reader="spark")


def raw_query(
    kind: str,
    path: str,
    options: Sequence[tuple[str, Literal]] = (),
    names: Sequence[str] = (),
    *,
    typed: bool = False,
) -> str:
    """A query of the rows as the file has them, read in the way the typed query does.

    Text formats have text only; `typed` lets the engine guess types from all values. Without a
    header the declared `names` stand for the columns by place.
    """
    from lockgate.codegen.sql.duckdb.readers import CSV_DIALECT, OPTIONS

    words: dict[str, str] = {}
    if kind == "parquet":
        words["union_by_name"] = "true"
    if kind == "csv":
        words |= {"sample_size": "-1"} if typed else {"header": "true", "all_varchar": "true"}
        words |= {name: literal(value) for name, value in CSV_DIALECT.items()} | {
            "skip": "0",
            "strict_mode": "true",
        }
    if kind == "json":
        words["sample_size"] = "-1"
    for name, option in options:
        known, value = OPTIONS[kind].get(name.casefold()), option.value
        if known and isinstance(value, bool | int | str):
            words[known] = literal(value) if isinstance(value, str) else str(value).lower()
    if kind == "csv":
        words.setdefault("escape", words["quote"])
    if kind == "csv" and words.get("header") == "false" and names:
        words["names"] = "[" + ", ".join(map(literal, names)) + "]"
    reader = {"parquet": "read_parquet", "csv": "read_csv", "json": "read_json"}[kind]
    return f"SELECT * FROM {reader}({', '.join([literal(path), *(f'{k} = {v}' for k, v in words.items())])})"
