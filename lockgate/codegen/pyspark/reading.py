"""How the files of a source are read: Spark's options, and typed columns from text."""

from __future__ import annotations

import ast
from typing import Any

from sqlglot import exp

from lockgate.codegen.base import Unsupported
from lockgate.codegen.pyspark import tree
from lockgate.codegen.pyspark.bodies import Writing
from lockgate.codegen.pyspark.columns import reference
from lockgate.codegen.pyspark.expressions import Writer
from lockgate.codegen.pyspark.types import ddl
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Literal
from lockgate.ir.program import Location, Source, SourceColumn
from lockgate.ir.types import STRING

FORMATS = ("parquet", "csv", "json", "table")
_NAMES = {
    "csv": {
        "header": "header",
        "delimiter": "sep",
        "delim": "sep",
        "quote": "quote",
        "escape": "escape",
        "null": "nullValue",
        "nullstr": "nullValue",
        "encoding": "encoding",
    },
    "json": {"date_format": "dateFormat", "timestamp_format": "timestampFormat"},
}
_STRICT = {
    "csv": {
        "header": "true",
        "sep": ",",
        "quote": '"',
        "multiLine": "true",
        "mode": "FAILFAST",
        "columnPruning": "false",
    },
    "json": {"mode": "FAILFAST"},
    "parquet": {"mergeSchema": "true"},
}
"""What files are unless their source says otherwise."""
_TEXT = "The columns, which are text in the file, as what they are declared to be."


def options(location: Location) -> dict[str, str]:
    """The options that Spark's reader takes, in a fixed order."""
    made = dict(_STRICT.get(location.format, {}))
    for name, value in location.options:
        if location.format == "csv" and name.lower() == "skip":
            raise Unsupported("the option `skip` of a csv source", "Spark has no such option", location.span)
        spark = _NAMES.get(location.format, {}).get(name.lower())
        if spark is not None and value.value is not None:
            made[spark] = _text(value)
        if location.format == "json" and name.lower() == "format" and value.value == "array":
            made["multiLine"] = "true"
    if location.format == "csv":
        made.setdefault("escape", made["quote"])
    return made


def _text(value: Literal) -> str:
    return str(value.value).lower() if isinstance(value.value, bool) else str(value.value)


def parse(writing: Writing, source: Source) -> ast.FunctionDef:
    """`def parse(rows)`: each column strictly read as its declared type."""
    made = [_column(writing, item) for item in source.columns]
    rows = tree.method(tree.name("rows"), "select", *made)
    body: list[ast.stmt] = [tree.docstring(_TEXT), ast.Return(rows)]
    return tree.function("parse", [("rows", tree.name("DataFrame"))], tree.name("DataFrame"), body)


def _column(writing: Writing, item: SourceColumn) -> tree.Expr:
    if item.type == STRING:
        return tree.const(reference(item.name))
    level: Any = None
    lowering = Lowering(writing.dialect, writing.options, level)
    hidden = bool(item.labels)
    node = writing.dialect.from_file(lowering, item.name, item.type, hidden=hidden)
    known = _pattern(node)
    if known is None:
        return tree.method(Writer(writing.dialect).column(node), "alias", tree.const(item.name))
    pattern, kind = known
    more: dict[str, tree.Expr] = {"hidden": tree.const(True)} if hidden else {}
    args = (item.name, pattern, ddl(kind, writing.dialect))
    return tree.call(tree.name("strict"), *map(tree.const, args), **more)


def _pattern(node: Node) -> tuple[str, exp.DataType] | None:
    """The pattern and the type of `CASE WHEN NOT REGEXP_LIKE(x, pattern) THEN error ELSE CAST(x AS type) END`."""
    default = node.args.get("default") if isinstance(node, exp.Case) else None
    if not isinstance(default, exp.Cast) or not isinstance(default.this, exp.Column):
        return None
    (branch,) = node.args["ifs"]
    test = branch.this.this if isinstance(branch.this, exp.Not) else None
    if not isinstance(test, exp.Anonymous) or test.name.upper() != "REGEXP_LIKE":
        return None
    pattern = test.expressions[1]
    return (str(pattern.this), default.to) if isinstance(pattern, exp.Literal) else None
