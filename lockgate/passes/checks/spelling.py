"""How a column of a relation is written in the text behind it, for messages and fixes."""

from __future__ import annotations

from collections.abc import Iterable

from lockgate.grammar.keywords import quote_name
from lockgate.ir.expr import AggregateCall
from lockgate.ir.rel import Aggregate, Project, Rel, Scan, Values
from lockgate.ir.traverse import walk

INTERNAL = "__"
"""How the names of aggregates begin that stand within a larger expression and so have none of their own."""


def spelled(column: str, rel: Rel) -> str | None:
    """The column's name, with its alias where another table of the query has the name too; None where it is not known.

    The right side of a join bears `alias.column` where the names collide, the left side then only `column`.
    """
    if column.startswith(INTERNAL):
        return None
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


def named(columns: Iterable[str], rel: Rel) -> list[str]:
    """Columns without their aliases; an aggregate that has no name as what it is."""
    calls = dict(rel.aggregates) if isinstance(rel, Aggregate) else {}
    found = []
    for column in columns:
        call = calls.get(column) if column.startswith(INTERNAL) else None
        if isinstance(call, AggregateCall):
            found.append(f"{call.function}({'…' if call.args else '*'})")
        else:
            found.append(column.rpartition(".")[2])
    return list(dict.fromkeys(found))
