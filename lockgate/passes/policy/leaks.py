"""A leak in words: what arrived, hop by hop how, and what would mend it, the smallest change first."""

from __future__ import annotations

from itertools import pairwise

from lockgate.analysis.labelled import Node
from lockgate.diagnostics import Edit, Fix, Related
from lockgate.grammar.keywords import quote_name
from lockgate.ir import functions
from lockgate.ir.expr import Column
from lockgate.ir.functions import Binding, Typed
from lockgate.ir.policy import FlowRule
from lockgate.passes.policy.arrivals import Arrival

MOST = 24
"""Hops that are shown; of a longer path its first and last ones."""
ROWS = {
    "filter": "a filter",
    "join": "a join",
    "group by": "`group by`",
    "distinct": "`distinct`",
    "distinct on": "`distinct on`",
    "limit": "the order before a `limit`",
    "unnest": "`unnest`",
    "union": "the union",
    "union all": "the union",
    "intersect": "`intersect`",
    "except": "`except`",
}


def sentence(arrival: Arrival) -> str:
    """`pii of shop.customers.email reaches mart.contacts.contact`."""
    labels = " and ".join(f"`{label}`" for label in arrival.labels)
    start = f"{labels} of `{_full(arrival.path[0])}`"
    end = arrival.model.name if not arrival.column else f"{arrival.model.name}.{arrival.column}"
    if arrival.flow == "rows":
        said = f"{start} decides which rows `{arrival.model.name}` has"
    elif arrival.flow == "decided":
        said = f"{start} decides about `{end}`"
    else:
        said = f"{start} reaches `{end}`"
    if arrival.export is not None:
        joined = "and with it" if arrival.flow == "value" else "and it reaches"
        said = f"{said} {joined} the export to '{arrival.export.to.location}'"
    return said


def hops(arrival: Arrival) -> tuple[Related, ...]:
    """Each node of the path with its place, from the source on."""
    way = arrival.path
    found = [Related(f"`{_full(way[0])}` has the label {_own(way[0])}", way[0].span)]
    for before, node in pairwise(way):
        if not _same(before, node):
            found.append(Related(_hop(before, node), node.span))
    if arrival.export is not None:
        found.append(Related(f"`{arrival.model.name}` is exported", arrival.export.span))
    if len(found) > MOST:
        left = len(found) - MOST
        found = [*found[: MOST // 2], Related(f"{left} more hops"), *found[-MOST // 2 :]]
    return tuple(found)


def _same(before: Node, node: Node) -> bool:
    """What is computed under the name that it has in the end arrives with that, and rows that are chosen likewise."""
    if node.kind == "rows":
        return before.kind != "rows" and before.dataset == node.dataset
    return node.kind == "column" and before.kind == "value" and before.name == node.name


def _own(node: Node) -> str:
    return " and ".join(f"`{label}`" for label in sorted(node.own))


def _full(node: Node) -> str:
    return f"{node.dataset}.{node.name}" if node.name else node.dataset


def _hop(before: Node, node: Node) -> str:
    if node.kind == "rows":
        return f"so it decides which rows `{node.dataset}` has"
    if node.kind == "column":
        if before in node.conditions:
            return f"it decides about `{_full(node)}`"
        return f"it arrives in `{_full(node)}`"
    if node.kind == "value":
        verb = "decides about" if before not in node.inputs else "is computed into"
        return f"`{before.name or before.dataset}` {verb} `{node.name}` in `{node.dataset}`"
    by = ROWS.get(node.kind, node.kind)
    if before.kind in ROWS or before.kind == "rows":
        return f"its rows go into {by} in `{node.dataset}`"
    return f"{by} in `{node.dataset}` chooses rows by `{before.name}`"


def fixes(arrival: Arrival, rule: FlowRule) -> tuple[Fix, ...]:
    """Drop the column, or pass it through one of the functions, at the end of the query."""
    place = arrival.model.query_span
    if arrival.flow != "value" or place is None or arrival.export is not None:
        return ()
    column = quote_name(arrival.column)
    made: list[Fix] = []
    end = type(place)(place.file, place.end, place.end)
    needed = arrival.column in (arrival.model.key or ())
    if len(arrival.model.schema) > 1 and arrival.model.contract is None and not needed:
        made.append(Fix(f"drop `{arrival.column}`", (Edit(end, f"\n  |> drop {column}"),), "unsafe"))
    for name in rule.through:
        if _takes(name, arrival):
            text = f"\n  |> set {column} = {name}({column})"
            made.append(Fix(f"pass it through `{name}`", (Edit(end, text),), "unsafe"))
    return tuple(made)


def _takes(name: str, arrival: Arrival) -> bool:
    """Whether the function takes the column alone and gives the same type."""
    function = functions.lookup(name)
    if function is None or function.kind != "scalar":
        return False
    item = arrival.model.schema[arrival.column]
    bound = function.bind((Typed(Column(item.name), item.type, item.nullable),))
    return isinstance(bound, Binding) and bound.args == (item.type,) and bound.result == item.type
