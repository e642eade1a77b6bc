"""Functions of Python whose result is a relation of the IR."""

from __future__ import annotations

import ast
from collections.abc import Mapping

from attrs import frozen

from lockgate.codegen.base import Options
from lockgate.codegen.pyspark import tree
from lockgate.codegen.pyspark.hoist import hoisted
from lockgate.codegen.pyspark.relations import Builder
from lockgate.codegen.sql.depth import room
from lockgate.codegen.sql.dialect import Dialect
from lockgate.ir.rel import Rel, Scan
from lockgate.ir.traverse import walk


@frozen
class Writing:
    """What the functions of one module have in common."""

    dialect: Dialect
    options: Options
    modules: Mapping[str, str]
    """The module of each dataset by its folded name, after which its DataFrame is called too."""
    spelled: Mapping[str, str]
    """Each dataset's name as it is declared, by its folded name."""
    globals: tuple[str, ...] = ()
    """Names of the module that no variable may hide."""


@frozen
class Body:
    """A function, the datasets that it takes in order, and whether it asks for the run."""

    function: ast.FunctionDef
    inputs: tuple[str, ...]
    takes_run: bool


def scanned(rel: Rel) -> tuple[str, ...]:
    """The datasets that a relation reads, folded, each once, as a walk meets them."""
    return tuple(dict.fromkeys(item.dataset.casefold() for item in walk(rel) if isinstance(item, Scan)))


def relation(writing: Writing, title: str, text: str, rel: Rel, *, exact: bool = True) -> Body:
    """`def title(inputs…) -> DataFrame`, with a docstring where there is a text.

    What is not `exact` may give more columns than the relation has.
    """
    inputs = scanned(rel)
    variables = {dataset: writing.modules.get(dataset, dataset) for dataset in inputs}
    with room():
        builder = Builder(rel, writing.dialect, writing.options, variables, writing.globals, exact=exact)
        frame = builder.frame()
        statements = hoisted([*builder.statements, ast.Return(frame.node)])
    used = {item.id for statement in statements for item in ast.walk(statement) if isinstance(item, ast.Name)}
    parameters = [(variables[dataset], tree.name("DataFrame")) for dataset in inputs]
    if "run" in used:
        parameters.append(("run", tree.name("Run")))
    if "spark" in used:
        active = tree.method(tree.name("SparkSession"), "active")
        statements.insert(0, tree.assign("spark", active))
    if text:
        statements.insert(0, tree.docstring(text))
    made = tree.function(title, parameters, tree.name("DataFrame"), statements)
    return Body(made, tuple(writing.spelled.get(item, item) for item in inputs), "run" in used)
