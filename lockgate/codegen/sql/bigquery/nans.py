"""NaN as the language means it, equal to itself and greater than all: BigQuery's comparisons with NaN are false."""

from __future__ import annotations

import math
from typing import Any

from sqlglot import exp

from lockgate.codegen.sql import nodes
from lockgate.codegen.sql.bigquery.once import once
from lockgate.codegen.sql.blocks import Groups
from lockgate.codegen.sql.dialect import Node
from lockgate.codegen.sql.expressions import Lowering
from lockgate.ir.expr import AggregateCall, Call, Case, Cast, Column, Expr, Literal, Parameter, WindowCall
from lockgate.ir.types import DOUBLE, STRING

_NEVER = frozenset(("percent_rank", "random"))


def may_be_nan(low: Lowering, expr: Expr) -> bool:
    """Whether a double may be NaN: BigQuery makes none of numbers that are none."""
    if low.type(expr) != DOUBLE:
        return False
    match expr:
        case Column():
            level = low.level
            if isinstance(level, Groups):
                return may_be_nan(level.below, level.exprs[expr.name.casefold()])
            return True
        case Literal():
            return isinstance(expr.value, float) and math.isnan(expr.value)
        case Parameter():
            return False
        case Cast():
            source = low.type(expr.operand)
            return source == STRING or (source == DOUBLE and may_be_nan(low, expr.operand))
        case Case():
            values = [value for _, value in expr.branches]
            return any(may_be_nan(low, item) for item in (*values, *([expr.default] if expr.default else [])))
        case WindowCall():
            return may_be_nan(low, expr.function)
        case Call() | AggregateCall():
            return expr.function not in _NEVER and any(may_be_nan(low, arg) for arg in expr.args)


def is_nan(node: Node) -> Node:
    return nodes.call("IS_NAN", node)


def compared(low: Lowering, sign: str, left: tuple[Node, bool], right: tuple[Node, bool]) -> Node:
    """A comparison of two doubles, each with whether it may be NaN."""
    (a, a_nan), (b, b_nan) = left, right
    if sign in (">", "<="):
        made = compared(low, "<", right, left)
        if sign == ">":
            return made
        if not b_nan:
            return nodes.binary(exp.LTE, a, b)
        return nodes.negated(made)
    if sign == ">=":
        return nodes.binary(exp.GTE, a, b) if not a_nan else nodes.negated(compared(low, "<", left, right))
    if sign == "<>" and a_nan and b_nan:
        return nodes.negated(compared(low, "=", left, right))
    if sign == "<" and b_nan and not a_nan:
        return nodes.negated(nodes.binary(exp.GTE, a, b))
    if not (a_nan and b_nan):
        return nodes.binary(_PLAIN[sign], a, b)
    return once(low, a, lambda x: once(low, b, lambda y: _guarded(sign, x, y)))


def _guarded(sign: str, x: Any, y: Any) -> Node:
    plain = nodes.binary(_PLAIN[sign], x(), y())
    first = is_nan(x()) if sign == "=" else exp.Not(this=is_nan(x()))
    both = nodes.connect(exp.And, [is_nan(y()), first])
    return exp.Paren(this=nodes.connect(exp.Or, [plain, exp.Paren(this=both)]))


_PLAIN: dict[str, type[Any]] = {
    "=": exp.EQ,
    "<>": exp.NEQ,
    "<": exp.LT,
    "<=": exp.LTE,
    ">": exp.GT,
    ">=": exp.GTE,
}
