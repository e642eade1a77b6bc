"""Names of columns as Spark reads them, and short ones for what a join had to rename."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import frozen

from lockgate.codegen.pyspark import tree
from lockgate.codegen.pyspark.identifiers import identifier
from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.dialect import Node
from lockgate.ir.rel import Project, Rel, Unpivot
from lockgate.ir.traverse import walk
from lockgate.ir.types import Schema, Type


def reference(name: str) -> str:
    """What refers to a column: the bare name where Spark would not read more into it."""
    plain = name and not any(char in name for char in ".`*") and name.strip() == name
    return name if plain else f"`{name.replace('`', '``')}`"


def column(name: str) -> tree.Expr:
    """`F.col("name")`."""
    return tree.functions("col", tree.const(reference(name)))


class Renames:
    """`a.id`, the name of a joined table's column that had a namesake, is called `a_id` inside a function."""

    def __init__(self, rel: Rel) -> None:
        self._short: dict[str, str] = {}
        known: dict[str, None] = {}
        kept = {name.casefold() for name in rel.schema.names}
        made: list[str] = []
        for item in walk(rel):
            known.update((name.casefold(), None) for name in item.schema.names)
            if isinstance(item, Project):
                made += (name for name, _ in item.columns if "." in name)
            if isinstance(item, Unpivot):
                kept.update(name.casefold() for name in item.columns)
        for name in made:
            if name.casefold() in kept or name.casefold() in self._short:
                continue
            short, count = identifier(name), 2
            while short in known:
                short, count = f"{identifier(name)}_{count}", count + 1
            known[short] = None
            self._short[name.casefold()] = short
        self._known = known

    def __call__(self, name: str) -> str:
        return self._short.get(name.casefold(), name)

    def free(self, wanted: str) -> str:
        """A name that no column has."""
        name, count = wanted, 2
        while name.casefold() in self._known:
            name, count = f"{wanted}_{count}", count + 1
        return name


@frozen
class Columns:
    """The columns of a DataFrame, as expressions name them."""

    known: Schema
    renames: Renames

    def column(self, name: str) -> Node:
        return nodes.column(self.renames(name))

    def type(self, name: str) -> Type:
        return self.known[name].type

    def schema(self) -> Schema:
        return self.known


def names(columns: Iterable[str]) -> list[tree.Expr]:
    """References as arguments."""
    return [tree.const(reference(item)) for item in columns]
