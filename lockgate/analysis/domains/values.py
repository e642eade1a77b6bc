"""Which values an expression can have, from those of the columns."""

from __future__ import annotations

import datetime
import math
from decimal import Context
from decimal import Decimal as Exact
from typing import Any

from attrs import evolve

from lockgate.analysis.domains import conditions, ranges
from lockgate.analysis.domains import parts as sets
from lockgate.analysis.domains.domain import NOT_KNOWN, Domain, anything, constant, either, has_order
from lockgate.analysis.domains.env import DEEPEST, Env, key_of
from lockgate.analysis.domains.parts import Edge, Parts
from lockgate.ir.coerce import is_integer, is_number
from lockgate.ir.expr import AggregateCall, Call, Case, Cast, Column, Expr, Literal, Parameter, WindowCall
from lockgate.ir.functions import Mismatch, Typed, lookup
from lockgate.ir.infer import may_be_empty
from lockgate.ir.types import BOOLEAN, DATE, DOUBLE, STRING, TIMESTAMP, Decimal, Type

_EXACT = Context(prec=200)
_LOGIC = frozenset(
    ("and", "or", "not", "=", "<>", "<", "<=", ">", ">=", "in", "between", "is_null", "is_not_distinct")
)


def value(expr: Expr, env: Env, depth: int = 0) -> Domain:
    """What the expression can be."""
    if isinstance(expr, Column):
        return env.column(expr.name)
    if isinstance(expr, Literal):
        if expr.span is not None and expr.span in env.params:
            return anything(expr.type, expr.value is None)
        return constant(expr)
    if isinstance(expr, Parameter):
        return anything(expr.type, False)
    if depth > DEEPEST or not env.work.spend():
        return evolve(NOT_KNOWN, type=expr.type) if isinstance(expr, Cast) else NOT_KNOWN
    match expr:
        case Cast():
            found = _cast(expr, value(expr.operand, env, depth + 1))
        case Case():
            found = _case(expr, env, depth + 1)
        case Call():
            found = _call(expr, env, depth + 1)
        case AggregateCall():
            return _aggregate(expr, env, depth + 1)
        case WindowCall():
            return _window(expr, env, depth + 1)
    if env.learnt:
        key = key_of(expr)
        learnt = None if key is None else env.learnt.get(key)
        if learnt is not None:
            parts = sets.intersect(found.parts, learnt.parts)
            return Domain(found.type, parts, found.nullable and learnt.nullable, learnt.place)
    return found


def _call(call: Call, env: Env, depth: int) -> Domain:
    if call.function in _LOGIC:
        found = conditions.outcomes(call, env, depth)
        possible = [answer for answer, bit in ((False, conditions.FALSE), (True, conditions.TRUE)) if found & bit]
        return Domain(BOOLEAN, sets.points(possible), bool(found & conditions.NULL))
    if call.function == "if":
        return _case(Case(((call.args[0], call.args[1]),), call.args[2]), env, depth)
    return applied(call.function, call.args, [value(arg, env, depth) for arg in call.args])


def applied(name: str, args: tuple[Expr, ...], given: list[Domain]) -> Domain:
    """What a function gives on such arguments."""
    function = lookup(name)
    if function is None:
        return NOT_KNOWN
    typed = [Typed(arg, domain.type, domain.nullable) for arg, domain in zip(args, given, strict=True)]
    bound = function.bind(typed)
    if isinstance(bound, Mismatch):
        return NOT_KNOWN
    whole = anything(bound.result, bound.nullable)
    if function.nulls in ("propagate", "introduce") and any(domain.always_null for domain in given):
        return Domain(bound.result, sets.NONE, True)
    if not has_order(bound.result):
        return whole
    known = ranges.of(name, args, given, bound.result)
    if known is None:
        return whole
    parts = sets.whole(sets.intersect(whole.parts, known), bound.result)
    place = next((domain.place for domain in given if domain.place is not None), None)
    return Domain(bound.result, parts, bound.nullable, place)


