"""What an order leaves to chance: columns in which rows that tie may still differ.

Rows that agree on the keys and on what the order tells are in an order of chance. That harms nobody where all that
is kept of them is settled by the same columns.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from attrs import frozen

from lockgate.analysis.facts import Facts
from lockgate.analysis.facts.conditions import bare
from lockgate.analysis.facts.dependencies import Item, Items
from lockgate.analysis.facts.single import INJECTIVE
from lockgate.ir import functions
from lockgate.ir.expr import Call, Cast, Column, Expr, Literal, SortKey, WindowCall
from lockgate.ir.infer import Fact, infer_all
from lockgate.ir.traverse import columns_of, walk_expr
from lockgate.ir.types import BIGINT, BOOLEAN, DATE, INT, STRING, TIMESTAMP, Decimal, Schema, Type

WRITTEN = (BIGINT, INT, DATE, BOOLEAN, TIMESTAMP)
"""Types whose different values are different texts."""


@frozen(slots=True)
class Ties:
    """Rows that an order does not tell apart."""

    by: tuple[str, ...]
    """The columns on which they agree."""
    loose: tuple[str, ...]
    """Columns that are kept and in which they may differ."""
    missing: tuple[str, ...]
    """The fewest columns of a unique set that would tell them apart; empty where no unique set is known."""


def told(keys: Iterable[SortKey | Expr], schema: Schema) -> frozenset[str]:
    """The columns whose values the keys tell: those that are keys, and those under functions that can be undone."""
    found: set[str] = set()
    for key in keys:
        root = key.expr if isinstance(key, SortKey) else key
        kinds = infer_all(root, schema)
        todo = [root]
        while todo:
            expr = bare(todo.pop())
            if isinstance(expr, Column):
                found.add(expr.name)
            else:
                todo.extend(_undone(expr, kinds))
    return frozenset(found)


def _undone(expr: Expr, kinds: Mapping[int, Fact]) -> tuple[Expr, ...]:
    """The parts of an expression that its value tells."""
    match expr:
        case Cast(safe=False) if _is_lossless(kinds[id(expr.operand)][0], expr.type):
            return (expr.operand,)
        case Call(function="neg"):
            return expr.args
        case Call(function="+" | "-", args=(_, _)):
            constant = any(isinstance(item, Literal) and item.value is not None for item in expr.args)
            return expr.args if constant and all(_is_exact(kinds[id(item)][0]) for item in expr.args) else ()
        case Call() if expr.function in INJECTIVE:
            return expr.args
        case _:
            return ()


def _is_exact(kind: Type) -> bool:
    return kind in (BIGINT, INT) or isinstance(kind, Decimal)


def _is_lossless(given: Type, wanted: Type) -> bool:
    if given == wanted:
        return True
    if wanted == STRING:
        return given in WRITTEN or isinstance(given, Decimal)
    if isinstance(wanted, Decimal):
        return given in (INT, BIGINT) or (isinstance(given, Decimal) and wanted.scale >= given.scale)
    return (given, wanted) in ((INT, BIGINT), (DATE, TIMESTAMP))


def ties(
    below: Facts, schema: Schema, keys: Iterable[str], order: Collection[SortKey], kept: Iterable[str]
) -> Ties | None:
    """What rows that agree on the keys and in the order may differ in, of the columns that are kept."""
    by = frozenset(keys) | told(order, schema)
    settled = below.closure(by)
    if below.rows <= settled:
        return None
    loose = frozenset(kept) - settled
    return _ties(below, schema, by, loose) if loose else None


def window_ties(
    below: Facts, schema: Schema, window: WindowCall, kept: Iterable[tuple[str, Expr]]
) -> Ties | None:
    """What rows of a partition that tie in the order of a window may differ in, of the named expressions kept."""
    by = told((*window.partition, *window.order), schema)
    settled = below.closure(by)
    if below.rows <= settled:
        return None
    loose = [name for name, expr in kept if not _is_settled(expr, settled, window)]
    return _ties(below, schema, by, loose) if loose else None


def _is_settled(expr: Expr, settled: Items, window: WindowCall) -> bool:
    """Whether rows that tie agree on an expression, or take its values in turn whichever comes first."""
    if expr in window.partition or any(expr == key.expr for key in window.order):
        return True
    if not settled.issuperset(columns_of(expr)):
        return False
    for item in walk_expr(expr):
        if isinstance(item, WindowCall):
            same = item.partition == window.partition and item.order == window.order
            if not same and (item.frame is None or item.frame.unit == "rows") and item.order:
                return False
    return is_repeatable((expr,))


def is_repeatable(exprs: Iterable[Expr]) -> bool:
    """Whether no function in them answers differently each time: that is a mistake of its own."""
    for expr in exprs:
        for item in walk_expr(expr):
            if isinstance(item, Call):
                function = functions.lookup(item.function)
                if function is None or not function.deterministic:
                    return False
    return True


def _ties(below: Facts, schema: Schema, by: Iterable[str], loose: Iterable[str]) -> Ties:
    place = {name: index for index, name in enumerate(schema.names)}
    settled = below.closure(by)

    def ordered(names: Iterable[Item]) -> tuple[str, ...]:
        found = (name for name in names if isinstance(name, str))
        return tuple(sorted(found, key=lambda name: (place.get(name, len(place)), name)))

    missing = min(
        (ordered(item - settled) for item in below.unique),
        key=lambda names: (len(names), [place.get(name, len(place)) for name in names]),
        default=(),
    )
    return Ties(ordered(by), ordered(loose), missing)
