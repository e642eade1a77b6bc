"""A DataFrame in the making: the expression so far and the columns that it really has."""

from __future__ import annotations

import ast
from collections.abc import Iterable

from attrs import evolve, frozen

from lockgate.codegen.pyspark import tree

MIN_HINT = 3


@frozen
class Frame:
    """`node` is a chain of methods on a variable, with `columns` in their order."""

    node: tree.Expr
    columns: tuple[str, ...]
    hint: str
    calls: int = 0
    """Methods of the chain; none, and it is a variable."""

    def then(
        self, method: str, *args: tree.Expr, columns: Iterable[str] | None = None, **keywords: tree.Expr
    ) -> Frame:
        """The frame with one more method called on it."""
        return evolve(
            self,
            node=tree.method(self.node, method, *args, **keywords),
            columns=self.columns if columns is None else tuple(columns),
            calls=self.calls + method.count(".") + 1,
        )

    def dropping(self, *names: str) -> Frame:
        """The frame without some columns."""
        columns = tuple(item for item in self.columns if item not in names)
        node = self.node
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "drop":
            more = tree.call(node.func, *node.args, *map(tree.const, names))
            return evolve(self, node=more, columns=columns)
        return self.then("drop", *map(tree.const, names), columns=columns)

    def called(self, hint: str | None) -> Frame:
        """The frame under a better name, if that is one: an alias of a letter or two says less."""
        return self if hint is None or len(hint) < MIN_HINT else evolve(self, hint=hint)

    @property
    def folded(self) -> frozenset[str]:
        return frozenset(name.casefold() for name in self.columns)
