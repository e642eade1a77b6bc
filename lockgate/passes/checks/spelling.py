"""How a column of a relation is written in the text behind it, for fixes."""

from __future__ import annotations

from lockgate.grammar.keywords import quote_name
from lockgate.ir.rel import Project, Rel, Scan, Values
from lockgate.ir.traverse import walk


def spelled(column: str, rel: Rel) -> str | None:
    """The column's name, with its alias where another table of the query has the name too; None where it is not known.

    The right side of a join bears `alias.column` where the names collide, the left side then only `column`.
    """
    alias, dot, name = column.partition(".")
    if dot:
        return f"{quote_name(alias)}.{quote_name(name)}"
    if not any(item.endswith(f".{column}") for item in rel.schema.names):
        return quote_name(column)
    aliases = {
        item.hint
        for item in walk(rel)
        if isinstance(item, (Scan, Project, Values)) and item.hint and column in item.schema
    }
    return f"{quote_name(min(aliases))}.{quote_name(column)}" if len(aliases) == 1 else None
