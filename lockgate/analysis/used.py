"""Which columns an expression's value is computed from, and which only decide which value it is.

`case when a then b else c end` is computed from b and c, and a decides. Where only constants are chosen from,
as in `case when a then 1 else 2 end` or `count(*) filter (where a)`, the value is computed from what decides.
"""

from __future__ import annotations

from typing import assert_never

from lockgate.ir.expr import AggregateCall, Call, Case, Cast, Column, Expr, Literal, Parameter, WindowCall
from lockgate.ir.traverse import expr_children

Part = tuple[Expr, bool]
"""An expression, and whether it only decides."""


def used(expr: Expr) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Column names by value and by decision, each once, as they first stand in the text."""
    found: tuple[dict[str, None], dict[str, None]] = ({}, {})
    seen: set[tuple[int, bool]] = set()
    stack: list[Part] = [(expr, False)]
    while stack:
        item, decides = stack.pop()
        if isinstance(item, Column):
            found[decides].setdefault(item.name)
            continue
        if (id(item), decides) in seen:
            continue
        seen.add((id(item), decides))
        if decides:
            stack.extend((child, True) for child in reversed(expr_children(item)))
        else:
            stack.extend(reversed(_parts(item)))
    values, deciding = tuple(found[0]), tuple(found[1])
    return (values, deciding) if values else (deciding, ())


def _parts(expr: Expr) -> list[Part]:
    match expr:
        case Column() | Literal() | Parameter():
            return []
        case Call():
            return [(item, expr.function == "if" and place == 0) for place, item in enumerate(expr.args)]
        case Cast():
            return [(expr.operand, False)]
        case Case():
            parts = [part for when, then in expr.branches for part in ((when, True), (then, False))]
            return parts if expr.default is None else [*parts, (expr.default, False)]
        case AggregateCall():
            parts = [(item, False) for item in expr.args]
            parts += [(key.expr, True) for key in expr.order]
            return parts if expr.filter is None else [*parts, (expr.filter, True)]
        case WindowCall():
            # What has no argument, as `rank()`, is computed from the order.
            counts = isinstance(expr.function, Call) and not expr.function.args
            order = [(key.expr, not counts) for key in expr.order]
            rest = [
                child for child in expr_children(expr)[1:] if all(child is not key.expr for key in expr.order)
            ]
            return [(expr.function, False), *order, *((child, True) for child in rest)]
        case _:
            assert_never(expr)
