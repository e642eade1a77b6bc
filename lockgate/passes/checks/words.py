"""What the author calls a thing: relations and columns, for messages and for fixes."""

from __future__ import annotations

from collections.abc import Iterable

from lockgate.grammar.keywords import quote_name
from lockgate.ir.rel import Bind, Join, Project, Rel, Scan
from lockgate.ir.traverse import walk


def called(rel: Rel) -> str:
    """The dataset or binding that a side of a join is, or what it was called."""
    while True:
        match rel:
            case Scan():
                return f"`{rel.dataset}`"
            case Bind():
                return f"`{rel.name}`"
            case Project() if rel.hint is None or isinstance(rel.input, (Scan, Bind)):
                rel = rel.input
            case _:
                return f"`{rel.hint}`" if rel.hint else "the joined rows"


def listed(columns: Iterable[str]) -> str:
    """`a`, `b` and `c`."""
    shown = [f"`{name}`" for name in columns]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)


def written(column: str, side: Rel, other: Rel) -> str | None:
    """How a condition names a column of one side: with its alias where the other side has the name too.

    A join's right side bears `alias.column` where the names collide; None where no alias is known.
    """
    if "." in column:
        alias, _, name = column.partition(".")
        return f"{quote_name(alias)}.{quote_name(name)}"
    ambiguous = column in other.schema or any(name.endswith(f".{column}") for name in other.schema.names)
    if not ambiguous:
        return quote_name(column)
    aliases = {item.hint for item in walk(side) if isinstance(item, Scan) and column in item.schema}
    if len(aliases) != 1:
        return None
    alias_found = next(iter(aliases))
    return f"{quote_name(alias_found)}.{quote_name(column)}" if alias_found else None


def ordered(columns: Iterable[str], rel: Rel) -> list[str]:
    """Columns as the relation has them in order."""
    place = {name: index for index, name in enumerate(rel.schema.names)}
    return sorted(columns, key=lambda name: place.get(name, len(place)))


def join_place(rel: Join) -> str:
    """`inner join`, `left join`, …"""
    return "join" if rel.kind == "inner" else f"{rel.kind} join"
