"""Scans, literal rows and set operations: where rows come from."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import field, frozen

from lockgate.analysis.facts.dependencies import NOTHING, Dependency, Item, restricted
from lockgate.analysis.facts.facts import Facts, Origin, Repeat, Sets
from lockgate.analysis.facts.single import Fresh
from lockgate.ir import rel as relations
from lockgate.ir.expr import Literal
from lockgate.ir.history import HISTORY, VALID_FROM
from lockgate.ir.program import Model, Source

MOST_ROWS = 200
"""Literal rows that are compared with each other."""


@frozen(eq=False)
class Interface:
    """What those who read a dataset know of it, in terms of its columns."""

    unique: Sets = ()
    loose: Sets = ()
    """Sets that are unique among rows without a NULL in them."""
    dependencies: tuple[Dependency, ...] = ()
    constants: dict[str, Literal] = field(factory=dict)
    origin: dict[str, Origin] = field(factory=dict)
    holds: frozenset[str] = frozenset()
    repeated: tuple[tuple[Item, frozenset[str], bool], ...] = ()
    """Hidden items whose rows stand here several times, the columns of them, and whether they were looked up."""


def of_source(source: Source) -> Interface:
    """What a source promises."""
    unique = [frozenset(source.key)] if source.key is not None else []
    loose: list[frozenset[str]] = []
    for column in source.columns:
        if column.unique:
            (loose if source.schema[column.name].nullable else unique).append(frozenset({column.name}))
    origin = {name: Origin(source.name, name) for name in source.schema.names}
    return Interface(tuple(unique), tuple(loose), origin=origin, holds=frozenset({source.name}))


def of_model(model: Model, facts: Facts) -> Interface:
    """What the facts of a model's query say of its columns, and the key that it declares."""
    unique = [*facts.unique, *((frozenset(model.key),) if model.key is not None else ())]
    names = frozenset(model.schema.names)
    loose = tuple(
        frozenset(name for name in left if isinstance(name, str))
        for left, right in facts.present
        if left <= names and facts.rows <= facts.closure(left | right)
    )
    if model.key is not None:
        facts = facts.knowing([(frozenset(model.key), facts.rows)])  # checked before anybody reads it
    repeated = _repeated(model, facts)
    visible = (*names, *(item for item, _, _ in repeated))
    known = Facts(frozenset(), restricted(facts.dependencies, visible))
    return Interface(
        known.with_unique(unique).unique,
        loose,
        known.dependencies,
        dict(facts.constants),
        dict(facts.origin),
        facts.holds,
        repeated,
    )


def _repeated(model: Model, facts: Facts) -> tuple[tuple[Item, frozenset[str], bool], ...]:
    made = []
    for item in sorted(facts.multiplied, key=str):
        columns = frozenset(name for name in model.schema.names if facts.home.get(name) == frozenset({item}))
        if columns and not facts.rows <= facts.closure([item]):
            made.append((item, columns, facts.is_lookup(facts.multiplied[item])))
    return tuple(made)


def history(model: Model, now: Facts, fresh: Fresh) -> Facts:
    """What is known of a snapshot's rows: by what its query is unique at one time, and the time."""
    row: Item = fresh()
    here = frozenset({row})
    sets = [item | {VALID_FROM} for item in now.unique if not item & frozenset(HISTORY)]
    dependencies: list[Dependency] = [(here, frozenset(model.schema.names)), *((item, here) for item in sets)]
    home = dict.fromkeys(model.schema.names, here)
    origin = {name: Origin(model.name, name) for name in model.schema.names}
    return Facts(here, tuple(dependencies), origin=origin, home=home).with_unique(sets)


def scanned(rel: relations.Scan, known: Interface, fresh: Fresh) -> Facts:
    """All rows of a dataset."""
    row: Item = fresh()
    here = frozenset({row})
    own: dict[Item, Item] = {item: fresh() for item, _, _ in known.repeated}
    home = dict.fromkeys(rel.schema.names, here)
    dependencies: list[Dependency] = [(item, here) for item in known.unique]
    dependencies.append((here, frozenset((*rel.schema.names, *own.values()))))
    for left, right in known.dependencies:
        if own:
            left, right = (frozenset(own.get(item, item) for item in items) for items in (left, right))
        dependencies.append((left, right))
    for item, columns, _ in known.repeated:
        home.update(dict.fromkeys(columns, frozenset({own[item]})))
    return Facts(
        here,
        tuple(dependencies),
        tuple((item, here) for item in known.loose),
        known.unique,
        known.constants,
        known.origin,
        home,
        known.holds,
        {own[item]: Repeat(rel, looked_up=looked_up) for item, _, looked_up in known.repeated},
    ).promoted(rel.schema)


def literal_rows(rel: relations.Values, fresh: Fresh) -> Facts:
    """Rows that stand in the text."""
    row: Item = fresh()
    here = frozenset({row})
    unique: list[frozenset[str]] = [frozenset()] if len(rel.rows) <= 1 else []
    if 1 < len(rel.rows) <= MOST_ROWS and all(
        isinstance(item, Literal) for values in rel.rows for item in values
    ):
        for place, name in enumerate(rel.names):
            if len({values[place] for values in rel.rows}) == len(rel.rows):
                unique.append(frozenset({name}))
        if not unique and len(set(rel.rows)) == len(rel.rows):
            unique.append(frozenset(rel.names))
    dependencies: list[Dependency] = [(item, here) for item in unique]
    dependencies.append((here, frozenset(rel.names)))
    home = dict.fromkeys(rel.names, here)
    return Facts(here, tuple(dependencies), home=home).with_unique(unique)


def combined(rel: relations.SetOperation, inputs: Sequence[Facts], fresh: Fresh) -> Facts:
    """Unions, intersections and differences."""
    row: Item = fresh()
    here = frozenset({row})
    every = frozenset(rel.schema.names)
    dependencies: list[Dependency] = [(here, every)]
    first = inputs[0]
    origin = {
        name: found
        for name, found in first.origin.items()
        if all(item.origin.get(name) == found for item in inputs)
    }
    constants = {
        name: value
        for name, value in first.constants.items()
        if all(item.constants.get(name) == value for item in inputs)
    }
    unique: list[frozenset[str]] = []
    if rel.kind in ("intersect", "except"):
        unique += first.unique
        dependencies += restricted(first.dependencies, every)
        origin, constants = dict(first.origin), dict(first.constants)
    elif rel.kind == "union_all":
        unique += _told_apart(rel, inputs)
    if rel.kind != "union_all":
        unique.append(every)
    dependencies += [(item, here) for item in unique]
    dependencies += [(NOTHING, frozenset({name})) for name in constants]
    holds = frozenset[str]()
    if rel.kind in ("union", "union_all"):
        holds = holds.union(*(item.holds for item in inputs))
    home = dict.fromkeys(rel.schema.names, here)
    made = Facts(here, tuple(dependencies), (), (), constants, origin, home, holds)
    return made.with_unique(unique)


def _told_apart(rel: relations.SetOperation, inputs: Sequence[Facts]) -> list[frozenset[str]]:
    """Unique sets that all inputs share, with a column that is another constant in each."""
    found = []
    for name in rel.schema.names:
        values = [item.constants.get(name) for item in inputs]
        if None in values or len(set(values)) < len(values):
            continue
        for wanted in inputs[0].unique:
            if all(item.determines(wanted) for item in inputs[1:]):
                found.append(wanted | {name})
    return found
