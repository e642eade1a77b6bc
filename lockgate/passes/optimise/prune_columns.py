"""Leave out columns as soon as nothing above needs them.

    scan orders (id, customer, note) |> semi join (scan customers (key, name)) on (customer = key) |> project id
    →
    scan orders (id, customer, note) |> project id, customer |> semi join (scan customers (key, name) |> project key) …

Two walks: from the output down, each relation is told which of its columns are needed (a binding by all of its
uses together); from the sources up, the relations are built anew. Rows never change: `distinct` and the distinct
set operations need all their columns, and a relation of which only the rows count keeps one.
"""

from __future__ import annotations

from lockgate.ir.rel import Rel
from lockgate.ir.traverse import children, derive_new, walk
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.optimise.narrow import Bodies, narrowed
from lockgate.passes.optimise.needs import Names, input_needs


@compiler_pass("prune-columns", kind="optimise", after=("push-filters",))
def prune_columns(rel: Rel) -> Rel:
    """Leave out the columns that nothing needs, below joins, aggregates and bindings."""
    order = list(walk(rel))
    needs: dict[int, Names] = {id(rel): frozenset(rel.schema.by_name)}
    for item in reversed(order):
        for child, names in zip(children(item), input_needs(item, needs[id(item)]), strict=True):
            needs[id(child)] = needs.get(id(child), frozenset()) | names
    made: dict[int, Rel] = {}
    bodies: Bodies = {}
    for item in order:
        result = narrowed(item, tuple(made[id(child)] for child in children(item)), needs, bodies)
        derive_new(result, item)
        made[id(item)] = result
    return made[id(rel)]
