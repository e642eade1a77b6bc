"""Which columns must have a value for a condition to be true.

`a > 1 and b is not null` is true only where neither a nor b is NULL; with `or`, what both sides ask for.
"""

from __future__ import annotations

from lockgate.ir.expr import Call, Cast, Column, Expr, Literal
from lockgate.ir.functions import lookup

NONE: frozenset[str] = frozenset()
MAX_ALTERNATIONS = 60
TRUE, FALSE, VALUE = "true", "false", "value"
"""Goals: the expression is true; is false; is not NULL."""


def required(predicate: Expr) -> frozenset[str]:
    """The case-folded names of columns that are not NULL where the predicate is true."""
    return _required(predicate, TRUE, 0)


def _required(expr: Expr, goal: str, alternations: int) -> frozenset[str]:
    found: set[str] = set()
    done: set[tuple[int, str]] = set()
    pending = [(expr, goal)]
    while pending:
        item, aim = pending.pop()
        if (id(item), aim) in done:
            continue
        done.add((id(item), aim))
        if isinstance(item, Column):
            found.add(item.name.casefold())
        elif isinstance(item, Cast):
            pending.append((item.operand, VALUE))
        elif isinstance(item, Call):
            if _is_choice(item, aim):
                found |= _common(item, aim, alternations)
            else:
                pending.extend(_needed(item, aim))
    return frozenset(found)


def _is_choice(call: Call, aim: str) -> bool:
    return (call.function, aim) in (("or", TRUE), ("and", FALSE))


def _common(call: Call, aim: str, alternations: int) -> frozenset[str]:
    """What every alternative of a chain of `or` (of `and` that is false) asks for."""
    if alternations >= MAX_ALTERNATIONS:
        return NONE
    shared: frozenset[str] | None = None
    pending: list[Expr] = [call]
    while pending:
        item = pending.pop()
        if isinstance(item, Call) and item.function == call.function:
            pending.extend(item.args)
            continue
        names = _required(item, aim, alternations + 1)
        shared = names if shared is None else shared & names
        if not shared:
            return NONE
    return shared if shared is not None else NONE


def _needed(call: Call, aim: str) -> list[tuple[Expr, str]]:
    """What must hold of the arguments for the goal to be met, as far as it is certain."""
    name, args = call.function, call.args
    if name == "not":
        turned = {TRUE: FALSE, FALSE: TRUE, VALUE: VALUE}[aim]
        return [(arg, turned) for arg in args]
    if name in ("and", "or"):
        return [] if aim == VALUE else [(arg, aim) for arg in args]
    if name == "is_null":
        return [(arg, VALUE) for arg in args] if aim == FALSE else []
    if name == "is_not_distinct":
        constant = any(isinstance(arg, Literal) and arg.value is not None for arg in args)
        return [(arg, VALUE) for arg in args] if aim == TRUE and constant else []
    if name == "in":
        return [(arg, VALUE) for arg in (args if aim == FALSE else args[:1])]
    if name == "between":
        return [(arg, VALUE) for arg in (args if aim == TRUE else args[:1])]
    function = lookup(name)
    if function is not None and function.nulls in ("propagate", "introduce"):
        return [(arg, VALUE) for arg in args]
    return []
