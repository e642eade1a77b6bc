"""Aggregates over windows for engines that have them over groups alone.

A query inside gathers the values of each window as arrays, and the one around aggregates the elements of the
arrays. Where all rows of a partition have the same window, only the first row gathers and aggregates, and
the others take its value.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from attrs import evolve, frozen

from lockgate.codegen.sql import carried, naming, nodes, sizes, steps
from lockgate.codegen.sql.blocks import Block
from lockgate.codegen.sql.dialect import Node
from lockgate.ir.expr import AggregateCall, Call, Case, Cast, Column, Expr, Literal, SortKey, WindowCall
from lockgate.ir.infer import infer
from lockgate.ir.rel import Project
from lockgate.ir.traverse_expr import map_expr_children
from lockgate.ir.types import BIGINT, Field, Schema, Type

if TYPE_CHECKING:
    from lockgate.codegen.sql.relations import Builder

VALUES = "values of a window"
"""The aggregate that a dialect has for this: an array of the argument's values, NULLs among them."""
AGGREGATE = "aggregate of values"
"""The scalar: an aggregate over columns, then an array and a NULL of its elements' type for each of the columns."""


@frozen
class Elements:
    """The level of the arrays' elements."""

    known: Schema

    def column(self, name: str) -> Node:
        return nodes.column(self.known[name].name)

    def type(self, name: str) -> Type:
        return self.known[name].type

    def schema(self) -> Schema:
        return self.known


def elements(call: Call) -> tuple[AggregateCall, Elements, tuple[Expr, ...]]:
    """The aggregate of an AGGREGATE call, the level that it is over, and the arrays."""
    aggregate, *rest = call.args
    assert isinstance(aggregate, AggregateCall)
    kinds = (item.type for item in rest[1::2] if isinstance(item, Literal))
    fields = tuple(Field(_element(at), kind) for at, kind in enumerate(kinds))
    return aggregate, Elements(Schema(fields)), tuple(rest[::2])


def project(build: Builder, rel: Project) -> Block:
    """The block of a projection."""
    wanted = {call for _, expr in rel.columns for call in _odd(build, expr)}
    if not wanted:
        return steps.project(build, rel)
    schema = rel.input.schema
    names = naming.Names(schema.names)
    hidden: list[tuple[str, Expr]] = []
    swaps: dict[Expr, Expr] = {}
    for _, expr in rel.columns:
        for call in _odd(build, expr):
            if call not in swaps:
                swaps[call] = _split(call, schema, names, hidden)
    columns = tuple((name, Column(name)) for name in schema.names)
    inner = build.apart(build.put(Project(rel.input, (*columns, *hidden))))
    outer = tuple((name, _swapped(expr, swaps)) for name, expr in rel.columns)
    # Sealed, so that nothing takes the names of elements for columns.
    return carried.sealed(build, steps.project(build, build.kept(Project(inner, outer, hint=rel.hint))))


def _odd(build: Builder, expr: Expr) -> Iterator[WindowCall]:
    """The windows in an expression that the engine does not have."""
    if not sizes.has_window(expr):
        return
    for item in sizes.walk(expr):
        if isinstance(item, WindowCall) and isinstance(item.function, AggregateCall):
            if not build.dialect.over_windows(item.function):
                yield item


def _swapped(expr: Expr, swaps: dict[Expr, Expr]) -> Expr:
    return swaps[expr] if expr in swaps else map_expr_children(expr, lambda item: _swapped(item, swaps))


def _split(call: WindowCall, schema: Schema, names: naming.Names, hidden: list[tuple[str, Expr]]) -> Expr:
    """The window over arrays that are added to what is computed inside."""
    function = call.function
    assert isinstance(function, AggregateCall)
    same = not call.order and call.frame is None
    first: Expr | None = None
    if same:
        number = names.claim("row_number")
        counted = WindowCall(Call("row_number", ()), partition=call.partition)
        hidden.append((number, counted))
        first = Call("=", (counted, Literal(1, BIGINT)))
    arrays: dict[Expr, str] = {}
    args: list[Expr] = []

    def gathered(expr: Expr) -> Expr:
        if isinstance(expr, Literal) and expr is not function.args[0]:
            return expr
        if expr not in arrays:
            name = names.claim("gathered")
            window: Expr = evolve(call, function=AggregateCall(VALUES, (expr,), filter=function.filter))
            hidden.append((name, window if first is None else Case(((first, window),), None)))
            arrays[expr] = _element(len(arrays))
            args.extend((Column(name), Literal(None, infer(expr, schema)[0])))
        return Column(arrays[expr])

    over = evolve(
        function,
        args=tuple(gathered(item) for item in function.args),
        order=tuple(evolve(key, expr=gathered(key.expr)) for key in function.order),
        filter=None,
    )
    made: Expr = Cast(Call(AGGREGATE, (over, *args)), infer(function, schema)[0], implicit=True)
    if first is None:
        return made
    order = (SortKey(Column(number)),)
    return WindowCall(Call("first_value", (made,)), partition=call.partition, order=order)


def _element(at: int) -> str:
    return f"e{at + 1}"
