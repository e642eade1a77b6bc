"""Makes a case small that shows a difference: change by change, as long as the smaller one shows it too."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from attrs import evolve

from lockgate.ir.rel import Rel, Scan
from lockgate.ir.traverse import map_children, walk
from lockgate.ir.types import Schema
from lockgate.ir.verify import verify_rel
from tests.engine_fuzz import datasets
from tests.engine_fuzz.case import Case
from tests.engine_fuzz.simpler import fewer_parts, inputs, simpler_expressions

MOST_TRIES = 4000


def shrunk(case: Case, shows: Callable[[Case], bool]) -> Case:
    """The smallest case found that still shows what the first did."""
    left = MOST_TRIES
    progress = True
    while progress:
        progress = False
        for smaller in _smaller(case):
            left -= 1
            if left < 0:
                return case
            if _is_well_formed(smaller.rel) and shows(smaller):
                case, progress = _without_unread(smaller), True
                break
    return case


def _is_well_formed(rel: Rel) -> bool:
    try:
        return len(rel.schema) > 0 and not verify_rel(rel)
    except (KeyError, AssertionError, IndexError, AttributeError):
        return False  # a column that is no longer there


def _without_unread(case: Case) -> Case:
    read = {item.dataset for item in walk(case.rel) if isinstance(item, Scan)}
    return evolve(case, tables={name: table for name, table in case.tables.items() if name in read})


def _smaller(case: Case) -> Iterator[Case]:
    """What takes much away comes first."""
    for change in (inputs, fewer_parts):
        for item in reversed(list(walk(case.rel))):
            for new in change(item):
                yield evolve(case, rel=_with(case.rel, {id(item): new}))
    yield from _fewer_rows(case)
    yield from _fewer_columns(case)
    for item in walk(case.rel):
        for new in simpler_expressions(item):
            yield evolve(case, rel=_with(case.rel, {id(item): new}))
    yield from _plainer_cells(case)


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
