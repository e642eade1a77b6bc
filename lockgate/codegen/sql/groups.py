"""Aggregation: the groups of a block, and groups that must be columns first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from attrs import evolve

from lockgate.codegen.sql import naming, sizes
from lockgate.codegen.sql.blocks import Block, Grouping, Outputs
from lockgate.ir.expr import AggregateCall, Column, Expr, Literal
from lockgate.ir.rel import Aggregate, Named

if TYPE_CHECKING:
    from lockgate.codegen.sql.relations import Builder


def aggregate(build: Builder, rel: Aggregate) -> Block:
    block = build.input(rel.input)
    subject = block.hint
    exprs: list[Expr] = [*(expr for _, expr in rel.groups), *(call for _, call in rel.aggregates)]
    if not block.plain or not sizes.may_merge(exprs, block.outputs.heavy):
        block = build.seal(block)
    groups, aggregates = rel.groups, rel.aggregates
    asks = any(isinstance(call, AggregateCall) and call.function == "grouping" for _, call in aggregates)
    computed = [expr for _, expr in groups if not isinstance(block.inline(expr), Column)]
    odd = any(isinstance(block.inline(expr), Literal) or sizes.is_volatile(expr) for expr in computed)
    distinct = {block.inline(expr) for _, expr in groups}
    if odd or (rel.sets is not None and (computed or len(distinct) < len(groups))) or (computed and asks):
        # Groups that are named again, in grouping sets or `grouping`, are columns first; so are constants.
        # So are equal ones: leaving one out of a grouping set would not leave out the other.
        block, groups, aggregates = _precomputed(build, block, rel)
    block.order = ()
    calls: list[tuple[str, AggregateCall]] = []
    for name, call in aggregates:
        made = block.inline(call)
        assert isinstance(made, AggregateCall)
        calls.append((name, made))
    inlined = tuple((name, block.inline(expr)) for name, expr in groups)
    block.grouping = Grouping(inlined, tuple(calls), rel.sets, rel.schema)
    block.outputs = Outputs.of(rel.schema.names)
    block.hint, block.alias = rel.hint or subject, rel.hint
    return block


def _precomputed(
    build: Builder, block: Block, rel: Aggregate
) -> tuple[Block, tuple[Named, ...], tuple[Named, ...]]:
    names = naming.Names(name for name, _ in block.outputs.items)
    swaps: dict[Expr, Expr] = {}
    groups: list[Named] = []
    more: list[tuple[str, Expr]] = []
    for name, expr in rel.groups:
        key: Expr = expr
        if not isinstance(expr, Column) or expr in swaps:
            key = Column(names.claim(name))
            more.append((key.name, block.inline(expr)))
        swaps.setdefault(expr, key)
        groups.append((name, key))
    block.outputs = Outputs((*block.outputs.items, *more))
    aggregates = tuple(
        (name, evolve(call, args=tuple(swaps.get(arg, arg) for arg in call.args)))
        if isinstance(call, AggregateCall) and call.function == "grouping"
        else (name, call)
        for name, call in rel.aggregates
    )
    return build.seal(block), tuple(groups), aggregates
