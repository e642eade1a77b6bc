"""Expressions of Python on one line."""

from __future__ import annotations

import ast

from lockgate.codegen.pyspark import strings

_BINARY: dict[type[ast.operator], tuple[str, int]] = {
    ast.BitOr: ("|", 5),
    ast.BitXor: ("^", 6),
    ast.BitAnd: ("&", 7),
    ast.Add: ("+", 9),
    ast.Sub: ("-", 9),
    ast.Mult: ("*", 10),
    ast.Div: ("/", 10),
    ast.FloorDiv: ("//", 10),
    ast.Mod: ("%", 10),
}
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
    ast.Is: "is",
    ast.IsNot: "is not",
    ast.In: "in",
}
LAMBDA, COMPARE, UNARY, ATOM = 1, 4, 11, 13


def operator(node: ast.BinOp | ast.Compare) -> tuple[str, int]:
    """The sign of an operator and how tightly it binds."""
    if isinstance(node, ast.Compare):
        return _COMPARE[type(node.ops[0])], COMPARE
    return _BINARY[type(node.op)]


def operands(node: ast.BinOp | ast.Compare) -> tuple[tuple[ast.expr, int], tuple[ast.expr, int]]:
    """Both sides, each with the level below which it needs parentheses."""
    _, level = operator(node)
    if isinstance(node, ast.Compare):
        return (node.left, level + 1), (node.comparators[0], level + 1)
    left, right = (
        ATOM if isinstance(node.op, ast.BitOr) and _is_and(item) else least
        for item, least in ((node.left, level), (node.right, level + 1))
    )
    return (node.left, left), (node.right, right)


def _is_and(node: ast.expr) -> bool:
    """Between `|` a reader wants parentheses around it, though Python does not need them."""
    return isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitAnd)


def level(node: ast.expr) -> int:
    """How tightly an expression binds; larger is tighter."""
    match node:
        case ast.BinOp() | ast.Compare():
            return operator(node)[1]
        case ast.UnaryOp():
            return UNARY
        case ast.Lambda():
            return LAMBDA
        case _:
            return ATOM


def flat(node: ast.expr, least: int = 0) -> str:
    """The expression, in parentheses if it binds less tightly than `least`."""
    text = _flat(node)
    return f"({text})" if level(node) < least else text


def _flat(node: ast.expr) -> str:
    match node:
        case ast.Name():
            return node.id
        case ast.Constant(value=value):
            return strings.literal(value) if isinstance(value, str) else repr(value)
        case ast.Attribute():
            return f"{base(node.value)}.{node.attr}"
        case ast.Call():
            return f"{base(node.func)}({', '.join(arguments(node))})"
        case ast.Subscript():
            inner = node.slice
            inside = _items(inner.elts) if isinstance(inner, ast.Tuple) and inner.elts else flat(inner)
            return f"{base(node.value)}[{inside}]"
        case ast.BinOp() | ast.Compare():
            (left, low), (right, high) = operands(node)
            return f"{flat(left, low)} {operator(node)[0]} {flat(right, high)}"
        case ast.UnaryOp():
            sign = "~" if isinstance(node.op, ast.Invert) else "-"
            return f"{sign}{flat(node.operand, UNARY)}"
        case ast.Lambda():
            names = ", ".join(argument.arg for argument in node.args.args)
            return f"lambda {names}: {flat(node.body)}"
        case ast.Tuple():
            return f"({_items(node.elts)},)" if len(node.elts) == 1 else f"({_items(node.elts)})"
        case ast.List():
            return f"[{_items(node.elts)}]"
        case ast.Starred():
            return f"*{base(node.value)}"
        case ast.Dict():
            pairs = (f"{flat(key)}: {flat(value)}" for key, value in pairs_of(node))
            return f"{{{', '.join(pairs)}}}"
        case _:
            raise NotImplementedError(type(node).__name__)


def base(node: ast.expr) -> str:
    """What stands before a dot or a bracket."""
    if isinstance(node, ast.Constant) and isinstance(node.value, int):
        return f"({flat(node)})"
    return flat(node, ATOM)


def arguments(node: ast.Call) -> list[str]:
    """The arguments of a call, each on one line."""
    named = [f"{item.arg}={flat(item.value)}" for item in node.keywords]
    return [*(flat(item) for item in node.args), *named]


def pairs_of(node: ast.Dict) -> list[tuple[ast.expr, ast.expr]]:
    return [(key, value) for key, value in zip(node.keys, node.values, strict=True) if key is not None]


def _items(items: list[ast.expr]) -> str:
    return ", ".join(flat(item) for item in items)