def _case(case: Case, env: Env, depth: int) -> Domain:
    """Of each branch what it gives where its condition is true and none before it is."""
    rest: Env | None = env
    made: Domain | None = None
    for when, then in case.branches:
        if rest is None:
            break
        here = conditions.assume(when, conditions.TRUE, rest, depth)
        if here is not None:
            found = value(then, here, depth)
            made = found if made is None else either(made, found)
        rest = conditions.assume(when, conditions.NOT_TRUE, rest, depth)
    if rest is not None:
        if case.default is not None:
            found = value(case.default, rest, depth)
            made = found if made is None else either(made, found)
        elif made is not None:
            made = made.or_null()
        else:
            made = Domain(value(case.branches[0][1], env, depth).type, sets.NONE, True)
    return NOT_KNOWN if made is None else made


def _cast(cast: Cast, operand: Domain) -> Domain:
    to = cast.type
    whole = anything(to, operand.nullable or cast.safe)
    parts = _converted(operand.parts, operand.type, to)
    if parts is None:
        return whole
    return Domain(to, sets.whole(sets.intersect(whole.parts, parts), to), whole.nullable, operand.place)


def _converted(parts: Parts, kind: Type, to: Type) -> Parts | None:
    """The values after a cast that keeps their order; None where it is not followed."""
    if kind == to or not parts:
        return parts
    if is_number(kind) and is_number(to):
        if is_integer(to):
            return parts if is_integer(kind) else _mapped(parts, _half_away, exact=False)
        if to == DOUBLE:
            return _mapped(parts, float, exact=False)
        if kind == DOUBLE or (isinstance(kind, Decimal) and isinstance(to, Decimal) and to.scale < kind.scale):
            return None
        return parts
    if kind == DATE and to == TIMESTAMP:
        return _mapped(parts, _midnight, exact=True)
    if kind == TIMESTAMP and to == DATE:
        return _mapped(parts, lambda moment: moment.date(), exact=False)
    if is_integer(kind) and to == STRING:
        found = sets.listed(parts)
        return None if found is None else sets.points(str(item) for item in found)
    return None


def _mapped(parts: Parts, convert: Any, exact: bool) -> Parts:
    """Each edge converted; where two values can become one, an open edge becomes a closed one."""
    made: Parts = sets.NONE
    for part in parts:
        first, last = (_edge(edge, convert, exact) for edge in part)
        made = sets.union(made, ((first, last),))
    return made


def _edge(edge: Edge, convert: Any, exact: bool) -> Edge:
    if len(edge) != 3:
        return edge
    try:
        return (0, convert(edge[1]), edge[2] if exact else 0)
    except (OverflowError, ValueError):
        return sets.LEAST if edge[1] < 0 else sets.MOST


def _half_away(number: Any) -> int:
    exact = Exact(number)
    moved = _EXACT.add(exact, Exact("0.5") if exact >= 0 else Exact("-0.5"))
    return math.floor(moved) if exact >= 0 else math.ceil(moved)


def _midnight(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day)


def _aggregate(call: AggregateCall, env: Env, depth: int) -> Domain:
    if call.filter is not None:
        env = conditions.assume(call.filter, conditions.TRUE, env, depth) or env
    found = applied(call.function, call.args, [value(arg, env, depth) for arg in call.args])
    function = lookup(call.function)
    never_null = function is not None and function.nulls == "never"
    return found.or_null() if call.filter is not None and not never_null else found


def _window(call: WindowCall, env: Env, depth: int) -> Domain:
    function = call.function
    found = value(function, env, depth)
    if isinstance(function, AggregateCall) or function.function in ("first_value", "last_value"):
        entry = lookup(function.function)
        if may_be_empty(call.frame) and not (entry is not None and entry.nulls == "never"):
            return found.or_null()
    return found


