"""Columns that a join makes equal should mean one thing."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from attrs import frozen

from lockgate.analysis.facts import Facts, Known, Origin, facts
from lockgate.analysis.facts.conditions import bare
from lockgate.analysis.meanings import Meanings, folded, meanings
from lockgate.diagnostics import Diagnostic, Edit, Fix, SuspiciousJoinKey
from lockgate.ir.expr import Call, Column
from lockgate.ir.program import Program
from lockgate.ir.rel import Join, Rel
from lockgate.ir.traverse import walk
from lockgate.passes.checks.words import written as spelled
from lockgate.passes.compiler_pass import compiler_pass
from lockgate.passes.relations import written

IDENTIFIER = re.compile(
    r"(^|_)(id|key|no|nr|num|number|code|sk|uuid|guid|hash|tenant)s?$|(id|Id|ID|Key|Code|Nr|No)$"
)
"""Names that by habit mean one thing wherever they stand."""
GENERIC = frozenset({"id", "key", "no", "nr", "number", "code", "sk", "uuid", "guid"})
"""Names that do not say of what."""


@compiler_pass("suspicious-join-key", kind="check")
def suspicious_join_key(program: Program) -> Sequence[Diagnostic]:
    """Report equalities of join conditions whose columns mean different things."""
    known, meant = facts(program), meanings(program)
    found: list[Diagnostic] = []
    if not meant.keys and not meant.targets:
        return found
    seen: set[int] = set()
    for _, root in written(program):
        for rel in walk(root):
            if isinstance(rel, Join) and rel.span is not None and id(rel) not in seen:
                seen.add(id(rel))
                found += _join(rel, known, meant)
    return found


@frozen(eq=False)
class _Side:
    """A column of an equality, on its side of the join."""

    column: Column
    rel: Rel
    other: Rel
    facts: Facts
    origin: Origin
    means: frozenset[Origin]
    is_known: bool
    is_key: bool

    @property
    def name(self) -> str:
        return self.column.name.rpartition(".")[2]

    @property
    def text(self) -> str:
        return spelled(self.column.name, self.rel, self.other) or self.column.name


def _join(join: Join, known: Known, meant: Meanings) -> Iterator[Diagnostic]:
    for call, pair in _pairs(join, known, meant):
        one, other = pair
        if one.means & other.means:
            continue
        report = _other_meaning(call, one, other, meant) or _attributes(call, one, other, join, known)
        if report is not None:
            yield report


def _pairs(join: Join, known: Known, meant: Meanings) -> Iterator[tuple[Call, tuple[_Side, _Side]]]:
    left, right = known.sides(join)
    todo = [] if join.predicate is None else [join.predicate]
    while todo:
        item = todo.pop()
        if not isinstance(item, Call):
            continue
        if item.function == "and":
            todo.extend(reversed(item.args))
        elif item.function in ("=", "is_not_distinct") and len(item.args) == 2 and item.span is not None:
            a, b = bare(item.args[0]), bare(item.args[1])
            if not isinstance(a, Column) or not isinstance(b, Column):
                continue
            if a.name not in join.left.schema:
                a, b = b, a
            here, there = left.origin.get(a.name), right.origin.get(b.name)
            if here is not None and there is not None:
                yield (
                    item,
                    (
                        _side(a, join.left, join.right, left, here, meant),
                        _side(b, join.right, join.left, right, there, meant),
                    ),
                )


def _side(column: Column, rel: Rel, other: Rel, known: Facts, origin: Origin, meant: Meanings) -> _Side:
    is_known, is_key = meant.is_known(origin), meant.is_key(origin)
    return _Side(column, rel, other, known, origin, meant.of(origin), is_known, is_key)


def _other_meaning(call: Call, one: _Side, other: _Side, meant: Meanings) -> Diagnostic | None:
    """Columns that refer to different things, or a key and what is no reference to it."""
    instead = [
        (side, better)
        for side, target in ((one, other), (other, one))
        if target.is_known and (better := _better(side, target, meant)) is not None
    ]
    same_name = one.name.casefold() == other.name.casefold()
    if not (one.is_known and other.is_known):
        alike = same_name and one.name.casefold() not in GENERIC
        instead = [(side, better) for side, better in instead if side.is_key and not alike]
        if not instead:
            return None
    elif same_name and not instead:
        return None
    assert call.span is not None
    help = "join by columns of one meaning"
    way = meant.between(one.means, other.means)
    if instead:
        side, better = instead[0]
        target = other if side is one else one
        help = f"`{better.column}` of `{better.dataset}` is what refers to `{target.text}`"
    elif way is not None:
        help = f"go by way of `{way}`, which has a column for each"
    return SuspiciousJoinKey(
        span=call.span,
        message=f"{_meaning(one, meant)}, and {_meaning(other, meant)}",
        help=help,
        fixes=tuple(fix for side, better in instead[:1] for fix in _instead(side, better, call)),
    )


def _better(side: _Side, target: _Side, meant: Meanings) -> Origin | None:
    """The column of a side's dataset that refers to what the other side means."""
    if side.origin.dataset == target.origin.dataset:
        return None
    found = meant.column_for(side.origin.dataset, target.means)
    return found if found is not None and folded(found) != folded(side.origin) else None


def _meaning(side: _Side, meant: Meanings) -> str:
    targets = meant.targets.get(folded(side.origin), ())
    if targets:
        target = meant.spelled.get(targets[0], targets[0])
        return f"`{side.text}` refers to `{target.dataset}`"
    if side.is_key:
        return f"`{side.text}` is the key of `{side.origin.dataset}`"
    return f"`{side.text}` is a column of `{side.origin.dataset}`"


def _instead(side: _Side, better: Origin, call: Call) -> Iterator[Fix]:
    """The reference in place of the column, where it is in scope and the condition is not `using`."""
    names = [name for name, origin in side.facts.origin.items() if folded(origin) == folded(better)]
    place = side.column.span
    if len(names) == 1 and place is not None and place != call.span:
        text = spelled(names[0], side.rel, side.other)
        if text is not None:
            yield Fix(f"join by `{text}`", (Edit(place, text),))


def _attributes(call: Call, one: _Side, other: _Side, join: Join, known: Known) -> Diagnostic | None:
    """Attributes of one name, beside a key that has found the row: those in which they differ are left out."""
    if one.is_known or other.is_known or join.kind not in ("inner", "left", "right"):
        return None
    if one.name.casefold() != other.name.casefold() or IDENTIFIER.search(one.name):
        return None
    if one.origin.dataset == other.origin.dataset:
        return None
    met = known.meeting(join)
    by_right = other.facts.determines(met.on_right - {other.column.name})
    by_left = one.facts.determines(met.on_left - {one.column.name})
    if by_right is by_left:
        return None
    found = other if by_right else one
    if found.is_key:
        return None
    assert call.span is not None
    effect = "meet nothing" if join.kind != "inner" else "are left out"
    return SuspiciousJoinKey(
        span=call.span,
        message=f"`{found.origin.dataset}` is found by key already, and rows that differ in `{found.name}` {effect}",
        help="columns of one name need not mean one thing: join by the key alone, and compare other columns in `where`",
    )
