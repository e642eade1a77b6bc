"""How large expressions are, and whether writing one inside another keeps a query small and right."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from lockgate.ir.expr import (
    AggregateCall,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Literal,
    Parameter,
    SortKey,
    WindowCall,
)

SMALL = 8
"""An expression of so many nodes may be written twice."""
LARGE = 40
"""An expression that would grow beyond so many nodes begins a block of its own."""
LONG = 16
"""An expression over groups that would be written longer stands over their names, in a block of its own."""
DOUBLING = frozenset(("/", "round", "sqrt", "ln", "log10", "json_value", "regexp_extract"))
VOLATILE = frozenset(("random", "uuid", "now", "today"))


def children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside one, sort keys and frames included."""
    match expr:
        case Column() | Literal() | Parameter():
            return ()
        case Call():
            return expr.args
        case Cast():
            return (expr.operand,)
        case Case():
            inner = [part for branch in expr.branches for part in branch]
            return (*inner, expr.default) if expr.default is not None else tuple(inner)
        case AggregateCall():
            condition = () if expr.filter is None else (expr.filter,)
            return (*expr.args, *condition, *keys(expr.order))
        case WindowCall():
            return (*children(expr.function), *expr.partition, *keys(expr.order))


def keys(order: Iterable[SortKey]) -> tuple[Expr, ...]:
    """The expressions of sort keys."""
    return tuple(key.expr for key in order)


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and all in it."""
    stack = [expr]
    while stack:
        item = stack.pop()
        yield item
        stack.extend(children(item))


def size(expr: Expr) -> int:
    """Nodes, counted no further than one beyond LARGE."""
    count = 0
    for _ in walk(expr):
        count += 1
        if count > LARGE:
            break
    return count


def written(expr: Expr, aggregates: Mapping[str, Expr]) -> int:
    """About how long an expression over groups is written, where some functions write their argument twice."""
    total = 0
    stack = [(expr, 1)]
    while stack and total <= LARGE:
        item, times = stack.pop()
        if isinstance(item, Column):
            call = aggregates.get(item.name.casefold())
            total += times * (1 if call is None else size(call))
            continue
        total += times
        inner = children(item)
        doubled = isinstance(item, Call) and item.function in DOUBLING and len(inner) > 0
        stack.extend((part, times * 2 if doubled and at == 0 else times) for at, part in enumerate(inner))
    return total


def has_window(expr: Expr) -> bool:
    """A window function stands in it."""
    if isinstance(expr, (Column, Literal)):
        return False
    return any(isinstance(item, WindowCall) for item in walk(expr))


def is_volatile(expr: Expr) -> bool:
    """Computed twice, it may give two values."""
    return any(isinstance(item, Call) and item.function in VOLATILE for item in walk(expr))


def nests_window(expr: Expr, windows: frozenset[str]) -> bool:
    """A window function of the expression uses a column that is itself a window function."""
    if not windows or isinstance(expr, Column):
        return False
    return any(
        isinstance(inner, Column) and inner.name.casefold() in windows
        for item in walk(expr)
        if isinstance(item, (WindowCall, AggregateCall))
        for inner in walk(item)
    )


def may_merge(exprs: Iterable[Expr], heavy: Mapping[str, Expr], *, kept: bool = False) -> bool:
    """Whether `heavy` expressions may be written in the place of their names in `exprs`.

    Not where that would compute something large, or something random, twice, nor where the result grows large.
    `kept` says that the expressions also stay where they are.
    """
    if not heavy:
        return True
    used: dict[str, int] = {}
    sizes = {name: size(expr) for name, expr in heavy.items()}
    for expr in exprs:
        if isinstance(expr, Literal):
            continue
        if isinstance(expr, Column):
            name = expr.name.casefold()
            if name in sizes:
                used[name] = used.get(name, 0) + 1
            continue
        total = 0
        for item in walk(expr):
            total += 1
            if isinstance(item, Column) and item.name.casefold() in sizes:
                name = item.name.casefold()
                used[name] = used.get(name, 0) + 1
                total += sizes[name]
        if total > LARGE and any(
            isinstance(item, Column) and item.name.casefold() in sizes for item in walk(expr)
        ):
            return False
    return all(
        (count == 1 and not kept) or (sizes[name] <= SMALL and not is_volatile(heavy[name]))
        for name, count in used.items()
    )
