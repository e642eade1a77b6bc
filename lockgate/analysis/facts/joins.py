"""Joins: whether a row can meet several others, and what is known of the pairs."""

from __future__ import annotations

from attrs import evolve, frozen

from lockgate.analysis.facts.conditions import Equalities, equalities, names
from lockgate.analysis.facts.dependencies import NOTHING, Dependency, Item, Items, closure
from lockgate.analysis.facts.facts import Facts, Repeat, Sets
from lockgate.analysis.facts.references import References
from lockgate.analysis.facts.single import Fresh
from lockgate.ir.nonnull import required
from lockgate.ir.rel import Join
from lockgate.ir.types import Schema

NO_ROW_LOST, NULLS_LOST, UNKNOWN = "none", "nulls", "unknown"


@frozen(eq=False)
class Meeting:
    """How often the rows of a join's two sides meet."""

    right_single: bool
    """Each left row meets at most one right row."""
    left_single: bool
    on_left: frozenset[str]
    """Left columns that a right row settles by the condition."""
    on_right: frozenset[str]
    pairs: tuple[tuple[str, str], ...]
    """Columns that are equal, the left's first."""
    found: Equalities


def meeting(rel: Join, left: Facts, right: Facts) -> Meeting:
    """What the condition of a join and the facts of its sides say."""
    found = equalities(rel.predicate)
    there = required(rel.predicate) if rel.predicate is not None else frozenset()
    one, other = rel.left.schema, rel.right.schema
    on_left, on_right = _settled(found, one, other), _settled(found, other, one)
    pairs = [(a, b) if a in one else (b, a) for a, b in found.pairs if (a in one) != (b in one)]
    return Meeting(
        right_single=_single(right, on_right, found, other, there),
        left_single=_single(left, on_left, found, one, there),
        on_left=on_left,
        on_right=on_right,
        pairs=tuple(pairs),
        found=found,
    )


def _settled(found: Equalities, side: Schema, other: Schema) -> frozenset[str]:
    """Columns of a side that the condition makes equal to a constant or to something of the other side."""
    made = {name for name, _ in found.constants if name in side}
    for a, b in found.pairs:
        for mine, theirs in ((a, b), (b, a)):
            if mine in side and theirs in other:
                made.add(mine)
    made.update(
        name for name, expr in found.computed if name in side and all(item in other for item in names(expr))
    )
    return frozenset(made)


def _single(facts: Facts, settled: Items, found: Equalities, side: Schema, there: frozenset[str]) -> bool:
    within: list[Dependency] = []
    for a, b in found.pairs:
        if a in side and b in side:
            within += [(frozenset({a}), frozenset({b})), (frozenset({b}), frozenset({a}))]
    within += [
        (names(expr), frozenset({name}))
        for name, expr in found.computed
        if name in side and all(item in side for item in names(expr))
    ]

    def has_value(item: Item) -> bool:
        if not isinstance(item, str):
            return False
        field = side.get(item)
        return field is not None and (not field.nullable or item.casefold() in there)

    within += [item for item in facts.present if all(map(has_value, item[0]))]
    return facts.rows <= closure(settled, (*facts.dependencies, *within))


def apart(left: Facts, right: Facts, fresh: Fresh) -> Facts:
    """The right side with hidden items of its own, where both sides are uses of one relation."""
    taken = _numbers(left) & _numbers(right)
    if not taken:
        return right
    new: dict[Item, Item] = {item: fresh() for item in sorted(taken, key=str)}

    def move(items: Items) -> Items:
        return frozenset(new.get(item, item) for item in items)

    return evolve(
        right,
        rows=move(right.rows),
        dependencies=tuple((move(a), move(b)) for a, b in right.dependencies),
        present=tuple((move(a), move(b)) for a, b in right.present),
        home={name: move(items) for name, items in right.home.items()},
        multiplied={
            new.get(item, item): evolve(why, by=None if why.by is None else move(why.by))
            for item, why in right.multiplied.items()
        },
    )


def _numbers(facts: Facts) -> Items:
    every = facts.rows.union(*facts.home.values())
    for a, b in (*facts.dependencies, *facts.present):
        every |= a | b
    return frozenset(item for item in every if isinstance(item, int))


