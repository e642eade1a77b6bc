"""Joins, by the names of common columns where that says the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from lockgate.codegen.pyspark import flat, projections, tree
from lockgate.codegen.pyspark.frames import Frame
from lockgate.codegen.pyspark.using import common_names
from lockgate.ir.rel import Join
from lockgate.ir.types import Schema

if TYPE_CHECKING:
    from lockgate.codegen.pyspark.relations import Builder

_HOW = {"left": "left", "right": "right", "full": "full", "semi": "left_semi", "anti": "left_anti"}
SHORT = 50
"""A right side that is written longer gets a variable."""
ONE_SIDED = ("semi", "anti")


def join(build: Builder, rel: Join) -> Frame:
    made = _by_name(build, rel) or _by_condition(build, rel)
    return made.called(rel.hint)


def _by_condition(build: Builder, rel: Join) -> Frame:
    left, right = build.input(rel.left), build.input(rel.right)
    if rel.kind not in ONE_SIDED:
        left, right = _apart(build, rel, left, right)
    elif left.folded & right.folded:
        right = projections.narrowed(right, build.spelled(rel.right.schema))
        if left.folded & right.folded:
            left = projections.narrowed(left, build.spelled(rel.left.schema))
    right = side(build, right)
    columns = left.columns if rel.kind in ONE_SIDED else (*left.columns, *right.columns)
    if rel.kind == "cross":
        return left.then("crossJoin", right.node, columns=columns)
    args = [right.node, _condition(build, rel)]
    if rel.kind in _HOW:
        args.append(tree.const(_HOW[rel.kind]))
    return left.then("join", *args, columns=columns)


def _by_name(build: Builder, rel: Join) -> Frame | None:
    """`join(right, "key")`: the keys come first in what it gives."""
    found = common_names(rel, build.needed(rel))
    if found is None or build.is_shared(rel.right):
        return None
    keys, renamed = found
    folded = {name.casefold() for name in keys}
    left = build.input(rel.left)
    if build.is_exact(rel) and left.columns[: len(keys)] != keys:
        return None
    right = projections.project(build, renamed, exact=build.is_exact(rel.right))
    if rel.kind not in ONE_SIDED and (left.folded & right.folded) - folded:
        right = projections.narrowed(right, tuple(build.renames(name) for name, _ in renamed.columns))
        if (left.folded & right.folded) - folded:
            left = projections.narrowed(left, build.spelled(rel.left.schema))
    right = side(build, right)
    ours = [name for name in left.columns if name.casefold() not in folded]
    theirs = [name for name in right.columns if name.casefold() not in folded]
    columns = (*keys, *ours) if rel.kind in ONE_SIDED else (*keys, *ours, *theirs)
    on = [tree.const(name) for name in keys]  # names as they are, which are not parsed
    args = [right.node, on[0] if len(on) == 1 else tree.list_of(on)]
    if rel.kind in _HOW:
        args.append(tree.const(_HOW[rel.kind]))
    return left.then("join", *args, columns=columns)


def _condition(build: Builder, rel: Join) -> tree.Expr:
    if rel.predicate is None:
        return tree.functions("lit", tree.const(True))
    both = Schema((*rel.left.schema.fields, *rel.right.schema.fields))
    return build.column(rel.predicate, both)


def side(build: Builder, frame: Frame) -> Frame:
    """A frame as an argument: under a name where it is long."""
    if frame.calls and len(flat.flat(frame.node)) > SHORT:
        return build.variable(frame, frame.hint)
    return frame


def _apart(build: Builder, rel: Join, left: Frame, right: Frame) -> tuple[Frame, Frame]:
    """Both sides without columns of one name: what nobody asks for may lie under a name that the other side has."""
    if left.folded & right.folded:
        right = projections.narrowed(right, build.spelled(rel.right.schema))
    if left.folded & right.folded:
        left = projections.narrowed(left, build.spelled(rel.left.schema))
    return left, right
