"""Builders of Python syntax trees: no text is ever put together, so no name or literal can be code."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Mapping, Sequence

Expr = ast.expr


def name(text: str) -> ast.Name:
    return ast.Name(text, ast.Load())


def const(value: str | int | float | bool | None) -> Expr:
    """A literal; a negative number is a minus before a positive one, as Python reads it back."""
    if isinstance(value, (int, float)) and not isinstance(value, bool) and str(value).startswith("-"):
        return ast.UnaryOp(ast.USub(), ast.Constant(-value))
    return ast.Constant(value)


def attribute(base: Expr, *path: str) -> Expr:
    """`base.a.b`."""
    for part in path:
        base = ast.Attribute(base, part, ast.Load())
    return base


def call(function: Expr, *args: Expr, **keywords: Expr) -> ast.Call:
    return ast.Call(function, list(args), [ast.keyword(key, value) for key, value in keywords.items()])


def method(base: Expr, path: str, *args: Expr, **keywords: Expr) -> ast.Call:
    """`base.path(…)`."""
    return call(attribute(base, *path.split(".")), *args, **keywords)


def functions(path: str, *args: Expr, **keywords: Expr) -> ast.Call:
    """`F.path(…)`."""
    return method(name("F"), path, *args, **keywords)


def tuple_of(items: Iterable[Expr]) -> Expr:
    return ast.Tuple(list(items), ast.Load())


def list_of(items: Iterable[Expr]) -> Expr:
    return ast.List(list(items), ast.Load())


def dict_of(items: Mapping[str, Expr] | Sequence[tuple[str, Expr]]) -> Expr:
    pairs = list(items.items()) if isinstance(items, Mapping) else list(items)
    return ast.Dict([ast.Constant(key) for key, _ in pairs], [value for _, value in pairs])


def assign(target: str, value: Expr, annotation: Expr | None = None) -> ast.stmt:
    place = ast.Name(target, ast.Store())
    if annotation is not None:
        return ast.AnnAssign(place, annotation, value, simple=1)
    return ast.Assign([place], value, lineno=0)


def docstring(text: str) -> ast.stmt:
    return ast.Expr(ast.Constant(text))


def function(
    title: str,
    parameters: Sequence[tuple[str, Expr]],
    returns: Expr,
    body: Sequence[ast.stmt],
) -> ast.FunctionDef:
    """A function with annotated parameters."""
    arguments = ast.arguments(
        posonlyargs=[],
        args=[ast.arg(key, annotation) for key, annotation in parameters],
        kwonlyargs=[],
        kw_defaults=[],
        defaults=[],
    )
    made = ast.FunctionDef(title, arguments, list(body), [], returns, lineno=0)
    made.type_params = []  # type: ignore[attr-defined,unused-ignore]
    return made


def module(body: Sequence[ast.stmt]) -> ast.Module:
    return ast.Module(list(body), [])


def equal(left: Expr, right: Expr) -> Expr:
    """`left == right`."""
    return ast.Compare(left, [ast.Eq()], [right])