def joined(rel: Join, left: Facts, right: Facts, met: Meeting) -> Facts:
    """The pairs of rows of two sides whose hidden items are their own."""
    if rel.kind in ("semi", "anti"):
        return _kept(rel, left, met)
    padded_left, padded_right = rel.kind in ("right", "full"), rel.kind in ("left", "full")
    one = _padded(left, rel.left.schema) if padded_left else left
    other = _padded(right, rel.right.schema) if padded_right else right
    used = names(rel.predicate)
    of_left: Items = frozenset(name for name in used if name in rel.left.schema)
    of_right: Items = frozenset(name for name in used if name in rel.right.schema)
    dependencies = [*one.dependencies, *other.dependencies]
    present = [*one.present, *other.present]
    if met.right_single:
        # A left row's columns in the condition say which right row it meets, or that it meets none.
        (present if padded_left else dependencies).append(
            (left.rows if padded_left else of_left, right.rows)
        )
    if met.left_single:
        (present if padded_right else dependencies).append(
            (right.rows if padded_right else of_right, left.rows)
        )
    constants = {**one.constants, **other.constants}
    if rel.kind == "inner":
        for a, b in met.found.pairs:
            dependencies += [(frozenset({a}), frozenset({b})), (frozenset({b}), frozenset({a}))]
        dependencies += [(NOTHING, frozenset({name})) for name, _ in met.found.constants]
        dependencies += [(names(expr), frozenset({name})) for name, expr in met.found.computed]
    elif rel.kind == "left":
        dependencies += [(of_left, frozenset({b})) for _, b in met.pairs]
        present.append((right.rows, frozenset(a for a, _ in met.pairs)))
    elif rel.kind == "right":
        dependencies += [(of_right, frozenset({a})) for a, _ in met.pairs]
        present.append((left.rows, frozenset(b for _, b in met.pairs)))
    multiplied = {**left.multiplied, **right.multiplied}
    if not met.right_single:
        for item in _numbers(left):
            multiplied.setdefault(item, Repeat(rel))
    if not met.left_single and left.unique:
        for item in _numbers(right):
            multiplied.setdefault(item, Repeat(rel, left.rows))
    holds = frozenset[str]()
    if rel.kind in ("left", "full"):
        holds |= left.holds
    if rel.kind in ("right", "full"):
        holds |= right.holds
    made = Facts(
        left.rows | right.rows,
        tuple(dependencies),
        tuple(present),
        constants=constants,
        origin={**left.origin, **right.origin},
        home={**left.home, **right.home},
        holds=holds,
        multiplied=multiplied,
    )
    return made.promoted(rel.schema).with_unique(_unique(rel, left.unique, right.unique, met))


def _kept(rel: Join, left: Facts, met: Meeting) -> Facts:
    """Left rows with, or without, a match."""
    made = evolve(left, holds=frozenset())
    if rel.kind == "anti":
        return made
    fixed = [name for name, _ in met.found.constants if name in rel.left.schema]
    if not fixed:
        return made.promoted(rel.schema)
    return made.promoted(rel.schema).knowing([(NOTHING, frozenset(fixed))]).with_unique(made.unique)


def _padded(facts: Facts, schema: Schema) -> Facts:
    """A side that may have no row: then all its columns are NULL, and so are its hidden items."""

    def tells(items: Items) -> bool:
        """Whether NULLs on this side mean that there is no row."""
        return any(isinstance(item, int) or not schema[item].nullable for item in items)

    kept = tuple(item for item in facts.dependencies if tells(item[0]))
    lost = tuple(item for item in facts.dependencies if item[0] and not tells(item[0]))
    return evolve(facts, dependencies=kept, present=(*facts.present, *lost), constants={})


def _unique(rel: Join, left: Sets, right: Sets, met: Meeting) -> list[frozenset[str]]:
    made: list[frozenset[str]] = []
    if met.right_single and rel.kind in ("inner", "left", "cross"):
        made += left
    if met.left_single and rel.kind in ("inner", "right", "cross"):
        made += right
    pairs = [a | b for a in left for b in right][:32]
    if rel.kind == "full":
        has_value = {
            *(f.name for f in rel.left.schema if not f.nullable),
            *(f.name for f in rel.right.schema if not f.nullable),
        }
        pairs = [item for item in pairs if item & has_value]
    return made + pairs


def keeps_left(rel: Join, left: Facts, right: Facts, met: Meeting, references: References) -> str:
    """Which left rows an inner join can lose: none, those with NULLs in what refers to the right, or unknown ones."""
    if not met.pairs or not met.found.whole or not left.home:
        return UNKNOWN
    wanted = []
    for a, b in met.pairs:
        here, there = left.origin.get(a), right.origin.get(b)
        if here is None or there is None:
            return UNKNOWN
        wanted.append((here, there))
    if not references.promised(wanted, right.holds):
        return UNKNOWN
    return NULLS_LOST if any(rel.left.schema[a].nullable for a, _ in met.pairs) else NO_ROW_LOST
