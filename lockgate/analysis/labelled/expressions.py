"""Which labelled columns flow into an expression: those it computes with, and those that only decide.

Whatever an expression uses flows into its value, a condition of a `case` or of a `filter` too: they tell of the column.
A window's partition and order, and the order of an aggregate's values, only decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import assert_never

from attrs import frozen

from lockgate.analysis.labelled.nodes import Node
from lockgate.ir.expr import AggregateCall, Call, Case, Cast, Column, Expr, Literal, Parameter, WindowCall
from lockgate.source import Span

Used = tuple[dict[Node, None], dict[Node, None]]
"""The nodes that an expression computes with, and those that only decide."""


@frozen
class Cleaners:
    """The functions that take labels away: by name, and the project's own by where their bodies stand."""

    names: frozenset[str] = frozenset()
    bodies: frozenset[Span] = frozenset()

    def clean(self, expr: Expr) -> bool:
        """Whether the value of this node bears no label, whatever it is computed from.

        Over a window it is the function that cleans: a count in the order of emails still tells their order.
        """
        if self.bodies and not isinstance(expr, (Column, Literal)) and expr.span in self.bodies:
            return True
        return isinstance(expr, (Call, AggregateCall)) and expr.function in self.names


def used(expr: Expr, columns: Mapping[str, Node], cleaners: Cleaners) -> Used:
    """The labelled nodes that an expression uses."""
    found: Used = ({}, {})
    if not columns:
        return found
    seen: set[tuple[int, bool]] = set()
    stack: list[tuple[Expr, bool]] = [(expr, False)]
    while stack:
        item, decides = stack.pop()
        if isinstance(item, Column):
            node = columns.get(item.name)
            if node is not None:
                found[decides].setdefault(node)
            continue
        if (id(item), decides) in seen or cleaners.clean(item):
            continue
        seen.add((id(item), decides))
        stack.extend((part, decides or deciding) for part, deciding in reversed(_parts(item)))
    return found


def deciding(exprs: Iterable[Expr], columns: Mapping[str, Node], cleaners: Cleaners) -> tuple[Node, ...]:
    """All labelled nodes that the expressions use in any way."""
    found: dict[Node, None] = {}
    for expr in exprs:
        for part in used(expr, columns, cleaners):
            found.update(part)
    return tuple(found)


def _parts(expr: Expr) -> list[tuple[Expr, bool]]:
    match expr:
        case Column() | Literal() | Parameter():
            return []
        case Call():
            return [(item, False) for item in expr.args]
        case Cast():
            return [(expr.operand, False)]
        case Case():
            parts = [(part, False) for branch in expr.branches for part in branch]
            return parts if expr.default is None else [*parts, (expr.default, False)]
        case AggregateCall():
            parts = [(item, False) for item in expr.args] + [(key.expr, True) for key in expr.order]
            return parts if expr.filter is None else [*parts, (expr.filter, False)]
        case WindowCall():
            parts = [(expr.function, False), *((item, True) for item in expr.partition)]
            parts += [(key.expr, True) for key in expr.order]
            bounds = () if expr.frame is None else (expr.frame.start, expr.frame.end)
            return parts + [(bound.offset, True) for bound in bounds if bound.offset is not None]
        case _:
            assert_never(expr)
