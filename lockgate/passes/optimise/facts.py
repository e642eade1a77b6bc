"""What may be done with an expression: evaluated on other rows than before, evaluated twice, left out."""

from __future__ import annotations

from lockgate.ir.coerce import MAX_PRECISION
from lockgate.ir.expr import AggregateCall, Call, Cast, Expr, Literal, WindowCall
from lockgate.ir.functions import lookup
from lockgate.ir.traverse import expr_children, walk_expr
from lockgate.ir.types import Decimal, Type

_TOTAL = frozenset(
    (
        *(
            "and",
            "or",
            "not",
            "=",
            "<>",
            "<",
            "<=",
            ">",
            ">=",
            "is_null",
            "is_not_distinct",
            "in",
            "between",
            "like",
        ),
        *("coalesce", "greatest", "least", "nullif", "if", "||", "concat", "concat_ws", "field"),
        *(
            "length",
            "lower",
            "upper",
            "trim",
            "ltrim",
            "rtrim",
            "starts_with",
            "ends_with",
            "contains",
            "replace",
        ),
        *("year", "month", "day", "hour", "minute", "second", "day_of_week", "day_of_year"),
        *("array", "array_length", "array_contains", "struct", "md5", "sha256"),
    )
)
"""Functions that have a result (NULL among them) for all arguments. What is not here may raise an error."""


Known = dict[int, tuple[Expr, bool]]
"""Answers so far by identity; each holds its expression, so that no other takes its place."""


def can_fail(expr: Expr, known: Known | None = None) -> bool:
    """Whether the expression may raise an error on some row; true where it is not certain that it may not."""
    if known is None:
        return any(may_raise(item) for item in walk_expr(expr))
    stack = [expr]
    while stack:
        item = stack[-1]
        children = expr_children(item)
        waiting = [child for child in children if id(child) not in known]
        if id(item) not in known and waiting:
            stack.extend(waiting)
            continue
        stack.pop()
        if id(item) not in known:
            known[id(item)] = (item, may_raise(item) or any(known[id(child)][1] for child in children))
    return known[id(expr)][1]


def may_raise(expr: Expr) -> bool:
    """Whether the node itself may raise an error, whatever is inside it."""
    if isinstance(expr, Call):
        return expr.function not in _TOTAL and not _is_constant_negation(expr)
    if isinstance(expr, Cast):
        null = isinstance(expr.operand, Literal) and expr.operand.value is None
        return not (null or expr.safe or (expr.implicit and _holds_all(expr.type)))
    return isinstance(expr, (AggregateCall, WindowCall))


def _holds_all(kind: Type) -> bool:
    """An implicit cast widens, except to a decimal of all 38 digits, which may lack some before the point."""
    return not (isinstance(kind, Decimal) and kind.precision == MAX_PRECISION)


def _is_constant_negation(expr: Call) -> bool:
    return expr.function == "neg" and isinstance(expr.args[0], Literal)


def is_deterministic(expr: Expr) -> bool:
    """Whether the expression gives the same value each time on the same row."""
    return all(_repeats(item) for item in walk_expr(expr))


def _repeats(expr: Expr) -> bool:
    if not isinstance(expr, (Call, AggregateCall)):
        return True
    function = lookup(expr.function)
    return function is not None and function.deterministic


def has_window(expr: Expr) -> bool:
    """Whether it needs more than its own row."""
    return any(isinstance(item, (WindowCall, AggregateCall)) for item in walk_expr(expr))
