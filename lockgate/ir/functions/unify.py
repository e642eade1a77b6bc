"""One type for several arguments, as `coalesce`, `case` and comparisons need it.

Number literals give way: `int_column = 5` stays int, `amount > 0` stays decimal.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from attrs import frozen

from lockgate.ir.coerce import common_type, comparable_type, integer_literal, is_number, met
from lockgate.ir.functions.base import Typed
from lockgate.ir.types import NULL, UNKNOWN, Type


@frozen(slots=True)
class Clash:
    """Argument `argument` has a type that does not go with `known`, the type of those before it."""

    argument: int
    known: Type


Join = Callable[[Type, Type], Type | None]


def unify(args: Sequence[Typed], join: Join = common_type) -> Type | Clash:
    """The smallest type of all arguments, or the first argument that does not agree."""
    firm = [index for index, arg in enumerate(args) if integer_literal(arg.expr) is None]
    soft = [index for index, arg in enumerate(args) if integer_literal(arg.expr) is not None]
    known: Type = NULL
    for index in firm:
        joined = join(known, args[index].type)
        if joined is None:
            return Clash(index, known)
        known = joined
    meeting = known
    for index in soft:
        kind = args[index].type
        joined = join(known, met(args[index].expr, kind, meeting) if is_number(meeting) else kind)
        if joined is None:
            return Clash(_culprit(args, index, firm), known if index > 0 else kind)
        known = joined
    return known


def _culprit(args: Sequence[Typed], literal: int, firm: Sequence[int]) -> int:
    """The later of a literal and the first argument that it does not agree with."""
    others = [index for index in firm if args[index].type not in (NULL, UNKNOWN)]
    return max(literal, min(others, default=literal))


def unify_comparable(args: Sequence[Typed]) -> Type | Clash:
    """The type in which the arguments are compared."""
    return unify(args, comparable_type)
