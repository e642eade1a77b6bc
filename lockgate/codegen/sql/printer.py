"""Text from sqlglot nodes, with what sqlglot leaves to defaults written out.

NULL placement is always printed, `NOT IN` reads as one operator, and no transformation of sqlglot's
own touches the tree: what our tables built is what is printed. A stock generator prints, with handlers of
ours put into its table: sqlglot's compiled build lets nobody inherit from its classes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import field, frozen
from sqlglot import exp
from sqlglot.generator import Generator

Handler = Callable[[Any, Any], str]
"""`(generator, node)` to the node's text."""


def _ordered(to: Generator, node: exp.Ordered) -> str:
    direction = " DESC" if node.args.get("desc") else ""
    nulls = "FIRST" if node.args.get("nulls_first") else "LAST"
    return f"{to.sql(node, 'this')}{direction} NULLS {nulls}"


def _not(to: Generator, node: exp.Not) -> str:
    inner = node.this
    if isinstance(inner, exp.In):
        return f"{to.sql(inner, 'this')} NOT IN ({to.expressions(inner, flat=True)})"
    if isinstance(inner, exp.Between):
        low, high = to.sql(inner, "low"), to.sql(inner, "high")
        return f"{to.sql(inner, 'this')} NOT BETWEEN {low} AND {high}"
    if isinstance(inner, exp.Like):
        return f"{to.sql(inner, 'this')} NOT LIKE {to.sql(inner, 'expression')}"
    if isinstance(inner, exp.Escape):
        like = inner.this
        pattern, escape = to.sql(like, "expression"), to.sql(inner, "expression")
        return f"{to.sql(like, 'this')} NOT LIKE {pattern} ESCAPE {escape}"
    return to.not_sql(node)


def _filter(to: Generator, node: exp.Filter) -> str:
    condition = to.sql(node.expression, "this")
    return f"{to.sql(node, 'this')} FILTER (WHERE {condition})"


def _paren(to: Generator, node: exp.Paren) -> str:
    inner = to.sql(node, "this")
    return to.paren_sql(node) if "\n" in inner else f"({inner})"


def _in(to: Generator, node: exp.In) -> str:
    return f"{to.sql(node, 'this')} IN ({to.expressions(node, flat=True)})"


COMMON: Mapping[type[exp.Expr], Handler] = {
    exp.Ordered: _ordered,
    exp.Not: _not,
    exp.Filter: _filter,
    exp.Paren: _paren,
    exp.In: _in,
    exp.Select: lambda to, node: str(to.select_sql(node)),
    exp.Pivot: lambda to, node: str(to.pivot_sql(node)),
}


@frozen
class Printer:
    """A stock generator, and what is printed in another way than its own."""

    generator: type[Generator]
    handlers: Mapping[type[exp.Expr], Handler] = field(factory=dict)
    """Before those that all dialects share."""

    def text(self, node: exp.Expr, dialect: str, *, pretty: bool = True) -> str:
        """The SQL text of a tree, which is used up: build another to print again."""
        options: dict[str, Any] = {"dialect": dialect, "pretty": pretty, "max_text_width": 100}
        made: Any = self.generator(**options)
        made._dispatch = {**made._dispatch, **COMMON, **self.handlers}
        mark = _protected(node, made.SENTINEL_LINE_BREAK)
        text: str = made.generate(node, copy=False)
        return text.replace(mark, made.SENTINEL_LINE_BREAK) if mark else text


def text_of(node: exp.Expr, printer: Printer, dialect: str, *, pretty: bool = True) -> str:
    """The SQL text of a tree, which is used up: build another to print again."""
    return printer.text(node, dialect, pretty=pretty)


def _protected(node: exp.Expr, word: str) -> str:
    """Write a mark for a word that means a line break to sqlglot, where a literal or name holds it; gives the mark."""
    named = [item for item in node.find_all(exp.Literal, exp.Identifier) if word in item.this]
    if not named:
        return ""
    texts = [str(item.this) for item in node.find_all(exp.Literal, exp.Identifier)]
    number = 0
    while any(f"LineBreak{number}" in text for text in texts):
        number += 1
    for item in named:
        item.set("this", item.this.replace(word, f"LineBreak{number}"))
    return f"LineBreak{number}"
