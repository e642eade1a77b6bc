"""Which columns of a query keep its rows apart: rows that differ in them have nothing to do with each other.

`aggregate sum(x) group by customer_id, day` can be computed anew for some (customer_id, day) alone, from the rows
of a branch that have these values; so can a window by its partition and `distinct on` by its keys. For each such
column it is said how it is computed from the columns of every branch below (see `branches`). The columns are meant
together, and so are any of them: groups that differ in fewer columns are larger, and still apart.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from attrs import frozen

from lockgate.analysis.facts.conditions import equalities, is_function_of_columns
from lockgate.analysis.incremental.branches import MOST, Branch
from lockgate.ir.expr import Column, Expr, WindowCall
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
    SetOperation,
    Sort,
    Unnest,
    Unpivot,
)
from lockgate.ir.traverse import children, columns_of, size, substitute, walk, walk_expr

Origins = Mapping[int, Expr]
"""For each branch, by identity, the expression of its columns that a column is there."""
Apart = dict[str, Origins]


@frozen(eq=False)
class Blocked:
    """Where the last column was lost, and why."""

    rel: Rel
    reason: str


@frozen(eq=False)
class Groups:
    """What was found for a whole query."""

    columns: Apart
    roots: tuple[Branch, ...]
    """The branches that the rest of the query is built upon."""
    blocked: Blocked | None = None


def groups(rel: Rel, branches: Mapping[int, Branch]) -> Groups:
    """The columns of a query that keep its rows apart, or what stands in the way."""
    if id(rel) in branches:
        return Groups(_whole(branches[id(rel)]), (branches[id(rel)],))
    known: dict[int, Apart] = {}
    roots: dict[int, Branch] = {}
    blocked: Blocked | None = None
    for item in walk(rel):
        if id(item) in branches:
            continue
        sides: list[Apart | None] = []
        for side in children(item):
            if id(side) in branches:
                roots.setdefault(id(side), branches[id(side)])
                known.setdefault(id(side), _whole(branches[id(side)]))
            sides.append(known.get(id(side)))
        if all(side is None for side in sides):
            continue
        made, reason = _rule(item, sides)
        if not made and blocked is None and all(side != {} for side in sides):
            blocked = Blocked(item, reason)
        known[id(item)] = made
    return Groups(known.get(id(rel), {}), tuple(roots.values()), blocked)


def _whole(branch: Branch) -> Apart:
    return {name: {id(branch.rel): Column(name)} for name in branch.rel.schema.names}


def _rule(rel: Rel, sides: Sequence[Apart | None]) -> tuple[Apart, str]:
    below = next(side for side in sides if side is not None)
    match rel:
        case Filter() | Sort() | Bind() | Distinct():
            return below, ""
        case Unnest():
            return {name: item for name, item in below.items() if name != rel.name}, "the rows are unnested"
        case Unpivot():
            gone = {*rel.columns, rel.name, rel.value}
            return {
                name: item for name, item in below.items() if name not in gone
            }, "the columns are unpivoted"
        case Project():
            return _projected(rel, below)
        case Aggregate():
            return _aggregated(rel, below)
        case DistinctOn():
            kept = {name: item for name, item in below.items() if name in rel.keys}
            return kept, "`distinct on` compares rows of all groups"
        case Limit():
            return {}, "`limit` looks at all rows: a change anywhere may let another row in"
        case SetOperation():
            return _combined(rel, sides), "no column has the same meaning in all parts of the set operation"
        case Join():
            return _joined(rel, sides[0], sides[1])
        case _:
            return {}, "it reads all rows"


def lifted(expr: Expr, below: Apart) -> Origins | None:
    """An expression of a relation's columns as one of the branches' columns; None where it is none."""
    used = columns_of(expr)
    if not used or any(name not in below for name in used) or not is_function_of_columns(expr):
        return None
    made: dict[int, Expr] = {}
    for branch in below[used[0]]:
        if any(branch not in below[name] for name in used):
            return None
        whole = substitute(expr, {name.casefold(): below[name][branch] for name in used})
        if size(whole) > MOST:
            return None
        made[branch] = whole
    return made if all(len(below[name]) == len(made) for name in used) else None


def _projected(rel: Project, below: Apart) -> tuple[Apart, str]:
    allowed: list[Origins] | None = None
    for _, expr in rel.columns:
        for part in walk_expr(expr):
            if isinstance(part, WindowCall):
                found = [one for item in part.partition if (one := lifted(item, below)) is not None]
                allowed = found if allowed is None else [item for item in allowed if item in found]
    if allowed is None:
        made = {name: item for name, expr in rel.columns if (item := lifted(expr, below)) is not None}
        return made, "the columns that keep rows apart are not in the result"
    within = {name: item for name, item in below.items() if item in allowed}
    apart: Apart = {}
    for name, expr in rel.columns:
        item = lifted(expr, within)
        if item is None:
            item = lifted(expr, below)
            if item is None or item not in allowed:
                continue
        apart[name] = item
    bare = any(
        isinstance(part, WindowCall) and not part.partition
        for _, expr in rel.columns
        for part in walk_expr(expr)
    )
    reason = (
        "a window without `partition by` looks at all rows"
        if bare
        else ("its windows are not partitioned by a column that stays in the result")
    )
    return apart, reason


def _aggregated(rel: Aggregate, below: Apart) -> tuple[Apart, str]:
    every = range(len(rel.groups))
    kept = [at for at in every if rel.sets is None or all(at in chosen for chosen in rel.sets)]
    made = {rel.groups[at][0]: item for at in kept if (item := lifted(rel.groups[at][1], below)) is not None}
    if not rel.groups:
        return made, "an aggregate without `group by` is computed from all rows"
    if rel.sets is not None:
        return made, "its totals are computed from all rows"
    return made, "its groups are not told by columns of the rows that change"


def _combined(rel: SetOperation, sides: Sequence[Apart | None]) -> Apart:
    driving = [side for side in sides if side is not None]
    made: Apart = {}
    for name in rel.schema.names:
        merged = _merged([side.get(name) for side in driving])
        if merged is not None:
            made[name] = merged
    return made


def _merged(items: Sequence[Origins | None]) -> Origins | None:
    """Origins in several inputs as one; a branch that all use must be the same there."""
    made: dict[int, Expr] = {}
    for item in items:
        if item is None:
            return None
        for branch, expr in item.items():
            if made.setdefault(branch, expr) != expr:
                return None
    return made


def _joined(rel: Join, left: Apart | None, right: Apart | None) -> tuple[Apart, str]:
    pairs = _pairs(rel)
    if left is not None and right is not None:
        both: list[tuple[str, str, Origins]] = []
        for a, b in pairs:
            merged = _merged([left.get(a), right.get(b)])
            if merged is not None:
                both.append((a, b, merged))
        reason = "both sides of the join change, and it is not by columns that keep the rows of both apart"
        return _kept(rel.kind, [(a, item) for a, _, item in both], [(b, item) for _, b, item in both]), reason
    if left is not None:
        mine = list(left.items())
        theirs = [(b, left[a]) for a, b in pairs if a in left]
        padded = rel.kind in ("right", "full")
        return _kept(rel.kind, [] if padded else mine, theirs), _padding(rel)
    assert right is not None
    mine = [(a, right[b]) for a, b in pairs if b in right]
    theirs = list(right.items()) if rel.kind in ("inner", "cross", "right") else []
    return _kept(rel.kind, mine, theirs), _padding(rel)


def _padding(rel: Join) -> str:
    return f"rows of the {rel.kind} join that meet nothing depend on all rows of the other side"


def _kept(kind: str, left: list[tuple[str, Origins]], right: list[tuple[str, Origins]]) -> Apart:
    if kind in ("inner", "cross"):
        return dict([*left, *right])
    if kind in ("left", "semi", "anti"):
        return dict(left)
    return dict(right) if kind == "right" else {}


def _pairs(rel: Join) -> list[tuple[str, str]]:
    """Columns of one type that the join makes equal, the left's first."""
    one, other = rel.left.schema, rel.right.schema
    found = []
    for a, b in equalities(rel.predicate).pairs:
        a, b = (a, b) if a in one else (b, a)
        if a in one and b in other and one[a].type == other[b].type:
            found.append((a, b))
    return found
