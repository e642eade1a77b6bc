"""Relations of one input: what filters, projections, windows, groups and the like keep and add."""

from __future__ import annotations

from collections.abc import Callable

from attrs import evolve

from lockgate.analysis.facts.conditions import bare, equalities, is_function_of_columns, names
from lockgate.analysis.facts.dependencies import NOTHING, Dependency, Item, restricted
from lockgate.analysis.facts.facts import Facts, Repeat
from lockgate.ir import rel as relations
from lockgate.ir.expr import Call, Column, Expr, Literal, Parameter, WindowCall

INJECTIVE = frozenset({"make_date"})
"""Functions whose value tells what each argument was."""

Fresh = Callable[[], int]
"""Gives a new hidden item."""


def filtered(rel: relations.Filter, below: Facts) -> Facts:
    """Rows may go; equalities settle columns."""
    found = equalities(rel.predicate)
    more: list[Dependency] = [(NOTHING, frozenset({name})) for name, _ in found.constants]
    for a, b in found.pairs:
        more += [(frozenset({a}), frozenset({b})), (frozenset({b}), frozenset({a}))]
    more += [(names(expr), frozenset({name})) for name, expr in found.computed]
    constants = {name: value for name, value in found.constants if isinstance(value, Literal)}
    kept = evolve(below, holds=frozenset(), constants={**below.constants, **constants})
    made = kept.promoted(rel.schema)
    if not more and made is kept:
        return kept
    made = made.knowing(more)
    return made.with_unique(made.unique)


def projected(rel: relations.Project, below: Facts, fresh: Fresh) -> Facts:
    """Columns under new names, and new ones that others settle."""
    return _renamed(rel.columns, below, fresh)


def _renamed(columns: tuple[relations.Named, ...], below: Facts, fresh: Fresh) -> Facts:
    old = below.home
    called = _called(columns)
    taken = {name for name, _ in columns}
    # What is dropped may still connect what stays, under a name that nothing else has.
    items: dict[str, Item] = {
        name: called[name] if name in called else fresh() for name in old if name in called or name in taken
    }

    def now(name: str) -> Item:
        return items.get(name, name)

    moves = any(name != item for name, item in items.items())
    dependencies = _moved(below.dependencies, items) if moves else below.dependencies
    present = _moved(below.present, items) if moves else below.present
    added: list[Dependency] = []
    constants: dict[str, Literal] = {}
    origin = {}
    home = {}
    for name, expr in columns:
        source = bare(expr)
        if isinstance(source, Column):
            if called[source.name] != name:
                twin, here = frozenset({called[source.name]}), frozenset({name})
                added += [(twin, here), (here, twin)]
            home[name] = old.get(source.name, NOTHING)
            if source.name in below.origin:
                origin[name] = below.origin[source.name]
            if source is expr and source.name in below.constants:
                constants[name] = below.constants[source.name]
        elif isinstance(source, (Literal, Parameter)):
            added.append((NOTHING, frozenset({name})))
            home[name] = NOTHING
            if isinstance(expr, Literal):
                constants[name] = expr
        else:
            used = names(expr)
            home[name] = NOTHING.union(*(old.get(item, NOTHING) for item in used))
            added += _computed(name, expr, frozenset(map(now, used)), below, now)
    visible = frozenset((*home, *below.rows, *NOTHING.union(*old.values())))
    unique = [
        frozenset(called[name] for name in item)
        for item in below.unique
        if all(name in called for name in item)
    ]
    unique += [frozenset({name, *extra}) for name, extra in _numbered(columns, called)]
    made = evolve(
        below,
        dependencies=restricted((*dependencies, *added), visible),
        present=tuple(
            (left, right & visible - left) for left, right in present if left <= visible and right & visible
        ),
        constants=constants,
        origin=origin,
        home=home,
    )
    if not unique and below.unique and made.determines(home):
        unique = [frozenset(home)]  # what the rest settles goes
    return made.with_unique(unique)


def _called(columns: tuple[relations.Named, ...]) -> dict[str, str]:
    """For each column that stays its name now: the one that it had, if that is among them, else the first."""
    found: dict[str, str] = {}
    for name, expr in columns:
        source = bare(expr)
        if isinstance(source, Column) and (source.name == name or source.name not in found):
            found[source.name] = name
    return found


def _moved(dependencies: tuple[Dependency, ...], names: dict[str, Item]) -> tuple[Dependency, ...]:
    def move(items: frozenset[Item]) -> frozenset[Item]:
        return frozenset(names.get(item, item) if isinstance(item, str) else item for item in items)

    return tuple((move(left), move(right)) for left, right in dependencies)


