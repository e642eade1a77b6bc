"""Which points in time are always the first moment of a day: dates, days cut off timestamps, and what comes of them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import assert_never

from attrs import field, frozen

from lockgate.analysis.graph import build_order
from lockgate.analysis.memo import memoised
from lockgate.analysis.per_relation import PerRelation
from lockgate.ir import rel as relations
from lockgate.ir.expr import AggregateCall, Call, Case, Cast, Column, Expr, Literal, WindowCall
from lockgate.ir.functions import interval_unit
from lockgate.ir.functions.instants import CALENDAR_UNITS
from lockgate.ir.infer import infer
from lockgate.ir.program import Program
from lockgate.ir.rel import Join, Rel
from lockgate.ir.types import DATE, Schema

Names = frozenset[str]
NONE: Names = frozenset()
DEEPEST = 30
_CHOOSING = frozenset(("coalesce", "greatest", "least", "min", "max", "first_value", "last_value", "lag", "lead"))


@frozen(eq=False)
class Midnights(PerRelation[Names]):
    """The columns of each relation that are always at midnight."""

    interfaces: dict[str, Names] = field(factory=dict)

    def inside(self, rel: Rel) -> Names:
        """Those that the expressions of a relation find."""
        match rel:
            case relations.Scan() | relations.Values() | relations.SetOperation():
                return NONE
            case Join():
                return self.of(rel.left) | self.of(rel.right)
            case _:
                return self.of(rel.input)

    def _rule(self, rel: Rel) -> Names:
        return self._made(rel) | _dates(rel.schema)

    def _made(self, rel: Rel) -> Names:
        done = self._relations
        match rel:
            case relations.Scan():
                return self.interfaces.get(rel.dataset, NONE)
            case relations.Values() | relations.Unpivot() | relations.Unnest():
                return NONE
            case (
                relations.Bind()
                | relations.Sort()
                | relations.Limit()
                | relations.Distinct()
                | relations.DistinctOn()
                | relations.Filter()
            ):
                return done[id(rel.input)]
            case relations.Project():
                return self._named(rel.columns, done[id(rel.input)], rel.input.schema)
            case Join():
                return done[id(rel.left)] | done[id(rel.right)]
            case relations.Aggregate():
                return self._named((*rel.groups, *rel.aggregates), done[id(rel.input)], rel.input.schema)
            case relations.SetOperation():
                return frozenset(
                    name
                    for place, name in enumerate(rel.schema.names)
                    if all(item.schema.names[place] in done[id(item)] for item in rel.inputs)
                )
            case _:
                assert_never(rel)

    def _named(self, named: tuple[relations.Named, ...], below: Names, schema: Schema) -> Names:
        return frozenset(name for name, expr in named if at_midnight(expr, below, schema))


def _dates(schema: Schema) -> Names:
    return frozenset(item.name for item in schema if item.type == DATE)


def at_midnight(expr: Expr, columns: Names, schema: Schema, depth: int = 0) -> bool:
    """Whether every value of an expression is a date or the first moment of one; `columns` are those that are."""
    if depth > DEEPEST:
        return False
    match expr:
        case Column():
            return expr.name in columns
        case Literal():
            if isinstance(expr.value, datetime.datetime):
                return expr.value.time() == datetime.time()
            return isinstance(expr.value, datetime.date)
        case Cast() if not expr.safe and at_midnight(expr.operand, columns, schema, depth + 1):
            return True
        case Case():
            values = [value for _, value in expr.branches]
            values += [expr.default] if expr.default is not None else []
            return all(_null(value) or at_midnight(value, columns, schema, depth + 1) for value in values)
        case WindowCall():
            return at_midnight(expr.function, columns, schema, depth + 1)
        case Call() | AggregateCall():
            if _call(expr, columns, schema, depth):
                return True
        case _:
            pass
    return infer(expr, schema)[0] == DATE


def _null(expr: Expr) -> bool:
    return isinstance(expr, Literal) and expr.value is None


def _call(call: Call | AggregateCall, columns: Names, schema: Schema, depth: int) -> bool:
    args = call.args
    match call.function:
        case "date_trunc":
            return isinstance(args[0], Literal) and args[0].value in CALENDAR_UNITS
        case "at_zone":
            return at_midnight(args[0], columns, schema, depth + 1)
        case "+" | "-":
            lengths = [interval_unit(arg) in CALENDAR_UNITS for arg in args]
            moments = [arg for arg, length in zip(args, lengths, strict=True) if not length]
            return any(lengths) and all(at_midnight(arg, columns, schema, depth + 1) for arg in moments)
        case "if":
            return all(at_midnight(arg, columns, schema, depth + 1) for arg in args[1:])
        case "lag" | "lead" | "min_by" | "max_by":
            return at_midnight(args[0], columns, schema, depth + 1) and len(args) < 3
        case _:
            pass
    return call.function in _CHOOSING and all(at_midnight(arg, columns, schema, depth + 1) for arg in args)


@memoised
def midnights(program: Program) -> Midnights:
    """The columns of a program that are always at midnight."""
    known = Midnights()
    models: Mapping[str, Rel | None] = {model.name: None if model.broken else model.query for model in program.models}
    for name in build_order(program):
        query = models[name]
        if query is not None:
            known.interfaces[name] = known.of(query)
    return known
