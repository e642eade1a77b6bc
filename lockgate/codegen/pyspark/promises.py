"""Checks as Python: those of single rows as one dictionary of conditions, the others a function each."""

from __future__ import annotations

import ast

from attrs import frozen

from lockgate.codegen.base import Unsupported
from lockgate.codegen.pyspark import strings, tree
from lockgate.codegen.pyspark.bodies import Writing, relation
from lockgate.codegen.pyspark.columns import Columns, Renames
from lockgate.codegen.pyspark.expressions import Writer
from lockgate.codegen.pyspark.hoist import hoisted
from lockgate.codegen.pyspark.identifiers import Identifiers
from lockgate.codegen.sql.depth import room
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import Expr, Parameter
from lockgate.ir.program import Check
from lockgate.ir.rel import Filter, Scan
from lockgate.ir.traverse import walk_expr

_WIDTH = 90
ROW_TEXT = "For each check of single rows, what is true of the rows that break it."


@frozen
class Promises:
    """The functions of a dataset's checks, and the keywords that name them in its declaration."""

    functions: tuple[ast.stmt, ...]
    keywords: dict[str, tree.Expr]


def promises(writing: Writing, dataset: str, checks: tuple[Check, ...]) -> Promises:
    """All checks of a dataset."""
    functions: list[ast.stmt] = []
    keywords: dict[str, tree.Expr] = {}
    rows = [(check, found) for check in checks if (found := _condition(check, dataset)) is not None]
    if rows:
        functions.append(_row_checks(writing, rows))
        keywords["row_checks"] = tree.name("row_checks")
        warnings = [tree.const(check.name) for check, _ in rows if check.severity == "warn"]
        if warnings:
            keywords["row_warnings"] = tree.call(tree.name("frozenset"), tree.list_of(warnings))
    names = Identifiers()
    declared: list[tree.Expr] = []
    for check in checks:
        if any(check is known for known, _ in rows):
            continue
        title = names.claim(check.name, "check")
        try:
            body = relation(writing, title, _text(check), check.violations, exact=False)
        except Unsupported as problem:
            problem.span = problem.span or check.span
            raise
        functions.append(body.function)
        given: dict[str, tree.Expr] = {}
        if body.takes_run:
            given["takes_run"] = tree.const(True)
        if check.severity == "warn":
            given["warns"] = tree.const(True)
        inputs = tree.tuple_of(tree.const(item) for item in body.inputs)
        declared.append(
            tree.call(tree.name("Check"), tree.const(check.name), tree.name(title), inputs, **given)
        )
    if declared:
        keywords["checks"] = tree.tuple_of(declared)
    return Promises(tuple(functions), keywords)


def _text(check: Check) -> str:
    text = f": {check.text}" if check.text else ""
    return strings.paragraph(f"What breaks {check.name}{text}.", _WIDTH).replace("\n", "\n    ")


def _condition(check: Check, dataset: str) -> tuple[Filter, Expr] | None:
    """The condition of a check that looks at each row of the dataset by itself."""
    found = check.violations
    if not isinstance(found, Filter) or not isinstance(found.input, Scan):
        return None
    if found.input.dataset.casefold() != dataset.casefold():
        return None
    if any(isinstance(item, Parameter) for item in walk_expr(found.predicate)):
        return None
    return found, found.predicate


def _row_checks(writing: Writing, rows: list[tuple[Check, tuple[Filter, Expr]]]) -> ast.FunctionDef:
    made: list[tuple[str, tree.Expr]] = []
    writer = Writer(writing.dialect)
    with room():
        for check, (found, predicate) in rows:
            level = Columns(found.input.schema, Renames(found))
            try:
                node = Lowering(writing.dialect, writing.options, level).firm(predicate)
            except Unsupported as problem:
                problem.span = problem.span or check.span
                raise
            made.append((check.name, writer.column(node)))
        statements = hoisted([ast.Return(tree.dict_of(made))])
    returns = ast.Subscript(
        tree.name("dict"), ast.Tuple([tree.name("str"), tree.name("Column")], ast.Load()), ast.Load()
    )
    return tree.function("row_checks", [], returns, [tree.docstring(ROW_TEXT), *statements])
