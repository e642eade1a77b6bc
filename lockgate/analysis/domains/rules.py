"""How each relation changes what its columns can be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import reduce

from attrs import frozen

from lockgate.analysis.domains import parts as sets
from lockgate.analysis.domains.conditions import TRUE, assume, filled
from lockgate.analysis.domains.domain import Domain, anything, constant, either, has_order
from lockgate.analysis.domains.env import Env
from lockgate.analysis.domains.values import value
from lockgate.ir import rel as relations
from lockgate.ir.expr import AggregateCall, Column, Expr, Literal
from lockgate.ir.nonnull import required
from lockgate.ir.program import Source
from lockgate.ir.types import STRING, Schema
from lockgate.source import Span

Columns = Mapping[str, Domain]


@frozen(eq=False)
class Rules:
    """`refine` says whether conditions count; without, only what is promised does."""

    params: frozenset[Span]
    refine: bool

    def env(self, columns: Columns) -> Env:
        """A place where these columns are."""
        return Env(columns, self.params)

    def where(self, columns: Columns, predicate: Expr | None) -> Columns:
        """The columns in the rows for which a condition is true; as they were where it never is."""
        if predicate is None or not self.refine:
            return columns
        env: Env | None = assume(predicate, TRUE, self.env(columns))
        if env is None:
            return columns
        found = env.all_columns()
        for name in required(predicate):
            for known in (known for known in found if known.casefold() == name):
                found[known] = found[known].filled()
        return found

    def project(self, named: Sequence[relations.Named], below: Columns) -> Columns:
        """Named expressions."""
        made: dict[str, Domain] = {}
        env = self.env(below)
        for name, expr in named:
            made[name] = env.column(expr.name) if isinstance(expr, Column) else value(expr, env.fresh())
        return made

    def join(self, rel: relations.Join, left: Columns, right: Columns) -> Columns:
        """Both sides where they match; a side that may be missing may be NULL."""
        both = {**left, **right}
        if rel.kind in ("inner", "cross"):
            return self.where(both, rel.predicate)
        if rel.kind == "semi":
            met = self.where(both, rel.predicate)
            return {name: met[name] for name in left}
        if rel.kind == "anti":
            return left
        met = self.where(both, rel.predicate) if rel.kind != "full" else both
        missing = {"left": [*right], "right": [*left]}.get(rel.kind, [*both])
        return {**both, **{name: met[name].or_null() for name in missing}}

    def aggregate(self, rel: relations.Aggregate, below: Columns) -> Columns:
        """The groups, and then the aggregates."""
        made = dict(self.project((*rel.groups, *rel.aggregates), below))
        if not rel.groups or rel.sets is not None:  # groups that a set leaves out are NULL; a total may be of no row
            made = {name: known.or_null() if rel.schema[name].nullable else known for name, known in made.items()}
        if self.refine and rel.groups and rel.sets is None:  # a group has a row
            for name, expr in rel.aggregates:
                if isinstance(expr, AggregateCall) and expr.function == "count" and expr.filter is None:
                    if not expr.args or not value(expr.args[0], self.env(below)).nullable:
                        made[name] = made[name].within(sets.at_least(1))
        return made

    def unnest(self, rel: relations.Unnest, below: Columns) -> Columns:
        """The columns, and an element."""
        env = filled(rel.expr, self.env(below), 0)
        found = dict(below if env is None else env.all_columns())
        return {**found, rel.name: anything(rel.schema[rel.name].type, True)}


def unpivoted(rel: relations.Unpivot, below: Columns) -> Columns:
    """The values of all the columns in one."""
    named = Domain(STRING, sets.points(rel.columns), False)
    turned = reduce(either, (below[name] for name in rel.columns))
    return {**below, rel.name: named, rel.value: turned}


def literal_rows(rel: relations.Values) -> Columns:
    """Strings are what stands there; of other values a few rows tell nothing."""
    made: dict[str, Domain] = {}
    for place, name in enumerate(rel.names):
        field = rel.schema[name]
        made[name] = anything(field.type, field.nullable)
        column = [row[place] for row in rel.rows]
        if field.type == STRING and all(isinstance(item, Literal) for item in column):
            found = reduce(either, (constant(item) for item in column if isinstance(item, Literal)))
            if len(found.parts) > 1:
                made[name] = found
    return made


def combined(rel: relations.SetOperation, inputs: Sequence[Columns], schemas: Sequence[Schema]) -> Columns:
    """A union has what either has; an intersection, what both have; a difference, what the first has."""
    made = dict(inputs[0])
    if rel.kind == "except":
        return made
    for columns, schema in zip(inputs[1:], schemas[1:], strict=True):
        for mine, theirs in zip(rel.schema.names, schema.names, strict=True):
            a, b = made[mine], columns[theirs]
            if rel.kind == "intersect":
                shared = sets.intersect(a.parts, b.parts)
                made[mine] = Domain(a.type, shared, a.nullable and b.nullable, a.place or b.place)
            else:
                made[mine] = either(a, b)
    return made


def promised(source: Source) -> Columns:
    """What a source says of its columns."""
    made: dict[str, Domain] = {}
    for column in source.columns:
        found = anything(column.type, column.nullable)
        if has_order(column.type):
            if column.domain:
                said = [literal.value for literal in column.domain if literal.value is not None]
                if said and all(sets.family(item) for item in said):
                    found = Domain(
                        column.type,
                        sets.intersect(found.parts, sets.points(said)),
                        column.nullable,
                        column.span,
                    )
            if column.between is not None and all(item.value is not None for item in column.between):
                low, high = (item.value for item in column.between)
                parts = sets.intersect(found.parts, sets.between(low, high))
                found = Domain(column.type, parts, column.nullable, column.span)
        made[column.name] = found
    return made


def agreeing(columns: Columns, schema: Schema) -> Columns:
    """Under the schema's types, and never NULL where the schema says so."""
    made: dict[str, Domain] = {}
    for field in schema:
        found = columns.get(field.name)
        if found is None:
            made[field.name] = anything(field.type, field.nullable)
            continue
        if found.nullable and not field.nullable:
            found = found.filled()
        made[field.name] = found.typed(field.type)
    return made
