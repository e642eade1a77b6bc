"""The modules of a generated pipeline: one a source, one a model, and the entry point."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Sequence

from lockgate.codegen.base import Unsupported
from lockgate.codegen.pyspark import schemas, strings, tree
from lockgate.codegen.pyspark.bodies import Writing, relation
from lockgate.codegen.pyspark.promises import promises
from lockgate.codegen.pyspark.reading import FORMATS, options, parse
from lockgate.codegen.pyspark.statements import text_of
from lockgate.codegen.sql.files import file_name
from lockgate.ir.history import keeps_history
from lockgate.ir.program import Model, Source

PACKAGE = "pipeline"
_TYPES = (
    "ArrayType",
    "BooleanType",
    "DateType",
    "DecimalType",
    "DoubleType",
    "IntegerType",
    "LongType",
    "StringType",
    "StructField",
    "StructType",
    "TimestampNTZType",
    "TimestampType",
)
_WIDTH = 90


def source_module(writing: Writing, source: Source, sensitive: bool) -> str:
    """A source: its schema, its promises, and how its text is read."""
    location = source.location
    if location is None:
        raise Unsupported(f"source `{source.name}`", "it does not say where its rows lie", source.span)
    if location.format not in FORMATS:
        reason = "the generated code reads parquet, csv, json and tables"
        raise Unsupported(f"`read {location.format}`", reason, location.span or source.span)
    found = promises(writing, source.name, source.checks)
    keywords: dict[str, tree.Expr] = {
        "name": tree.const(source.name),
        "format": tree.const(location.format),
        "location": tree.const(location.location),
        "schema": tree.name("SCHEMA"),
    }
    given = options(location)
    if given:
        keywords["options"] = tree.dict_of({key: tree.const(value) for key, value in given.items()})
    functions = list(found.functions)
    if location.format == "csv":
        functions.insert(0, parse(writing, source))
        keywords["parse"] = tree.name("parse")
    keywords.update(found.keywords)
    if sensitive:
        keywords["sensitive"] = tree.const(True)
    body = [
        tree.assign("SCHEMA", schemas.schema(source.columns)),
        *functions,
        tree.assign("SOURCE", tree.call(tree.name("Source"), **keywords)),
    ]
    return _module(_title(source.name, source.description), body)


def model_module(writing: Writing, model: Model, sensitive: bool) -> str:
    """A model: the function that builds it, and its promises."""
    if keeps_history(model):
        raise Unsupported("a snapshot", "the program builds tables whole, and would lose the history", model.span)
    text = strings.paragraph(model.description, _WIDTH)
    try:
        body = relation(writing, "build", text.replace("\n", "\n    "), model.query)
    except Unsupported as problem:
        problem.span = problem.span or model.span
        raise
    found = promises(writing, model.name, model.checks)
    keywords: dict[str, tree.Expr] = {
        "name": tree.const(model.name),
        "build": tree.name("build"),
        "inputs": tree.tuple_of(tree.const(item) for item in body.inputs),
    }
    if body.takes_run:
        keywords["takes_run"] = tree.const(True)
    if model.materialization.kind == "view":
        keywords["stored"] = tree.const(False)
    if file_name(model.name) != model.name:
        keywords["folder"] = tree.const(file_name(model.name))
    keywords.update(found.keywords)
    if sensitive:
        keywords["sensitive"] = tree.const(True)
    declared = tree.assign("MODEL", tree.call(tree.name("Model"), **keywords))
    owner = f"owned by {model.owner}" if model.owner else ""
    return _module(_title(model.name, owner), [body.function, *found.functions, declared])


def entry_point(name: str, sources: Sequence[str], models: Sequence[str]) -> str:
    """`main.py`: what there is, and the call that runs it."""
    title = (
        f"Builds {strings.plain(name)} on Spark: `spark-submit main.py --output DIR`.\n\n"
        "`python main.py --help` lists the arguments."
    )
    body: list[ast.stmt] = [tree.docstring(title), _future(), ast.Import([ast.alias("sys")])]
    if models:
        body.append(_import(f"{PACKAGE}.models", sorted(models)))
    body.append(_import(f"{PACKAGE}.running", ["main"]))
    if sources:
        body.append(_import(f"{PACKAGE}.sources", sorted(sources)))
    body.append(_all("SOURCES", sources, "SOURCE"))
    body.append(_all("MODELS", models, "MODEL"))
    call = tree.call(tree.name("main"), tree.const(name), tree.name("SOURCES"), tree.name("MODELS"))
    leave = ast.Expr(tree.method(tree.name("sys"), "exit", call))
    guard = ast.Compare(tree.name("__name__"), [ast.Eq()], [tree.const("__main__")])
    body.append(ast.If(guard, [leave], []))
    return text_of(tree.module(body))


def _all(target: str, modules: Iterable[str], member: str) -> ast.stmt:
    items = [tree.attribute(tree.name(item), member) for item in modules]
    return tree.assign(target, tree.tuple_of(items))


def _title(name: str, text: str) -> str:
    head = strings.plain(name)
    return strings.paragraph(f"{head}: {text}" if text else f"{head}.", _WIDTH)


def _module(title: str, body: Sequence[ast.stmt]) -> str:
    """The module with the imports of all that it names."""
    used = {item.id for part in body for item in ast.walk(part) if isinstance(item, ast.Name)}
    imports: list[ast.stmt] = [_future()]
    if "datetime" in used:
        imports.append(ast.Import([ast.alias("datetime")]))
    if "Decimal" in used:
        imports.append(_import("decimal", ["Decimal"]))
    sql = [item for item in ("Column", "DataFrame", "SparkSession", "Window") if item in used]
    if sql:
        imports.append(_import("pyspark.sql", sql))
    if "F" in used:
        imports.append(ast.ImportFrom("pyspark.sql", [ast.alias("functions", "F")], 0))
    types = [item for item in _TYPES if item in used]
    if types:
        imports.append(_import("pyspark.sql.types", types))
    own = [item for item in ("Check", "Model", "Run", "Source") if item in used]
    imports.append(_import(f"{PACKAGE}.datasets", own))
    if "strict" in used:
        imports.append(_import(f"{PACKAGE}.reading", ["strict"]))
    return text_of(tree.module([tree.docstring(title), *imports, *body]))


def _import(module: str, names: Sequence[str]) -> ast.stmt:
    return ast.ImportFrom(module, [ast.alias(item) for item in names], 0)


def _future() -> ast.stmt:
    return _import("__future__", ["annotations"])
