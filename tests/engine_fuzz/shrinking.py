"""Makes a case small that shows a difference: change by change, as long as the smaller one shows it too."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice

from attrs import evolve

from lockgate.ir.expr import AggregateCall
from lockgate.ir.rel import Aggregate, Rel, Scan
from lockgate.ir.traverse import map_children, walk
from lockgate.ir.types import Schema
from lockgate.ir.verify import verify_rel
from tests.engine_fuzz import datasets
from tests.engine_fuzz.case import Case
from tests.engine_fuzz.simpler import fewer_parts, inputs, simpler_expressions

Shows = Callable[[Case], bool]
Stage = Callable[[Case], Iterator[Case]]
MOST_TRIES = 2000


def shrunk(case: Case, shows: Shows) -> Case:
    """The smallest case found that still shows what the first did."""
    tries = iter(range(MOST_TRIES))
    before: Case | None = None
    while before is not case:
        before = case
        for stage in (
            _fewer_steps,
            _fewer_rows,
            _fewer_parts,
            _fewer_columns,
            _simpler_expressions,
            _plainer_cells,
        ):
            case = _while_it_helps(case, stage, shows, tries)
    return case


def _while_it_helps(case: Case, stage: Stage, shows: Shows, tries: Iterator[int]) -> Case:
    """After a change that helps, the changes before it are not tried again: they did not help a larger case."""
    place = 0
    while True:
        for smaller in islice(stage(case), place, None):
            if _is_well_formed(smaller.rel):
                if next(tries, None) is None:
                    return case
                if shows(smaller):
                    case = _without_unread(smaller)
                    break
            place += 1
        else:
            return case


def _is_well_formed(rel: Rel) -> bool:
    try:
        return len(rel.schema) > 0 and not verify_rel(rel) and all(map(_names_its_groups, walk(rel)))
    except (KeyError, AssertionError, IndexError, AttributeError):
        return False  # a column that is no longer there


def _names_its_groups(rel: Rel) -> bool:
    if not isinstance(rel, Aggregate):
        return True
    calls = (call for _, call in rel.aggregates if isinstance(call, AggregateCall))
    groups = [expr for _, expr in rel.groups]
    return all(call.args[0] in groups for call in calls if call.function == "grouping")


def _without_unread(case: Case) -> Case:
    read = {item.dataset for item in walk(case.rel) if isinstance(item, Scan)}
    return evolve(case, tables={name: table for name, table in case.tables.items() if name in read})


def _fewer_steps(case: Case) -> Iterator[Case]:
    return _changed(case, inputs)


def _fewer_parts(case: Case) -> Iterator[Case]:
    return _changed(case, fewer_parts)


def _simpler_expressions(case: Case) -> Iterator[Case]:
    return _changed(case, simpler_expressions)


def _changed(case: Case, change: Callable[[Rel], Iterator[Rel]]) -> Iterator[Case]:
    """The last steps come first: they take most with them."""
    for item in reversed(list(walk(case.rel))):
        for new in change(item):
            yield evolve(case, rel=_with(case.rel, {id(item): new}))


def _with(rel: Rel, changes: dict[int, Rel]) -> Rel:
    """The pipeline with other relations in place of some, by identity."""
    made: dict[int, Rel] = {}
    for item in walk(rel):
        made[id(item)] = changes.get(id(item)) or map_children(item, lambda child: made[id(child)])
    return made[id(rel)]


def _fewer_rows(case: Case) -> Iterator[Case]:
    for name, (schema, rows) in case.tables.items():
        for size in (len(rows), len(rows) // 2, 1):
            for start in range(0, len(rows), size) if size else ():
                kept = [*rows[:start], *rows[start + size :]]
                yield evolve(case, tables={**case.tables, name: (schema, kept)})


def _fewer_columns(case: Case) -> Iterator[Case]:
    for name, (schema, rows) in case.tables.items():
        for place, gone in enumerate(schema) if len(schema) > 1 else ():
            less = Schema(tuple(item for item in schema if item is not gone))
            table = (less, [(*row[:place], *row[place + 1 :]) for row in rows])
            scans = {
                id(item): evolve(item, schema=less)
                for item in walk(case.rel)
                if isinstance(item, Scan) and item.dataset == name
            }
            yield evolve(case, rel=_with(case.rel, dict(scans)), tables={**case.tables, name: table})


def _plainer_cells(case: Case) -> Iterator[Case]:
    for name, (schema, rows) in case.tables.items():
        for number, row in enumerate(rows):
            for place, item in enumerate(schema):
                first = datasets.PLAIN.get(item.type, (None,))[0]
                for value in (None, first) if item.nullable else (first,):
                    if value == row[place]:
                        break
                    changed = (*row[:place], value, *row[place + 1 :])
                    kept = [*rows[:number], changed, *rows[number + 1 :]]
                    yield evolve(case, tables={**case.tables, name: (schema, kept)})
