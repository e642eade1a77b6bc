"""Table functions that read files with the declared columns."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.duckdb.literals import literal, string
from lockgate.codegen.sql.duckdb.types import type_text
from lockgate.ir.program import Location, SourceColumn

_CSV = {
    "header": "header",
    "delimiter": "delim",
    "delim": "delim",
    "quote": "quote",
    "escape": "escape",
    "null": "nullstr",
    "nullstr": "nullstr",
    "skip": "skip",
    "encoding": "encoding",
    "compression": "compression",
    "date_format": "dateformat",
    "timestamp_format": "timestampformat",
}
CSV_DIALECT = {"delim": ",", "quote": '"', "comment": ""}
"""What a csv is unless its source says otherwise (RFC 4180): a guess from the data would change the data's meaning."""
_JSON = {
    "format": "format",
    "compression": "compression",
    "date_format": "dateformat",
    "timestamp_format": "timestampformat",
}
_PARQUET = {"hive_partitioning": "hive_partitioning"}
OPTIONS = {"csv": _CSV, "json": _JSON, "parquet": _PARQUET, "table": {}, "postgres": {}}
"""The options of `read` that each format takes, and what DuckDB calls them; others are ignored here."""


def reader(location: Location, columns: tuple[SourceColumn, ...]) -> Node:
    """What to read from."""
    if location.format in ("table", "postgres"):
        return _table(location.location)
    settings = {}
    for name, value in location.options:
        known = OPTIONS.get(location.format, {}).get(name.lower())
        if known is not None and value.value is not None:
            settings[known] = literal(value)[0]
    args: list[Node] = [string(location.location)]
    if location.format == "parquet":
        args.append(_named("union_by_name", exp.true()))
    if location.format == "csv":
        # Every cell is read as text and then cast, so that what is not of the declared type is an error.
        settings.setdefault("header", exp.true())
        for name, text in CSV_DIALECT.items():
            settings.setdefault(name, string(text))
        settings.setdefault("escape", settings["quote"].copy())
        settings.setdefault("skip", nodes.number(0))
        settings["strict_mode"] = exp.true()
        args.append(_named("all_varchar", exp.true()))
        if settings["header"] == exp.false():
            # Without a header the declared columns stand for the file's by place.
            settings["names"] = exp.Array(expressions=[string(column.name) for column in columns])
    if location.format == "json":
        made: list[Node] = [
            exp.PropertyEQ(this=nodes.identifier(column.name), expression=string(type_text(column.type)))
            for column in columns
        ]
        args.append(_named("columns", exp.Struct(expressions=made)))
    args.extend(_named(name, value) for name, value in settings.items())
    return nodes.call(f"READ_{location.format.upper()}", *args)


def _named(name: str, value: Node) -> Node:
    return exp.EQ(this=exp.Var(this=name), expression=value)


def _table(name: str) -> Node:
    parts = name.split(".")
    if not 1 <= len(parts) <= 3 or not all(parts):
        return exp.Table(this=nodes.identifier(name))
    keys = ("this", "db", "catalog")
    return exp.Table(
        **{key: nodes.identifier(part) for key, part in zip(keys, reversed(parts), strict=False)}
    )
