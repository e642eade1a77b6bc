"""Operators that work on the rows of one input: where each goes in its block, and when it begins a new one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from lockgate.codegen.sql import carried, sizes
from lockgate.codegen.sql.blocks import Block, Outputs
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import AggregateCall, Call, Column, Expr, Literal, WindowCall
from lockgate.ir.rel import Distinct, DistinctOn, Filter, Limit, Project, Sort
from lockgate.ir.types import BIGINT

if TYPE_CHECKING:
    from lockgate.codegen.sql.relations import Builder


_FILTERING = frozenset(("count_if", "sum_if", "array_agg"))
"""Aggregates that a filter is written for."""


def filter(build: Builder, rel: Filter) -> Block:
    block = build.input(rel.input)
    for _ in range(2):
        if (
            block.limit is None
            and not block.closed
            and sizes.may_merge([rel.predicate], block.outputs.heavy, kept=True)
        ):
            predicate = block.inline(rel.predicate)
            window = sizes.has_window(predicate)
            if _repeats(build, block, [predicate]):
                block = carried.sealed(build, block)
                continue
            if window and not block.qualify and not block.distinct:
                block.qualify.append(predicate)
                return block
            if not window and not block.outputs.windows and not block.qualify:
                (block.where if block.grouping is None else block.having).append(predicate)
                return block
        block = carried.sealed(build, block)
    raise AssertionError("a filter fits on a new block")


def project(build: Builder, rel: Project) -> Block:
    block = build.input(rel.input)
    longer = [expr for _, expr in rel.columns if not isinstance(expr, Column)]
    blind = block.grouping is not None and not build.dialect.filters_see_groups and any(map(_filters, longer))
    repeats = _repeats(build, block, map(block.inline, longer))
    if blind or repeats or _hides_window(block, rel) or not _takes(block, rel):
        block = carried.sealed(build, block)
    block.outputs = Outputs(tuple((name, block.inline(expr)) for name, expr in rel.columns))
    if rel.hint is not None:
        block.hint = block.alias = rel.hint
    return block


def _hides_window(block: Block, rel: Project) -> bool:
    """Whether a window that the rows are ordered by is no longer shown: not every engine orders by it then."""
    kept = {block.inline(expr) for _, expr in rel.columns} if block.order and block.outputs.windows else set()
    return any(sizes.has_window(key.expr) and key.expr not in kept for key in block.order)


def _repeats(build: Builder, block: Block, exprs: Iterable[Expr], *, keys: bool = False) -> bool:
    """Whether they hold what a group is computed by, where that is to be a column first.

    A dialect may want it so, or write it in another way where a window is ordered or partitioned by it, in which it
    would not be known for the group's; `keys` says that the expressions are such.
    """
    if block.grouping is None:
        return False
    computed = {name.casefold(): expr for name, expr in block.grouping.groups if not isinstance(expr, Column)}
    other = {name for name, expr in computed.items() if _is_written_otherwise(build, block, expr)}
    known = set() if build.dialect.repeated_groups else set(computed)
    if not known and not other:
        return False
    for expr in exprs:
        parts = list(sizes.walk(expr))
        windows = [expr] if keys else [item for item in parts if isinstance(item, WindowCall)]
        if _names(parts) & known or any(_names(sizes.walk(item)) & other for item in windows):
            return True
    return False


def _is_written_otherwise(build: Builder, block: Block, expr: Expr) -> bool:
    node = Lowering(build.dialect, build.options, block.rows).firm(expr)
    return build.dialect.window_key(node.copy()) != node


def _names(exprs: Iterable[Expr]) -> set[str]:
    return {item.name.casefold() for item in exprs if isinstance(item, Column)}


def _filters(expr: Expr) -> bool:
    """An aggregate over a window that leaves rows out."""
    return any(
        isinstance(item, WindowCall)
        and isinstance(item.function, AggregateCall)
        and (item.function.filter is not None or item.function.function in _FILTERING)
        for item in sizes.walk(expr)
    )


def _takes(block: Block, rel: Project) -> bool:
    """Whether a projection can go into the block's own SELECT list."""
    if all(isinstance(expr, Column) for _, expr in rel.columns):
        if block.closed:
            return block.unnest is None and rel.columns == block.outputs.items
        if block.distinct:
            return len({expr for _, expr in rel.columns}) == len(block.outputs.items)
        return sizes.may_merge([expr for _, expr in rel.columns], block.outputs.heavy)
    if block.closed or block.distinct or block.limit is not None:
        return False
    exprs = [expr for _, expr in rel.columns]
    if not sizes.may_merge(exprs, block.outputs.heavy):
        return False
    if block.grouping is not None:
        calls = {name.casefold(): call for name, call in block.grouping.aggregates}
        if any(sizes.written(block.inline(expr), calls) > sizes.LONG for expr in exprs):
            return False
    if not any(sizes.has_window(expr) for expr in exprs):
        return True
    return not block.qualify and not any(sizes.nests_window(expr, block.outputs.windows) for expr in exprs)


def distinct(build: Builder, rel: Distinct) -> Block:
    block = build.input(rel.input)
    if block.limit is not None or block.closed:
        block = build.seal(block)
    shown = {expr for _, expr in block.outputs.items}
    if any(key.expr not in shown for key in block.order):
        block.order = ()
    block.distinct = True
    return block


def distinct_on(build: Builder, rel: DistinctOn) -> Block:
    block = build.input(rel.input)
    keys: list[Expr] = [Column(name) for name in rel.keys]
    exprs = [*keys, *sizes.keys(rel.order)]
    windows = block.outputs.windows
    nested = any(
        isinstance(item, Column) and item.name.casefold() in windows for e in exprs for item in sizes.walk(e)
    )
    if block.late or nested or not sizes.may_merge(exprs, block.outputs.heavy, kept=True):
        block = build.seal(block)
    if _repeats(build, block, map(block.inline, exprs), keys=True):
        block = build.seal(block)
    number = WindowCall(
        Call("row_number", ()),
        partition=tuple(block.inline(item) for item in keys),
        order=block.inline_keys(rel.order),
    )
    block.qualify.append(Call("=", (number, Literal(1, BIGINT))))
    block.name = f"{block.hint}_latest" if rel.order and rel.order[0].descending else f"{block.hint}_first"
    return block


def sort(build: Builder, rel: Sort) -> Block:
    block = build.input(rel.input)
    exprs = sizes.keys(rel.keys)
    plain = all(isinstance(expr, Column) for expr in exprs)
    if (
        block.limit is not None
        or block.unnest is not None
        or (block.closed and not plain)
        or (block.distinct and not plain)
        or (not plain and not sizes.may_merge(exprs, block.outputs.heavy))
        or _repeats(build, block, [block.inline(expr) for expr in exprs if not isinstance(expr, Column)])
    ):
        block = build.seal(block)
    keys = rel.keys if block.setop is not None else block.inline_keys(rel.keys)
    # A constant orders nothing, and DuckDB refuses it.
    block.order = tuple(key for key in keys if not isinstance(key.expr, Literal))
    return block


def limit(build: Builder, rel: Limit) -> Block:
    block = build.input(rel.input)
    if block.limit is not None:
        block = carried.sealed(build, block)
    block.limit, block.offset = rel.count, rel.offset
    return block
