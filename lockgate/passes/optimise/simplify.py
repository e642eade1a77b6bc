"""Simplifications of three-valued logic and of choices: `x and true` → `x`, `case when false then a else b end` → `b`.

What is left out must not be able to raise an error, and a choice never evaluates what it does not choose.
"""

from __future__ import annotations

from attrs import evolve

from lockgate.ir.expr import Call, Case, Expr, Literal
from lockgate.ir.types import BOOLEAN, NULL
from lockgate.passes.optimise.compute import compared
from lockgate.passes.optimise.constants import FALSE, TRUE, Constant, boolean_of, constant_of, is_null
from lockgate.passes.optimise.facts import Known, can_fail

_NULL = Literal(None, BOOLEAN)


def simplified(call: Call, known: Known) -> Expr | None:
    """A simpler expression of the same value, or None."""
    match call.function:
        case "and":
            return _joined(call.args[0], call.args[1], neutral=True, known=known)
        case "or":
            return _joined(call.args[0], call.args[1], neutral=False, known=known)
        case "not":
            return _negated(call.args[0])
        case "is_null":
            constant = constant_of(call.args[0])
            return None if constant is None else Literal(constant.value is None, BOOLEAN)
        case "is_not_distinct":
            return _same(call.args[0], call.args[1])
        case "in":
            return _within(call.args[0], call.args[1:])
        case "between":
            return _between(*call.args)
        case "coalesce":
            return _coalesced(call, known)
        case "if":
            return _chosen(*call.args)
        case _:
            return None


def _joined(left: Expr, right: Expr, *, neutral: bool, known: Known) -> Expr | None:
    """`and` (neutral: true) or `or` (neutral: false): the neutral side falls away, the other decides."""
    for side, other in ((left, right), (right, left)):
        value = boolean_of(side)
        if value is neutral:
            return other
        if value is not None and not can_fail(other, known):
            return side
    return _NULL if is_null(left) and is_null(right) else None


def _negated(operand: Expr) -> Expr | None:
    value = boolean_of(operand)
    if value is not None:
        return FALSE if value else TRUE
    if isinstance(operand, Call) and operand.function == "not":
        return operand.args[0]
    return None


def _same(left: Expr, right: Expr) -> Expr | None:
    a, b = constant_of(left), constant_of(right)
    if a is None or b is None:
        return None
    if a.value is None or b.value is None:
        return Literal(a.value is None and b.value is None, BOOLEAN)
    answer = compared("=", a, b)
    return None if answer is None else Literal(answer, BOOLEAN)


def _within(item: Expr, choices: tuple[Expr, ...]) -> Expr | None:
    """`in` over constants: true wins over NULL, NULL over false."""
    wanted = constant_of(item)
    found = [constant_of(choice) for choice in choices]
    if wanted is None or wanted.value is None:
        return None
    unknown = False
    hit = False
    for choice in found:
        if choice is None:
            return None
        if choice.value is None:
            unknown = True
            continue
        answer = compared("=", wanted, choice)
        if answer is None:
            return None
        hit = hit or answer
    return TRUE if hit else _NULL if unknown else FALSE


def _between(item: Expr, low: Expr, high: Expr) -> Expr | None:
    constants = [constant_of(part) for part in (item, low, high)]
    value, least, most = constants
    if value is None or least is None or most is None or value.value is None:
        return None
    above, below = _limit(">=", value, least), _limit("<=", value, most)
    if above == "?" or below == "?":
        return None
    if above is False or below is False:
        return FALSE
    return TRUE if above is True and below is True else _NULL


def _limit(sign: str, value: Constant, bound: Constant) -> bool | str | None:
    """The comparison; None is NULL, "?" that it is not known."""
    if bound.value is None:
        return None
    answer = compared(sign, value, bound)
    return "?" if answer is None else answer


def _coalesced(call: Call, known: Known) -> Expr | None:
    """Without its NULLs, and without what stands behind a constant."""
    kept: list[Expr] = []
    for position, arg in enumerate(call.args):
        if is_null(arg):
            continue
        kept.append(arg)
        if constant_of(arg) is not None:
            rest = call.args[position + 1 :]
            if any(can_fail(item, known) for item in rest):
                kept.extend(rest)
            break
    if len(kept) == len(call.args):
        return None
    if not kept:
        return call.args[0]
    return kept[0] if len(kept) == 1 else evolve(call, args=tuple(kept))


def _chosen(condition: Expr, then: Expr, otherwise: Expr) -> Expr | None:
    if is_null(condition):
        return otherwise
    value = boolean_of(condition)
    return None if value is None else then if value else otherwise


def simplified_case(case: Case) -> Expr:
    """Without the branches that are never taken, and what stands behind one that always is."""
    branches: list[tuple[Expr, Expr]] = []
    default = case.default
    for when, then in case.branches:
        value = boolean_of(when)
        if value is False or is_null(when):
            continue
        if value is True:
            default = then
            break
        branches.append((when, then))
    if len(branches) == len(case.branches):
        return case
    if branches:
        return evolve(case, branches=tuple(branches), default=default)
    return Literal(None, NULL) if default is None else default
