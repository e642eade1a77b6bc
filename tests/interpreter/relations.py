"""Relations: each operator takes tables and gives one, nested loops and all."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import chain
from typing import Any

from lockgate.ir.expr import AggregateCall, WindowCall
from lockgate.ir.rel import (
    Aggregate,
    Bind,
    Distinct,
    DistinctOn,
    Filter,
    Join,
    Limit,
    Project,
    Rel,
    Scan,
    SetOperation,
    Sort,
    Unnest,
    Unpivot,
    Values,
)
from lockgate.ir.traverse import children, walk
from lockgate.ir.traverse_expr import walk_expr
from lockgate.ir.types import Schema
from tests.interpreter.aggregates import aggregate
from tests.interpreter.casts import cast
from tests.interpreter.expressions import Evaluator
from tests.interpreter.ordering import compared, keys_of, must_be_same, sorted_places
from tests.interpreter.table import Ordering, Table
from tests.interpreter.values import Row, key, unique
from tests.interpreter.windows import window

Tables = Mapping[str, tuple[Schema, Sequence[Row]]]
"""Datasets by name."""


class Interpreter:
    """Computes relations over tables, each once."""

    def __init__(self, tables: Tables, parameters: Mapping[str, Any] | None = None) -> None:
        self.tables = tables
        self.parameters = parameters or {}
        self._known: dict[int, tuple[Rel, Table]] = {}

    def table(self, rel: Rel) -> Table:
        """The rows of a relation; raises Failure or Unspecified."""
        for item in walk(rel):
            if id(item) not in self._known:
                inputs = [self._known[id(child)][1] for child in children(item)]
                self._known[id(item)] = (item, _OPERATORS[type(item)](self, item, *inputs))
        return self._known[id(rel)][1]

    def at(self, schema: Schema, windows: Sequence[WindowCall] = ()) -> Evaluator:
        """What computes expressions over rows of a schema."""
        return Evaluator(schema, self.parameters, windows)


def _scan(run: Interpreter, rel: Scan) -> Table:
    schema, rows = run.tables[rel.dataset]
    places = [schema.names.index(schema[item.name].name) for item in rel.schema]
    return Table(rel.schema, [tuple(row[place] for place in places) for row in rows])


def _values(run: Interpreter, rel: Values) -> Table:
    at = run.at(Schema(()))
    kinds = [item.type for item in rel.schema]
    rows = [
        tuple(at.as_type(item, (), kind) for item, kind in zip(row, kinds, strict=True)) for row in rel.rows
    ]
    return Table(rel.schema, rows)


def _bind(run: Interpreter, rel: Bind, table: Table) -> Table:
    return Table(rel.schema, table.rows)


def _filter(run: Interpreter, rel: Filter, table: Table) -> Table:
    at = run.at(table.schema)
    return table.chosen([place for place, row in enumerate(table.rows) if at.holds(rel.predicate, row)])


def _project(run: Interpreter, rel: Project, table: Table) -> Table:
    found = (item for _, expr in rel.columns for item in walk_expr(expr) if isinstance(item, WindowCall))
    calls = list(dict.fromkeys(found))
    before = run.at(table.schema)
    columns = [window(before, call, table.rows) for call in calls]
    at = run.at(table.schema, calls)
    rows = [
        tuple(at.value(expr, (*row, *more)) for _, expr in rel.columns)
        for row, *more in zip(table.rows, *columns, strict=True)
    ]
    return Table(rel.schema, rows, table.ordering)


def _join(run: Interpreter, rel: Join, left: Table, right: Table) -> Table:
    at = run.at(Schema((*left.schema.fields, *right.schema.fields)))
    pairs = [
        (a, b)
        for a, one in enumerate(left.rows)
        for b, other in enumerate(right.rows)
        if rel.predicate is None or at.holds(rel.predicate, (*one, *other))
    ]
    met, hit = {a for a, _ in pairs}, {b for _, b in pairs}
    if rel.kind in ("semi", "anti"):
        kept = [row for a, row in enumerate(left.rows) if (a in met) == (rel.kind == "semi")]
        return Table(rel.schema, kept)
    rows = [(*left.rows[a], *right.rows[b]) for a, b in pairs]
    if rel.kind in ("left", "full"):
        nulls = (None,) * len(right.schema)
        rows += [(*row, *nulls) for a, row in enumerate(left.rows) if a not in met]
    if rel.kind in ("right", "full"):
        nulls = (None,) * len(left.schema)
        rows += [(*nulls, *row) for b, row in enumerate(right.rows) if b not in hit]
    return Table(rel.schema, rows)


def _aggregate(run: Interpreter, rel: Aggregate, table: Table) -> Table:
    at = run.at(table.schema)
    values = [tuple(at.value(expr, row) for _, expr in rel.groups) for row in table.rows]
    made: list[Row] = []
    for chosen in rel.sets if rel.sets is not None else (tuple(range(len(rel.groups))),):
        groups: dict[Any, tuple[Row, list[Row]]] = {}
        if not chosen:
            groups[()] = ((), [])
        for row, known in zip(table.rows, values, strict=True):
            shown = tuple(value if place in chosen else None for place, value in enumerate(known))
            kept = key([known[place] for place in chosen])
            groups.setdefault(kept, (shown, []))[1].append(row)
        for shown, rows in groups.values():
            labels = shown or (None,) * len(rel.groups)
            made.append((*labels, *(_measure(at, rel, expr, chosen, rows) for _, expr in rel.aggregates)))
    return Table(rel.schema, made)


def _measure(at: Evaluator, rel: Aggregate, expr: Any, chosen: tuple[int, ...], rows: list[Row]) -> Any:
    assert isinstance(expr, AggregateCall)
    if expr.function != "grouping":
        return aggregate(at, expr, rows)
    place = next(place for place, (_, group) in enumerate(rel.groups) if group == expr.args[0])
    return int(place not in chosen)


def _distinct(run: Interpreter, rel: Distinct, table: Table) -> Table:
    return Table(rel.schema, unique(table.rows))


def _sort(run: Interpreter, rel: Sort, table: Table) -> Table:
    at = run.at(table.schema)
    keys = [keys_of(at, rel.keys, row) for row in table.rows]
    places = sorted_places(rel.keys, keys)
    ordering = Ordering(rel.keys, [keys[place] for place in places])
    return Table(rel.schema, [table.rows[place] for place in places], ordering)


def _distinct_on(run: Interpreter, rel: DistinctOn, table: Table) -> Table:
    at = run.at(table.schema)
    places = [table.schema.names.index(table.schema[name].name) for name in rel.keys]
    first: dict[Any, tuple[Row, Any]] = {}
    for row in table.rows:
        group, own = key([row[place] for place in places]), keys_of(at, rel.order, row)
        known = first.setdefault(group, (row, own))
        if compared(rel.order, own, known[1]) < 0:
            first[group] = (row, own)
    for row in table.rows:
        known = first[key([row[place] for place in places])]
        if compared(rel.order, keys_of(at, rel.order, row), known[1]) == 0:
            must_be_same("distinct on", row, known[0])
    return Table(rel.schema, [row for row, _ in first.values()])


def _limit(run: Interpreter, rel: Limit, table: Table) -> Table:
    ends = rel.offset, rel.offset + rel.count
    known = table.ordering or Ordering((), [()] * len(table.rows))
    # Rows with one place in the order on both sides of an end must all be alike.
    for a, row in enumerate(table.rows):
        for b in range(a + 1, len(table.rows)):
            if any(a < end <= b for end in ends) and compared(known.order, known.keys[a], known.keys[b]) == 0:
                must_be_same("limit", row, table.rows[b])
    return table.chosen(list(range(len(table.rows)))[ends[0] : ends[1]])


def _set_operation(run: Interpreter, rel: SetOperation, *tables: Table) -> Table:
    kinds = [item.type for item in rel.schema]
    sides = [[_as(row, table.schema, kinds) for row in table.rows] for table in tables]
    if rel.kind == "union_all":
        return Table(rel.schema, list(chain(*sides)))
    if rel.kind == "union":
        return Table(rel.schema, unique(chain(*sides)))
    others = [set(map(key, side)) for side in sides[1:]]
    keep = all if rel.kind == "intersect" else lambda found: not any(found)
    rows = [row for row in unique(sides[0]) if keep(key(row) in other for other in others)]
    return Table(rel.schema, rows)


def _as(row: Row, schema: Schema, kinds: Sequence[Any]) -> Row:
    return tuple(cast(value, item.type, kind) for value, item, kind in zip(row, schema, kinds, strict=True))


def _unpivot(run: Interpreter, rel: Unpivot, table: Table) -> Table:
    at = run.at(table.schema)
    turned = {name.casefold() for name in rel.columns}
    kept = [place for place, item in enumerate(table.schema) if item.name.casefold() not in turned]
    kind = rel.schema[rel.value].type
    columns = [(table.schema[name].name, at.places[name.casefold()]) for name in rel.columns]
    return Table(
        rel.schema,
        [
            (*(row[other] for other in kept), name, cast(row[place], table.schema[name].type, kind))
            for row in table.rows
            for name, place in columns
        ],
    )


def _unnest(run: Interpreter, rel: Unnest, table: Table) -> Table:
    at = run.at(table.schema)
    return Table(rel.schema, [(*row, item) for row in table.rows for item in at.value(rel.expr, row) or ()])


_OPERATORS: dict[type, Callable[..., Table]] = {
    Scan: _scan,
    Values: _values,
    Bind: _bind,
    Filter: _filter,
    Project: _project,
    Join: _join,
    Aggregate: _aggregate,
    Distinct: _distinct,
    DistinctOn: _distinct_on,
    Sort: _sort,
    Limit: _limit,
    SetOperation: _set_operation,
    Unpivot: _unpivot,
    Unnest: _unnest,
}
