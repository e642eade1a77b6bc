"""Files and tables to read from: files with the options that their sources give."""

from __future__ import annotations

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.printer import text_of
from lockgate.codegen.sql.spark.printing import SPARK_PRINTER
from lockgate.codegen.sql.spark.types import type_node
from lockgate.ir.program import Location, SourceColumn
from lockgate.ir.types import Type

_CSV = {
    "header": "header",
    "delimiter": "sep",
    "delim": "sep",
    "quote": "quote",
    "escape": "escape",
    "null": "nullValue",
    "nullstr": "nullValue",
    "encoding": "encoding",
}
_STRICT = {
    "header": "true",
    "sep": ",",
    "quote": '"',
    "multiLine": "true",
    "mode": "FAILFAST",
    "columnPruning": "false",
}
"""What a csv is unless its source says otherwise (RFC 4180); rows of another width are errors in all columns."""
_REFUSED = {"csv": ("skip",)}


def reader(location: Location, columns: tuple[SourceColumn, ...]) -> Node:
    """What to read from."""
    for name, _ in location.options:
        if name.lower() in _REFUSED.get(location.format, ()):
            raise Unsupported(
                f"the option `{name}` of a {location.format} source", "Spark has no such option"
            )
    match location.format:
        case "csv":
            return _csv(location, columns)
        case "json":
            return _json(location, columns)
        case "parquet":
            return _file("parquet", location.location, {"mergeSchema": "true"})
        case _:
            return _table(location.location)


def _csv(location: Location, columns: tuple[SourceColumn, ...]) -> Node:
    settings = dict(_STRICT)
    for name, value in location.options:
        known = _CSV.get(name.lower())
        if known is not None and value.value is not None:
            settings[known] = str(value.value).lower() if isinstance(value.value, bool) else str(value.value)
    settings.setdefault("escape", settings["quote"])
    file = _file("csv", location.location, settings)
    if settings["header"] == "true":
        return file
    # Without a header the declared columns stand for the file's by place.
    shown = [nodes.alias(nodes.column(f"_c{place}"), item.name) for place, item in enumerate(columns)]
    return _query(exp.Select(expressions=shown), file)


def _json(location: Location, columns: tuple[SourceColumn, ...]) -> Node:
    """A document a line, or an array of documents."""
    one = ", ".join(f"{_text(nodes.identifier(item.name))} {type_text(item.type)}" for item in columns)
    strict = nodes.call("MAP", nodes.raw_string("mode"), nodes.raw_string("FAILFAST"))
    options = {name.lower(): value.value for name, value in location.options}
    value = nodes.column("value")
    if options.get("format") == "array":
        file = _file("text", location.location, {"wholetext": "true"})
        shape = nodes.raw_string(f"ARRAY<STRUCT<{one}>>")
        rows = nodes.call("INLINE", nodes.call("FROM_JSON", value, shape, strict))
        return _query(exp.Select(expressions=[rows]), file)
    read = nodes.alias(nodes.call("FROM_JSON", value, nodes.raw_string(one), strict), "document")
    inner = _query(exp.Select(expressions=[read]), _file("text", location.location, {}))
    every = exp.Column(this=exp.Star(), table=nodes.identifier("document"))
    return _query(exp.Select(expressions=[every]), inner)


def _query(select: exp.Select, source: Node) -> Node:
    select.set("from_", exp.From(this=source))
    return exp.Subquery(this=select, alias=nodes.table_alias("rows"))


def _file(format: str, path: str, options: dict[str, str]) -> Node:
    made = exp.Table(this=nodes.identifier(path), db=nodes.identifier(format))
    made.set(
        "with_",
        [
            exp.EQ(this=nodes.raw_string(name), expression=nodes.raw_string(text))
            for name, text in options.items()
        ],
    )
    return made


def type_text(kind: Type) -> str:
    """A type as text, for `FROM_JSON`."""
    return _text(type_node(kind))


def _text(node: exp.Expr) -> str:
    return text_of(node, SPARK_PRINTER, "spark", pretty=False)


def _table(name: str) -> Node:
    parts = name.split(".")
    if not 1 <= len(parts) <= 3 or not all(parts):
        return exp.Table(this=nodes.identifier(name))
    keys = ("this", "db", "catalog")
    return exp.Table(
        **{key: nodes.identifier(part) for key, part in zip(keys, reversed(parts), strict=False)}
    )