def _computed(
    name: str, expr: Expr, used: frozenset[Item], below: Facts, now: Callable[[str], Item]
) -> list[Dependency]:
    if is_function_of_columns(expr):
        made: list[Dependency] = [(used, frozenset({name}))]
        if isinstance(expr, Call) and expr.function in INJECTIVE:
            parts = [bare(item) for item in expr.args]
            told = [now(item.name) for item in parts if isinstance(item, Column)]
            made.append((frozenset({name}), frozenset(told)))
        return made
    by_row = [(below.rows, frozenset[Item]({name}))]
    if not isinstance(expr, WindowCall):
        return by_row
    partition = [bare(item) for item in expr.partition]
    if not all(isinstance(item, Column) for item in partition):
        return by_row
    by: frozenset[Item] = frozenset(now(item.name) for item in partition if isinstance(item, Column))
    if isinstance(expr.function, Call) and expr.function.function == "row_number":
        return [(by | {name}, below.rows), *by_row]
    if not expr.order and expr.frame is None and not isinstance(expr.function, Call):
        return [(by, frozenset({name}))]  # one value for the whole partition
    return by_row


def _numbered(columns: tuple[relations.Named, ...], called: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Row numbers, each with the columns of its partition, where all of them stay."""
    found = []
    for name, expr in columns:
        if (
            isinstance(expr, WindowCall)
            and isinstance(expr.function, Call)
            and expr.function.function == "row_number"
        ):
            by = [bare(item) for item in expr.partition]
            if all(isinstance(item, Column) and item.name in called for item in by):
                found.append((name, [called[item.name] for item in by if isinstance(item, Column)]))
    return found


def aggregated(rel: relations.Aggregate, below: Facts, fresh: Fresh) -> Facts:
    """One row a group: the groups settle it."""
    groups = _renamed(rel.groups, below, fresh)
    row: Item = fresh()
    every = frozenset((*(name for name, _ in rel.groups), *(name for name, _ in rel.aggregates)))
    home = dict.fromkeys(rel.schema.names, frozenset({row}))
    if rel.sets is not None:
        return Facts(frozenset({row}), ((frozenset({row}), every),), home=home)
    by = frozenset(name for name, _ in rel.groups)
    kept = restricted(groups.dependencies, by)
    dependencies: tuple[Dependency, ...] = (*kept, (by, frozenset({row})), (frozenset({row}), every))
    made = Facts(
        frozenset({row}), dependencies, constants=groups.constants, origin=groups.origin, home=home
    )
    return made.with_unique([by])


def distinct(rel: relations.Distinct, below: Facts, fresh: Fresh) -> Facts:
    """Each row once: all columns settle it."""
    row: Item = fresh()
    every = frozenset(rel.schema.names)
    kept = restricted(below.dependencies, every)
    dependencies = (*kept, (every, frozenset({row})), (frozenset({row}), every))
    made = Facts(
        frozenset({row}),
        dependencies,
        constants=below.constants,
        origin=below.origin,
        home=dict.fromkeys(rel.schema.names, frozenset({row})),
        holds=below.holds,
    )
    return made.with_unique([*below.unique, every])


def distinct_on(rel: relations.DistinctOn, below: Facts) -> Facts:
    """One row for each value of the keys."""
    keys = frozenset(rel.keys)
    made = evolve(below, holds=frozenset()).knowing([(keys, below.rows)])
    return made.with_unique([*below.unique, keys])


def limited(rel: relations.Limit, below: Facts) -> Facts:
    """The first rows."""
    made = evolve(below, holds=frozenset())
    if rel.count > 1:
        return made
    return made.knowing([(NOTHING, below.rows), (below.rows, frozenset(rel.schema.names))]).with_unique(
        [frozenset()]
    )


def unpivoted(rel: relations.Unpivot, below: Facts, fresh: Fresh) -> Facts:
    """A row for each of the columns."""
    row: Item = fresh()
    gone = frozenset(rel.columns)
    kept = [name for name in rel.schema.names if name not in (rel.name, rel.value)]
    hidden = NOTHING.union(below.rows, *below.home.values())
    known = restricted(below.dependencies, frozenset(kept) | hidden)
    pair = below.rows | {rel.name}
    home = {name: below.home.get(name, NOTHING) for name in kept}
    return evolve(
        below,
        rows=frozenset({row}),
        dependencies=(*known, (pair, frozenset({row})), (frozenset({row}), pair | {rel.value, *kept})),
        present=(),
        constants={name: value for name, value in below.constants.items() if name in home},
        origin={name: value for name, value in below.origin.items() if name in home},
        home={**home, rel.name: frozenset({row}), rel.value: frozenset({row})},
        multiplied={**dict.fromkeys(hidden, Repeat(rel)), **below.multiplied},
    ).with_unique([item | {rel.name} for item in below.unique if not item & gone])


def unnested(rel: relations.Unnest, below: Facts, fresh: Fresh) -> Facts:
    """A row for each element."""
    row: Item = fresh()
    hidden = NOTHING.union(below.rows, *below.home.values())
    return evolve(
        below.promoted(rel.schema),
        rows=frozenset({row}),
        dependencies=(*below.dependencies, (frozenset({row}), below.rows | {rel.name})),
        unique=(),
        home={**below.home, rel.name: frozenset({row})},
        holds=frozenset(),
        multiplied={**dict.fromkeys(hidden, Repeat(rel)), **below.multiplied},
    )
