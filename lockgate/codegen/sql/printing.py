"""Text from sqlglot nodes, with what sqlglot leaves to defaults written out.

NULL placement is always printed, `NOT IN` reads as one operator, and no transformation of sqlglot's
own touches the tree: what our tables built is what is printed.
"""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.generator import Generator

from lockgate.codegen.sql.printer import Printer

LINE_BREAK = "\x00line\x00"
"""Stands for a line break inside a literal or name while the text is laid out; literals hold no NUL character."""


class Printing(Generator):
    """What all dialects' printers have in common."""

    SENTINEL_LINE_BREAK = LINE_BREAK

    def ordered_sql(self, expression: exp.Ordered) -> str:
        direction = " DESC" if expression.args.get("desc") else ""
        nulls = "FIRST" if expression.args.get("nulls_first") else "LAST"
        return f"{self.sql(expression, 'this')}{direction} NULLS {nulls}"

    def not_sql(self, expression: exp.Not) -> str:
        inner = expression.this
        if isinstance(inner, exp.In):
            return f"{self.sql(inner, 'this')} NOT IN ({self.expressions(inner, flat=True)})"
        if isinstance(inner, exp.Between):
            low, high = self.sql(inner, "low"), self.sql(inner, "high")
            return f"{self.sql(inner, 'this')} NOT BETWEEN {low} AND {high}"
        if isinstance(inner, exp.Like):
            return f"{self.sql(inner, 'this')} NOT LIKE {self.sql(inner, 'expression')}"
        if isinstance(inner, exp.Escape):
            like = inner.this
            pattern, escape = self.sql(like, "expression"), self.sql(inner, "expression")
            return f"{self.sql(like, 'this')} NOT LIKE {pattern} ESCAPE {escape}"
        return super().not_sql(expression)

    def filter_sql(self, expression: exp.Filter) -> str:
        condition = self.sql(expression.expression, "this")
        return f"{self.sql(expression, 'this')} FILTER (WHERE {condition})"

    def paren_sql(self, expression: exp.Paren) -> str:
        inner = self.sql(expression, "this")
        return super().paren_sql(expression) if "\n" in inner else f"({inner})"

    def in_sql(self, expression: exp.In) -> str:
        return f"{self.sql(expression, 'this')} IN ({self.expressions(expression, flat=True)})"


def text_of(
    node: exp.Expr, printer: type[Generator] | Printer, dialect: str, *, pretty: bool = True
) -> str:
    """The SQL text of a tree, which is used up: build another to print again."""
    if isinstance(printer, Printer):
        return printer.text(node, dialect, pretty=pretty)
    options: dict[str, Any] = {"dialect": dialect, "pretty": pretty, "max_text_width": 100}
    return printer(**options).generate(node, copy=False)
