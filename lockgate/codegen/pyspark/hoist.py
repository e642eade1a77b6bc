"""Takes out of expressions what is better said once or apart: a window that is used twice, deep nesting."""

from __future__ import annotations

import ast
from collections import Counter

from lockgate.codegen.pyspark import tree
from lockgate.codegen.pyspark.identifiers import Identifiers

MAX_DEPTH = 30
"""Brackets inside brackets. Python itself reads no more than two hundred."""


def hoisted(statements: list[ast.stmt]) -> list[ast.stmt]:
    """The same statements, with some of their expressions as variables before them."""
    taken = {
        item.id for statement in statements for item in ast.walk(statement) if isinstance(item, ast.Name)
    }
    names = Identifiers(taken)
    made = _windows(statements, names)
    return [part for statement in made for part in _shallow(statement, names)]


def _windows(statements: list[ast.stmt], names: Identifiers) -> list[ast.stmt]:
    keys: Counter[str] = Counter()
    for statement in statements:
        for item in ast.walk(statement):
            if isinstance(item, ast.Call) and _is_over(item):
                keys[ast.dump(item.args[0])] += 1
    shared: dict[str, str] = {}
    before: list[ast.stmt] = []

    class Replace(ast.NodeTransformer):
        def visit_Call(self, node: ast.Call) -> ast.AST:
            self.generic_visit(node)
            if not _is_over(node):
                return node
            key = ast.dump(node.args[0])
            if keys[key] > 1:
                if key not in shared:
                    shared[key] = names.claim("window")
                    before.append(tree.assign(shared[key], node.args[0]))
                node.args[0] = tree.name(shared[key])
            return node

    made = [Replace().visit(statement) for statement in statements]
    return [*before, *made]


def _is_over(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Attribute) and node.func.attr == "over"


def _shallow(statement: ast.stmt, names: Identifiers) -> list[ast.stmt]:
    """The statement, after those that take its deepest Columns out of it."""
    if not isinstance(statement, (ast.Assign, ast.Return)) or statement.value is None:
        return [statement]
    flattener = _Flattener(names)
    statement.value, _ = flattener.rewrite(statement.value)
    return [*flattener.before, statement]


class _Flattener:
    """Rewrites an expression, its parts first."""

    def __init__(self, names: Identifiers) -> None:
        self.before: list[ast.stmt] = []
        self._names = names

    def rewrite(self, node: ast.expr) -> tuple[ast.expr, int]:
        """The expression, and how many brackets lie inside each other in it."""
        depth = 0
        match node:
            case ast.Lambda():
                return node, _depth(node.body)
            case ast.Call():
                node.func, outer = self.rewrite(node.func)
                inner = 0
                for at, item in enumerate(node.args):
                    node.args[at], found = self.rewrite(item)
                    inner = max(inner, found)
                for keyword in node.keywords:
                    keyword.value, found = self.rewrite(keyword.value)
                    inner = max(inner, found)
                depth = max(outer, inner + 1)
            case ast.Attribute():
                node.value, depth = self.rewrite(node.value)
            case ast.BinOp():
                node.left, left = self.rewrite(node.left)
                node.right, right = self.rewrite(node.right)
                depth = max(left + _bracketed(node.left, node), right + 1)
            case ast.Compare():
                node.left, left = self.rewrite(node.left)
                node.comparators[0], right = self.rewrite(node.comparators[0])
                depth = max(left, right) + 1
            case ast.UnaryOp():
                node.operand, inner = self.rewrite(node.operand)
                depth = inner + 1
            case ast.List() | ast.Tuple():
                for at, item in enumerate(node.elts):
                    node.elts[at], found = self.rewrite(item)
                    depth = max(depth, found + 1)
            case ast.Dict():
                for at, item in enumerate(node.values):
                    node.values[at], found = self.rewrite(item)
                    depth = max(depth, found + 1)
            case _:
                return node, 0
        if depth <= MAX_DEPTH or not _is_column(node):
            return node, depth
        target = self._names.claim("part")
        self.before.append(tree.assign(target, node))
        return tree.name(target), 0


def _bracketed(operand: ast.expr, node: ast.BinOp) -> int:
    """A chain of one operator needs no brackets."""
    return 0 if isinstance(operand, ast.BinOp) and type(operand.op) is type(node.op) else 1


def _depth(node: ast.AST) -> int:
    """Calls inside calls, counted along the deepest way."""
    deepest, level = 0, [node]
    while level:
        deepest += 1
        level = [child for item in level for child in ast.iter_child_nodes(item)]
    return deepest


def _is_column(node: ast.expr) -> bool:
    """It is made of functions of `F` or of other Columns, and is no DataFrame."""
    while True:
        match node:
            case ast.Call():
                node = node.func
            case ast.Attribute(value=ast.Name(id=base)):
                return base == "F" or base.startswith("part")
            case ast.Attribute():
                node = node.value
            case ast.BinOp() | ast.Compare() | ast.UnaryOp():
                return True
            case _:
                return False
