"""What follows from a condition being true, false or NULL; or that it cannot be so.

Three-valued logic throughout: `assume(a > 5 and a < 3, TRUE, env)` is None, since no value makes it true.
"""

from __future__ import annotations

import datetime
from functools import reduce

from lockgate.analysis.domains import parts as sets
from lockgate.analysis.domains import values
from lockgate.analysis.domains.domain import has_order
from lockgate.analysis.domains.env import DEEPEST, Env, joined, key_of
from lockgate.analysis.domains.parts import Parts
from lockgate.ir.coerce import is_integer
from lockgate.ir.expr import Call, Cast, Expr, Literal
from lockgate.ir.functions import lookup
from lockgate.ir.types import BOOLEAN, DATE, DOUBLE, TIMESTAMP, Decimal
from lockgate.source import Span

TRUE, FALSE, NULL = 1, 2, 4
"""The three outcomes of a condition; a sum of them is a choice."""
OUTCOMES = (TRUE, FALSE, NULL)
NOT_TRUE = FALSE | NULL
_OPPOSITE = {"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
_TURNED = {"=": "=", "<>": "<>", "<": ">", ">": "<", "<=": ">=", ">=": "<="}
_EXACT_IN_DOUBLE = 2**53


def assume(expr: Expr, goal: int, env: Env, depth: int = 0) -> Env | None:
    """What is known where the outcome is one of `goal`; None where it cannot be."""
    if goal == TRUE | NOT_TRUE:
        return env
    if depth > DEEPEST or not env.work.spend():
        return env
    if isinstance(expr, Call) and expr.function in ("and", "or"):
        return _chain(expr, goal, env, depth)
    if isinstance(expr, Call) and expr.function == "not":
        turned = (goal & NULL) | (FALSE if goal & TRUE else 0) | (TRUE if goal & FALSE else 0)
        return assume(expr.args[0], turned, env, depth + 1)
    found: Env | None = None
    for outcome in OUTCOMES:
        if goal & outcome:
            found = joined(found, _atom(expr, outcome, env, depth + 1))
    return found


def outcomes(expr: Expr, env: Env, depth: int = 0) -> int:
    """Which outcomes a condition can have, as a sum."""
    return sum(outcome for outcome in OUTCOMES if assume(expr, outcome, env, depth) is not None)


def operands(call: Call) -> list[Expr]:
    """The operands of a chain of one of `and`, `or`, in order."""
    made: list[Expr] = []
    todo: list[Expr] = [call]
    while todo:
        item = todo.pop()
        if isinstance(item, Call) and item.function == call.function:
            todo.extend(reversed(item.args))
        else:
            made.append(item)
    return made


def conjuncts(expr: Expr) -> list[Expr]:
    """The parts of a condition that must all be true."""
    return operands(expr) if isinstance(expr, Call) and expr.function == "and" else [expr]


def _chain(call: Call, goal: int, env: Env, depth: int) -> Env | None:
    """`and` is true where all are, false where one is; `or` the other way about."""
    every, some = (TRUE, FALSE) if call.function == "and" else (FALSE, TRUE)
    items = operands(call)
    found: Env | None = None
    if goal & every:
        found = _all(items, every, env, depth)
    if goal & some and goal & NULL:
        return joined(found, _one(items, some | NULL, env, depth))
    if goal & some:
        return joined(found, _one(items, some, env, depth))
    if goal & NULL:
        rest = _all(items, every | NULL, env, depth)
        if rest is not None:
            found = joined(found, _one(items, NULL, rest, depth))
    return found


def _all(items: list[Expr], goal: int, env: Env, depth: int) -> Env | None:
    known: Env | None = env
    # What a later one tells may tell more of an earlier one, if that one relates two things.
    for _ in range(2 if len(items) > 1 and any(map(_relates, items)) else 1):
        for item in items:
            if known is None:
                return None
            known = assume(item, goal, known, depth + 1)
    return known


def _relates(expr: Expr) -> bool:
    if not isinstance(expr, Call) or expr.function in ("is_null", "in", "like"):
        return False
    if expr.function in ("not", "and", "or"):
        return any(map(_relates, expr.args)) if expr.function == "not" else True
    return sum(not isinstance(arg, Literal) for arg in expr.args) > 1


def _one(items: list[Expr], goal: int, env: Env, depth: int) -> Env | None:
    return reduce(joined, (assume(item, goal, env, depth + 1) for item in items))


def _atom(expr: Expr, outcome: int, env: Env, depth: int) -> Env | None:
    if isinstance(expr, Call):
        match expr.function:
            case "is_null":
                if outcome == NULL:
                    return None
                return null_only(expr.args[0], env, depth) if outcome == TRUE else filled(expr.args[0], env, depth)
            case "=" | "<>" | "<" | "<=" | ">" | ">=":
                return compared(expr.function, expr.args, outcome, env, expr.span, depth)
            case "in":
                return _in(expr, outcome, env, depth)
            case "between":
                return _between(expr, outcome, env, depth)
            case "is_not_distinct":
                return _not_distinct(expr, outcome, env, depth)
            case "coalesce" if len(expr.args) == 2 and isinstance(expr.args[1], Literal):
                return _coalesced(expr, outcome, env, depth)
    if outcome == NULL:
        return null_only(expr, env, depth)
    return restrict(expr, sets.point(outcome == TRUE), env, expr.span, depth)


def null_only(expr: Expr, env: Env, depth: int) -> Env | None:
    """Where an expression is NULL."""
    found = values.value(expr, env, depth)
    if not found.nullable:
        return None
    key = key_of(expr)
    return env if key is None else env.knowing(key, found.null_only())


def filled(expr: Expr, env: Env, depth: int) -> Env | None:
    """Where an expression is not NULL."""
    return restrict(expr, sets.ALL, env, None, depth)


def restrict(expr: Expr, parts: Parts, env: Env, place: Span | None, depth: int) -> Env | None:
    """Where an expression has one of these values."""
    found = values.value(expr, env, depth)
    kept = found.within(parts, place)
    if kept.never:
        return None
    key = key_of(expr)
    if key is not None and not isinstance(expr, Literal) and kept is not found:
        env = env.knowing(key, kept)
    if isinstance(expr, Cast):
        inner = _before_cast(expr, parts, env, depth)
        return restrict(expr.operand, inner, env, place, depth + 1)
    if isinstance(expr, Call) and expr.function == "year":
        return _in_years(expr, parts, env, place, depth)
    if isinstance(expr, Call) and depth < DEEPEST and (function := lookup(expr.function)) is not None:
        if function.nulls in ("propagate", "introduce"):
            known: Env | None = env
            for arg in expr.args:
                known = None if known is None else filled(arg, known, depth + 1)
            return known
    return env


def _in_years(call: Call, parts: Parts, env: Env, place: Span | None, depth: int) -> Env | None:
    """Where the year of a point in time is one of these."""
    kind = values.value(call.args[0], env, depth + 1).type
    make = datetime.date if kind == DATE else datetime.datetime if kind == TIMESTAMP else None
    low, high = sets.low(parts), sets.high(parts)
    wanted = sets.ALL
    if make is not None and len(low) == 3 and datetime.MINYEAR <= low[1] <= datetime.MAXYEAR:
        wanted = sets.intersect(wanted, sets.at_least(make(int(low[1]), 1, 1)))
    if make is not None and len(high) == 3 and datetime.MINYEAR <= high[1] < datetime.MAXYEAR:
        wanted = sets.intersect(wanted, sets.at_most(make(int(high[1]) + 1, 1, 1), strictly=True))
    return restrict(call.args[0], wanted, env, place, depth + 1)


def _before_cast(cast: Cast, parts: Parts, env: Env, depth: int) -> Parts:
    """What the operand of a widening can be, where its result is one of these."""
    kind = values.value(cast.operand, env, depth + 1).type
    to = cast.type
    if is_integer(kind) and (is_integer(to) or isinstance(to, Decimal)):
        return parts
    if isinstance(kind, Decimal) and isinstance(to, Decimal) and to.scale >= kind.scale:
        return parts
    if kind == DATE and to == TIMESTAMP:
        return sets.whole(parts, DATE)
    if is_integer(kind) and to == DOUBLE:
        ends = [edge[1] for part in parts for edge in part if len(edge) == 3]
        if all(abs(end) < _EXACT_IN_DOUBLE for end in ends):
            return parts
    return sets.ALL


def compared(
    sign: str, args: tuple[Expr, ...], outcome: int, env: Env, place: Span | None, depth: int
) -> Env | None:
    """Where a comparison has this outcome."""
    a, b = args
    if outcome == NULL:
        return joined(null_only(a, env, depth), null_only(b, env, depth))
    if outcome == FALSE:
        sign = _OPPOSITE[sign]
    known = filled(a, env, depth)
    known = None if known is None else filled(b, known, depth)
    if known is None:
        return None
    if _same(a, b):
        return known if sign in ("=", "<=", ">=") else None
    of_a, of_b = values.value(a, known, depth), values.value(b, known, depth)
    if not (has_order(of_a.type) and has_order(of_b.type) and sets.comparable(of_a.parts, of_b.parts)):
        return known
    known = restrict(a, _beside(sign, of_b.parts), known, place, depth)
    if known is None:
        return None
    return restrict(b, _beside(_TURNED[sign], of_a.parts), known, place, depth)


def _same(a: Expr, b: Expr) -> bool:
    key = key_of(a)
    return key is not None and not isinstance(a, Literal) and key == key_of(b)


def _beside(sign: str, other: Parts) -> Parts:
    """What can stand on the left of a sign with one of the others on the right."""
    if sign == "=":
        return other
    if sign == "<>":
        values_there = sets.listed(other)
        return sets.complement(other) if values_there is not None and len(values_there) == 1 else sets.ALL
    strictly = sign in ("<", ">")
    edge = sets.high(other) if sign in ("<", "<=") else sets.low(other)
    if len(edge) != 3:
        return sets.ALL
    open_end = strictly or edge[2] != 0
    return sets.at_most(edge[1], open_end) if sign in ("<", "<=") else sets.at_least(edge[1], open_end)


MOST_ITEMS = 1_000
"""Of a longer list it is only known that what is compared with it has a value."""


def _in(call: Call, outcome: int, env: Env, depth: int) -> Env | None:
    operand, items = call.args[0], call.args[1:]
    if len(items) > MOST_ITEMS:
        return env if outcome == NULL else filled(operand, env, depth)
    if outcome == NULL:
        alone = null_only(operand, env, depth)
        if not any(values.value(item, env, depth).nullable for item in items):
            return alone
        return joined(alone, _differs(operand, items, env, call.span, depth))
    if outcome == FALSE:
        return _differs(operand, items, env, call.span, depth, no_null=True)
    if any(_same(operand, item) for item in items):
        return filled(operand, env, depth)
    wanted = sets.joined([values.value(item, env, depth).parts for item in items])
    return restrict(operand, wanted, env, call.span, depth)


def _differs(
    operand: Expr, items: tuple[Expr, ...], env: Env, place: Span | None, depth: int, no_null: bool = False
) -> Env | None:
    """Where a value equals none of the items that have one; with `no_null` all have."""
    excluded = []
    for item in items:
        found = values.value(item, env, depth)
        if no_null and found.always_null:
            return None
        if _same(operand, item) and (no_null or not found.nullable):
            return None
        there = sets.listed(found.parts)
        if there is not None and len(there) == 1 and (no_null or not found.nullable):
            excluded.append(found.parts)
    if len(excluded) > sets.MOST_PARTS or not excluded:
        return filled(operand, env, depth)
    return restrict(operand, sets.complement(sets.joined(excluded)), env, place, depth)


def _between(call: Call, outcome: int, env: Env, depth: int) -> Env | None:
    x, low, high = call.args
    above = Call(">=", (x, low), span=call.span)
    below = Call("<=", (x, high), span=call.span)
    return _chain(Call("and", (above, below)), outcome, env, depth)


def _not_distinct(call: Call, outcome: int, env: Env, depth: int) -> Env | None:
    a, b = call.args
    if outcome == NULL:
        return None
    if outcome == TRUE:
        both = null_only(a, env, depth)
        both = None if both is None else null_only(b, both, depth)
        return joined(both, compared("=", call.args, TRUE, env, call.span, depth))
    if _same(a, b):
        return None
    of_a, of_b = values.value(a, env, depth), values.value(b, env, depth)
    if of_a.always_null and of_b.always_null:
        return None
    if of_a.nullable or of_b.nullable:
        return env
    return compared("=", call.args, FALSE, env, call.span, depth)


def _coalesced(call: Call, outcome: int, env: Env, depth: int) -> Env | None:
    """`coalesce(condition, false)`, as checks are written."""
    condition, instead = call.args
    of_literal = values.value(instead, env, depth)
    if of_literal.type != BOOLEAN:
        return env
    found = assume(condition, outcome, env, depth + 1) if outcome != NULL else None
    other = NULL if of_literal.always_null else None
    there = sets.listed(of_literal.parts)
    if there is not None and len(there) == 1:
        other = TRUE if there[0] is True else FALSE
    if other is None or other == outcome:
        return joined(found, assume(condition, NULL, env, depth + 1))
    return found


