"""Modules and statements of Python as text."""

from __future__ import annotations

import ast

from lockgate.codegen.pyspark import strings
from lockgate.codegen.pyspark.flat import flat
from lockgate.codegen.pyspark.layout import STEP, WIDTH, lay, parenthesised
from lockgate.codegen.sql.depth import room

_STANDARD = ("datetime", "decimal", "sys")


def text_of(module: ast.Module) -> str:
    """The source of a module."""
    with room():
        return "\n".join(_block(module.body, 0)) + "\n"


def _block(body: list[ast.stmt], indent: int) -> list[str]:
    made: list[str] = []
    for at, statement in enumerate(body):
        if at > 0:
            made += [""] * _blank(body[at - 1], statement, indent, first=at == 1)
        made += _statement(statement, indent)
    return made


def _blank(before: ast.stmt, after: ast.stmt, indent: int, *, first: bool) -> int:
    """How many lines lie free between two statements."""
    if isinstance(before, ast.FunctionDef) or isinstance(after, ast.FunctionDef):
        return 2 if indent == 0 else 1
    if first and _is_text(before):
        return 1 if indent == 0 else 0
    imports = (ast.Import, ast.ImportFrom)
    if isinstance(before, imports) and isinstance(after, imports):
        return int(_group(before) != _group(after))
    return 1 if indent == 0 else 0


def _is_text(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant)


def _group(statement: ast.Import | ast.ImportFrom) -> int:
    """Which group of imports it stands in: of the future, the standard library, others, the project's own."""
    if isinstance(statement, ast.ImportFrom) and statement.level:
        return 3
    title = statement.module if isinstance(statement, ast.ImportFrom) else statement.names[0].name
    root = (title or "").partition(".")[0]
    if root == "__future__":
        return 0
    return 1 if root in _STANDARD else 2 if root == "pyspark" else 3


def _statement(node: ast.stmt, indent: int) -> list[str]:
    pad = " " * indent
    match node:
        case ast.Expr(value=ast.Constant(value=str() as text)):
            return [line if at else pad + line for at, line in enumerate(strings.docstring(text).split("\n"))]
        case ast.Expr():
            return lay("", node.value, "", indent)
        case ast.Return(value=ast.expr() as value):
            return lay("return ", value, "", indent)
        case ast.Assign(targets=[ast.Name() as target]):
            return lay(f"{target.id} = ", node.value, "", indent)
        case ast.AnnAssign(target=ast.Name() as target, value=ast.expr() as value):
            return lay(f"{target.id}: {flat(node.annotation)} = ", value, "", indent)
        case ast.Import():
            return [pad + "import " + ", ".join(map(_alias, node.names))]
        case ast.ImportFrom():
            return _imported(node, indent)
        case ast.FunctionDef():
            return _function(node, indent)
        case ast.If(orelse=[]):
            return [f"{pad}if {flat(node.test)}:", *_block(node.body, indent + STEP)]
        case _:
            raise NotImplementedError(type(node).__name__)


def _alias(item: ast.alias) -> str:
    return f"{item.name} as {item.asname}" if item.asname else item.name


def _imported(node: ast.ImportFrom, indent: int) -> list[str]:
    head = f"from {'.' * node.level}{node.module or ''} import "
    names = [_alias(item) for item in node.names]
    whole = " " * indent + head + ", ".join(names)
    if len(whole) <= WIDTH:
        return [whole]
    lines = [f"{' ' * (indent + STEP)}{name}," for name in names]
    return [" " * indent + head + "(", *lines, " " * indent + ")"]


def _function(node: ast.FunctionDef, indent: int) -> list[str]:
    parts = [
        f"{item.arg}: {flat(item.annotation)}" if item.annotation is not None else item.arg
        for item in node.args.args
    ]
    returns = "" if node.returns is None else f" -> {flat(node.returns)}"
    head = parenthesised(f"def {node.name}", parts, f"{returns}:", indent)
    return [*head, *_block(node.body, indent + STEP)]
