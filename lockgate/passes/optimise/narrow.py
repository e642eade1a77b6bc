"""Builds a relation over narrower inputs, without the columns that nothing needs."""

from __future__ import annotations

from collections.abc import Mapping
from operator import is_

from attrs import evolve

from lockgate.ir.expr import Column
from lockgate.ir.rel import Aggregate, Bind, Join, Project, Rel, SetOperation, Values
from lockgate.ir.traverse import children, map_children
from lockgate.passes.optimise.needs import Names, at_least_one, input_needs, kept_aggregates, kept_columns

Bodies = dict[int, Rel]
"""The narrowed input of each binding, by the identity of the old one: its uses, each a `Bind`, share it."""


def narrowed(rel: Rel, inputs: tuple[Rel, ...], needs: Mapping[int, Names], bodies: Bodies) -> Rel:
    """The relation over its new inputs; the same object if nothing changed."""
    needed = needs[id(rel)]
    if isinstance(rel, Bind):
        # What its uses need together lies on the input, which they share.
        body = bodies.setdefault(id(rel.input), _only(inputs[0], needs[id(rel.input)]))
        inputs = (body,)
    elif isinstance(rel, (Join, SetOperation)):
        wanted = input_needs(rel, needed)
        inputs = tuple(_only(item, names) for item, names in zip(inputs, wanted, strict=True))
    if isinstance(rel, SetOperation):
        return rel if all(map(is_, inputs, rel.inputs)) else evolve(rel, inputs=inputs)
    new = {id(old): made for old, made in zip(children(rel), inputs, strict=True)}
    made = map_children(rel, lambda child: new[id(child)])
    if isinstance(made, Project):
        columns = kept_columns(made.columns, needed)
        return made if len(columns) == len(made.columns) else evolve(made, columns=columns)
    if isinstance(made, Aggregate):
        aggregates = kept_aggregates(made, needed)
        return made if len(aggregates) == len(made.aggregates) else evolve(made, aggregates=aggregates)
    return _values(made, needed) if isinstance(made, Values) else made


def _only(rel: Rel, needed: Names) -> Rel:
    """The relation, under a projection where it has columns besides the needed ones."""
    names = at_least_one(needed, rel.schema)
    kept = tuple(name for name in rel.schema.names if name.casefold() in names)
    if len(kept) == len(rel.schema):
        return rel
    return Project(rel, tuple((name, Column(name)) for name in kept), hint=rel.hint)


def _values(rel: Values, needed: Names) -> Rel:
    wanted = at_least_one(needed, rel.schema)
    kept = [index for index, name in enumerate(rel.names) if name.casefold() in wanted]
    if len(kept) == len(rel.names):
        return rel
    rows = tuple(tuple(row[index] for index in kept) for row in rel.rows)
    return evolve(rel, names=tuple(rel.names[index] for index in kept), rows=rows)
