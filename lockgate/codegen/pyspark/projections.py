"""Projections, in the method that says least: `withColumn`, `withColumns`, `drop`, `withColumnRenamed`, `select`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from lockgate.codegen.pyspark import tree
from lockgate.codegen.pyspark.columns import Renames, reference
from lockgate.codegen.pyspark.exactness import MAX_DROPPED
from lockgate.codegen.pyspark.frames import Frame
from lockgate.ir.expr import Column, Expr
from lockgate.ir.rel import Named, Project

if TYPE_CHECKING:
    from lockgate.codegen.pyspark.relations import Builder

MAX_RENAMED = 3


def is_same(name: str, expr: Expr, renames: Renames) -> bool:
    """The column of that name as it is."""
    return isinstance(expr, Column) and renames(expr.name) == renames(name)


def project(build: Builder, rel: Project, *, exact: bool | None = None) -> Frame:
    frame = build.input(rel.input)
    outputs = tuple(build.renames(name) for name, _ in rel.columns)
    changed = [item for item in rel.columns if not is_same(*item, build.renames)]
    if build.is_exact(rel) if exact is None else exact:
        made = _exactly(build, rel, frame, outputs, changed)
    else:
        made = _loosely(build, rel, frame, outputs, changed)
    return made.called(rel.hint)


def _exactly(
    build: Builder, rel: Project, frame: Frame, outputs: tuple[str, ...], changed: list[Named]
) -> Frame:
    if not changed and outputs == frame.columns:
        return frame
    made = _renamed(build, rel, frame)
    if made is not None:
        return made
    wanted = {name.casefold(): name for name in outputs}
    dropped = [name for name in frame.columns if name.casefold() not in wanted]
    kept = [wanted[name.casefold()] for name in frame.columns if name.casefold() in wanted]
    added = [name for name in outputs if name.casefold() not in frame.folded]
    if (*kept, *added) == outputs and len(dropped) <= min(MAX_DROPPED, len(kept) - 1):
        made = _with(build, rel, frame, changed)
        return made.dropping(*dropped) if dropped else made
    return _select(build, rel, frame, outputs)


def _loosely(
    build: Builder, rel: Project, frame: Frame, outputs: tuple[str, ...], changed: list[Named]
) -> Frame:
    """Columns that nobody asks for may stay."""
    copies = sum(isinstance(expr, Column) for _, expr in changed)
    if copies:
        return _renamed(build, rel, frame) or _select(build, rel, frame, outputs)
    return _with(build, rel, frame, changed)


def _renamed(build: Builder, rel: Project, frame: Frame) -> Frame | None:
    """All columns in their places, a few under other names that none of them has: Spark renames one after another."""
    if len(rel.columns) != len(frame.columns):
        return None
    pairs: list[tuple[str, str]] = []
    for (name, expr), old in zip(rel.columns, frame.columns, strict=True):
        if not isinstance(expr, Column) or build.renames(expr.name).casefold() != old.casefold():
            return None
        if build.renames(name) != old:
            pairs.append((old, build.renames(name)))
    if not 0 < len(pairs) <= MAX_RENAMED or any(new.casefold() in frame.folded for _, new in pairs):
        return None
    return renamed(frame, pairs, [build.renames(name) for name, _ in rel.columns])


def renamed(frame: Frame, pairs: list[tuple[str, str]], columns: Sequence[str]) -> Frame:
    """Some columns under names that none has."""
    if not pairs:
        return frame
    if len(pairs) == 1:
        return frame.then("withColumnRenamed", *map(tree.const, pairs[0]), columns=columns)
    names = tree.dict_of([(old, tree.const(new)) for old, new in pairs])
    return frame.then("withColumnsRenamed", names, columns=columns)


def _with(build: Builder, rel: Project, frame: Frame, changed: list[Named]) -> Frame:
    schema = rel.input.schema
    return with_columns(frame, [(build.renames(name), build.column(expr, schema)) for name, expr in changed])


def with_columns(frame: Frame, made: list[tuple[str, tree.Expr]]) -> Frame:
    """`withColumn` for one column, `withColumns` for more."""
    if not made:
        return frame
    replaced = {name.casefold(): name for name, _ in made}
    columns = [replaced.pop(name.casefold(), name) for name in frame.columns]
    columns += [name for name, _ in made if name.casefold() in replaced]
    if len(made) == 1:
        return frame.then("withColumn", tree.const(made[0][0]), made[0][1], columns=columns)
    return frame.then("withColumns", tree.dict_of(made), columns=columns)


def _select(build: Builder, rel: Project, frame: Frame, outputs: tuple[str, ...]) -> Frame:
    schema = rel.input.schema
    return frame.then("select", *(build.named(*item, schema) for item in rel.columns), columns=outputs)


def narrowed(frame: Frame, names: tuple[str, ...]) -> Frame:
    """Only these columns, in this order."""
    if frame.columns == names:
        return frame
    return frame.then("select", *(tree.const(reference(name)) for name in names), columns=names)
