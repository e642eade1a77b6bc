"""Ways through expressions: children, walks, rewrites. All are iterative, so depth costs no stack."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import assert_never

from attrs import evolve

from lockgate.ir.expr import (
    AggregateCall,
    Bound,
    Call,
    Case,
    Cast,
    Column,
    Expr,
    Frame,
    Literal,
    Parameter,
    SortKey,
    WindowCall,
)

Rewrite = Callable[[Expr], Expr]
_LEAVES = frozenset((Column, Literal, Parameter))


def expr_children(expr: Expr) -> tuple[Expr, ...]:
    """The expressions directly inside, in the order in which they are written."""
    match expr:
        case Column() | Literal() | Parameter():
            return ()
        case Call():
            return expr.args
        case Cast():
            return (expr.operand,)
        case Case():
            pairs = tuple(item for branch in expr.branches for item in branch)
            return pairs if expr.default is None else (*pairs, expr.default)
        case AggregateCall():
            order = tuple(key.expr for key in expr.order)
            return (*expr.args, *order) if expr.filter is None else (*expr.args, *order, expr.filter)
        case WindowCall():
            order = tuple(key.expr for key in expr.order)
            return (expr.function, *expr.partition, *order, *_offsets(expr.frame))
        case _:
            assert_never(expr)


def _offsets(frame: Frame | None) -> tuple[Expr, ...]:
    if frame is None:
        return ()
    return tuple(bound.offset for bound in (frame.start, frame.end) if bound.offset is not None)


def map_expr_children(expr: Expr, rewrite: Rewrite) -> Expr:
    """The expression with each child rewritten; the same object if none changed."""
    match expr:
        case Column() | Literal() | Parameter():
            return expr
        case Call():
            args = map_tuple(expr.args, rewrite)
            return expr if args is expr.args else evolve(expr, args=args)
        case Cast():
            operand = rewrite(expr.operand)
            return expr if operand is expr.operand else evolve(expr, operand=operand)
        case Case():
            branches = _map_branches(expr.branches, rewrite)
            default = None if expr.default is None else rewrite(expr.default)
            if branches is expr.branches and default is expr.default:
                return expr
            return evolve(expr, branches=branches, default=default)
        case AggregateCall():
            args = map_tuple(expr.args, rewrite)
            order = map_keys(expr.order, rewrite)
            filter = None if expr.filter is None else rewrite(expr.filter)
            if args is expr.args and order is expr.order and filter is expr.filter:
                return expr
            return evolve(expr, args=args, order=order, filter=filter)
        case WindowCall():
            return _map_window(expr, rewrite)
        case _:
            assert_never(expr)


def map_tuple(items: tuple[Expr, ...], rewrite: Rewrite) -> tuple[Expr, ...]:
    """Each item rewritten; the same tuple if none changed."""
    made = tuple(map(rewrite, items))
    return items if all(new is old for new, old in zip(made, items, strict=True)) else made


def map_keys(keys: tuple[SortKey, ...], rewrite: Rewrite) -> tuple[SortKey, ...]:
    """Each sort key's expression rewritten; the same tuple if none changed."""
    exprs = tuple(rewrite(key.expr) for key in keys)
    if all(new is key.expr for new, key in zip(exprs, keys, strict=True)):
        return keys
    return tuple(evolve(key, expr=new) for new, key in zip(exprs, keys, strict=True))


def _map_branches(branches: tuple[tuple[Expr, Expr], ...], rewrite: Rewrite) -> tuple[tuple[Expr, Expr], ...]:
    made = tuple((rewrite(when), rewrite(then)) for when, then in branches)
    unchanged = all(new[0] is old[0] and new[1] is old[1] for new, old in zip(made, branches, strict=True))
    return branches if unchanged else made


def _map_window(expr: WindowCall, rewrite: Rewrite) -> WindowCall:
    function = rewrite(expr.function)
    if not isinstance(function, (Call, AggregateCall)):
        raise TypeError(f"a window needs a call, not {type(function).__name__}")
    partition = map_tuple(expr.partition, rewrite)
    order = map_keys(expr.order, rewrite)
    frame = None if expr.frame is None else _map_frame(expr.frame, rewrite)
    if (
        function is expr.function
        and partition is expr.partition
        and order is expr.order
        and frame is expr.frame
    ):
        return expr
    return evolve(expr, function=function, partition=partition, order=order, frame=frame)


def _map_frame(frame: Frame, rewrite: Rewrite) -> Frame:
    start, end = _map_bound(frame.start, rewrite), _map_bound(frame.end, rewrite)
    return frame if start is frame.start and end is frame.end else evolve(frame, start=start, end=end)


def _map_bound(bound: Bound, rewrite: Rewrite) -> Bound:
    if bound.offset is None:
        return bound
    offset = rewrite(bound.offset)
    return bound if offset is bound.offset else evolve(bound, offset=offset)


def walk_expr(expr: Expr) -> Iterator[Expr]:
    """The expression and all inside it, each object once, children first, left to right."""
    if expr.__class__ in _LEAVES:
        return iter((expr,))
    found: list[Expr] = []
    seen: set[int] = set()
    stack: list[Expr | None] = [expr]  # None: the next one has had its children
    while stack:
        item = stack.pop()
        if item is None:
            done = stack.pop()
            assert done is not None
            found.append(done)
        elif id(item) not in seen:
            seen.add(id(item))
            if item.__class__ in _LEAVES:
                found.append(item)
            else:
                stack += (item, None)
                stack += expr_children(item)[::-1]
    return iter(found)


def transform_expr(expr: Expr, rewrite: Rewrite) -> Expr:
    """Rewrite bottom-up, each object once; the same object if nothing changed."""
    made: dict[int, Expr] = {}
    for item in walk_expr(expr):
        made[id(item)] = rewrite(map_expr_children(item, lambda child: made[id(child)]))
    return made[id(expr)]


def columns_of(expr: Expr) -> tuple[str, ...]:
    """The names of the columns that the expression uses, each once, as they first stand in it."""
    return tuple(dict.fromkeys(item.name for item in walk_expr(expr) if isinstance(item, Column)))


def substitute(expr: Expr, mapping: Mapping[str, Expr]) -> Expr:
    """Columns replaced by expressions; the mapping's names are case-folded."""

    def replace(item: Expr) -> Expr:
        return mapping.get(item.name.casefold(), item) if isinstance(item, Column) else item

    return transform_expr(expr, replace)


def size(expr: Expr) -> int:
    """How many nodes the expression has when written out, shared ones as often as they are used."""
    sizes: dict[int, int] = {}
    for item in walk_expr(expr):
        sizes[id(item)] = 1 + sum(sizes[id(child)] for child in expr_children(item))
    return sizes[id(expr)]


def depth(expr: Expr) -> int:
    """How deeply the expression nests; a leaf has depth 1."""
    depths: dict[int, int] = {}
    for item in walk_expr(expr):
        depths[id(item)] = 1 + max((depths[id(child)] for child in expr_children(item)), default=0)
    return depths[id(expr)]
