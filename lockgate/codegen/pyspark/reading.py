"""How the files of a source are read: Spark's options, and typed columns from text."""

from __future__ import annotations

import ast
from typing import Any

from lockgate.codegen.pyspark import tree
from lockgate.codegen.pyspark.bodies import Writing
from lockgate.codegen.pyspark.columns import reference
from lockgate.codegen.pyspark.expressions import Writer
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Literal
from lockgate.ir.program import Location, Source
from lockgate.ir.types import STRING

_CSV = {
    "header": "header",
    "delimiter": "sep",
    "delim": "sep",
    "quote": "quote",
    "escape": "escape",
    "null": "nullValue",
    "nullstr": "nullValue",
    "encoding": "encoding",
    "compression": "compression",
}
_JSON = {"compression": "compression", "date_format": "dateFormat", "timestamp_format": "timestampFormat"}
_OPTIONS = {"csv": _CSV, "json": _JSON, "parquet": {}, "table": {}}
_TEXT = "The columns, which are text in the file, as what they are declared to be."


def options(location: Location) -> list[tuple[str, str]]:
    """The options that Spark's reader takes, in a fixed order."""
    made: dict[str, str] = {}
    if location.format == "csv":
        made = {"header": "true", "sep": ",", "quote": '"', "escape": '"', "multiLine": "true"}
    known = _OPTIONS[location.format]
    for name, value in location.options:
        spark = known.get(name.lower())
        if spark is not None and value.value is not None:
            made[spark] = _text(value)
            if spark == "quote" and not any(item.lower() == "escape" for item, _ in location.options):
                made["escape"] = made["quote"]
        if location.format == "json" and name.lower() == "format" and value.value == "array":
            made["multiLine"] = "true"
    return list(made.items())


def _text(value: Literal) -> str:
    return str(value.value).lower() if isinstance(value.value, bool) else str(value.value)


def parse(writing: Writing, source: Source) -> ast.FunctionDef:
    """`def parse(rows)`: each column strictly read as its declared type."""
    level: Any = None
    lowering = Lowering(writing.dialect, writing.options, level)
    writer = Writer(writing.dialect)
    made: list[tree.Expr] = []
    for item in source.columns:
        if item.type == STRING:
            made.append(tree.const(reference(item.name)))
            continue
        node = writing.dialect.from_file(lowering, item.name, item.type, hidden=bool(item.labels))
        made.append(tree.method(writer.column(node), "alias", tree.const(item.name)))
    rows = tree.method(tree.name("rows"), "select", *made)
    body: list[ast.stmt] = [tree.docstring(_TEXT), ast.Return(rows)]
    return tree.function("parse", [("rows", tree.name("DataFrame"))], tree.name("DataFrame"), body)
