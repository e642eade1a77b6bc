"""What functions give: known ranges (a month is 1 to 12), and sums and differences of stretches."""

from __future__ import annotations

import decimal
from collections.abc import Callable, Sequence
from typing import Any

from lockgate.analysis.domains import parts as sets
from lockgate.analysis.domains.domain import Domain
from lockgate.analysis.domains.parts import Edge, Parts
from lockgate.ir.coerce import integer_literal, is_integer, is_number
from lockgate.ir.expr import Expr, Literal
from lockgate.ir.types import DOUBLE, Type

_EXACT = decimal.Context(prec=200)
_POSITIVE = sets.at_least(0)
_PARTS: dict[str, Parts] = {
    "second": sets.between(0, 59),
    "minute": sets.between(0, 59),
    "hour": sets.between(0, 23),
    "day": sets.between(1, 31),
    "week": sets.between(1, 53),
    "month": sets.between(1, 12),
    "quarter": sets.between(1, 4),
    "day_of_week": sets.between(1, 7),
    "day_of_year": sets.between(1, 366),
}
_FIXED: dict[str, Parts] = {
    **{name: found for name, found in _PARTS.items() if name not in ("week", "quarter")},
    **dict.fromkeys(("length", "position", "array_length", "abs", "sqrt", "exp"), _POSITIVE),
    **dict.fromkeys(("count", "count_if", "approx_count_distinct"), _POSITIVE),
    **dict.fromkeys(("stddev", "stddev_pop", "variance", "variance_pop"), _POSITIVE),
    **dict.fromkeys(("row_number", "rank", "dense_rank"), sets.at_least(1)),
    "percent_rank": sets.between(0, 1),
    "sign": sets.points((-1, 0, 1)),
    "grouping": sets.points((0, 1)),
}
_KEPT = frozenset(("min", "max", "min_by", "max_by", "first_value", "last_value"))
_SIGNED = frozenset(("sum", "sum_if", "avg", "median", "percentile"))


def of(name: str, args: tuple[Expr, ...], given: Sequence[Domain], result: Type) -> Parts | None:
    """The values of a function on such arguments, NULL apart; None where nothing is known."""
    fixed = _FIXED.get(name)
    if fixed is not None:
        return _abs(given[0].parts) if name == "abs" else fixed
    if name == "date_part" and isinstance(args[0], Literal):
        return _PARTS.get(str(args[0].value))
    if name == "year":
        return _years(given[0].parts)
    if name == "ntile":
        buckets = integer_literal(args[0])
        return None if buckets is None else sets.between(1, max(1, buckets))
    if name in ("lag", "lead"):
        return given[0].parts if len(given) < 3 else sets.union(given[0].parts, given[2].parts)
    if name in _KEPT:
        return given[0].parts
    if name in _SIGNED:
        return _sum(given[0].parts)
    if name == "coalesce":
        return _first(given)
    if name in ("greatest", "least"):
        return _chosen(name, given)
    if name == "nullif":
        return _nullif(given)
    if name in ("lower", "upper"):
        return _cased(name, given[0].parts)
    rule = _ARITHMETIC.get(name)
    if rule is not None and all(is_number(item.type) for item in given) and is_number(result):
        return rule(*(item.parts for item in given), result)
    return None


def _first(given: Sequence[Domain]) -> Parts:
    made = sets.NONE
    for item in given:
        made = sets.union(made, item.parts)
        if not item.nullable:
            break
    return made


def _chosen(name: str, given: Sequence[Domain]) -> Parts:
    made = sets.NONE
    for item in given:
        made = sets.union(made, item.parts)
    for item in given:  # the greatest is at least each that has a value
        if item.nullable or not item.parts:
            continue
        edge = sets.low(item.parts) if name == "greatest" else sets.high(item.parts)
        if len(edge) == 3:
            bound = sets.at_least if name == "greatest" else sets.at_most
            made = sets.intersect(made, bound(edge[1], edge[2] != 0))
    return made


def _nullif(given: Sequence[Domain]) -> Parts:
    there = sets.listed(given[1].parts)
    if there is not None and len(there) == 1 and not given[1].nullable:
        return sets.intersect(given[0].parts, sets.complement(given[1].parts))
    return given[0].parts


def _cased(name: str, parts: Parts) -> Parts | None:
    found = sets.listed(parts)
    if found is None or not all(isinstance(item, str) and item.isascii() for item in found):
        return None
    return sets.points(item.lower() if name == "lower" else item.upper() for item in found)


def _years(parts: Parts) -> Parts | None:
    if not parts:
        return parts
    low, high = sets.low(parts), sets.high(parts)
    first: Edge = (0, low[1].year, 0) if len(low) == 3 and hasattr(low[1], "year") else sets.LEAST
    last: Edge = (0, high[1].year, 0) if len(high) == 3 and hasattr(high[1], "year") else sets.MOST
    return ((first, last),)


def _sum(parts: Parts) -> Parts | None:
    """Values that are all of one sign keep it; not more, since sums and means of doubles are rounded."""
    low, high = sets.low(parts), sets.high(parts)
    if len(low) == 3 and low[1] >= 0:
        return _POSITIVE
    return sets.at_most(0) if len(high) == 3 and high[1] <= 0 else None


def _abs(parts: Parts) -> Parts:
    low = sets.low(parts)
    return sets.intersect(parts, _POSITIVE) if len(low) == 3 and low[1] >= 0 else _POSITIVE


def _added(a: Edge, b: Edge, result: Type) -> Edge | None:
    if len(a) != 3 or len(b) != 3:
        return None
    total = _computed(_EXACT.add, a[1], b[1], result)
    side = a[2] or b[2]
    return None if total is None else (0, total, 0 if result == DOUBLE else side)


def _computed(operation: Callable[[Any, Any], Any], a: Any, b: Any, result: Type) -> Any:
    if result == DOUBLE:
        left, right = float(a), float(b)
        made = left + right if operation == _EXACT.add else left * right
        return made if made == made and abs(made) != float("inf") else None
    try:
        exact = operation(decimal.Decimal(a), decimal.Decimal(b))
    except decimal.DecimalException:
        return None
    return int(exact) if is_integer(result) else exact


def _plus(a: Parts, b: Parts, result: Type) -> Parts:
    if not a or not b:
        return sets.NONE
    first = _added(sets.low(a), sets.low(b), result) or sets.LEAST
    last = _added(sets.high(a), sets.high(b), result) or sets.MOST
    return ((first, last),)


def _negated(parts: Parts, result: Type) -> Parts:
    def turned(edge: Edge) -> Edge:
        if len(edge) == 3:
            return (0, edge[1].copy_negate() if isinstance(edge[1], decimal.Decimal) else -edge[1], -edge[2])
        return sets.MOST if edge == sets.LEAST else sets.LEAST

    if result == DOUBLE and any(edge == sets.MOST for part in parts for edge in part):
        return sets.ALL  # NaN is the greatest, and stays so
    return tuple(sorted((turned(last), turned(first)) for first, last in parts))


def _minus(a: Parts, b: Parts, result: Type) -> Parts:
    return _plus(a, _negated(b, result), result)


def _times(a: Parts, b: Parts, result: Type) -> Parts | None:
    ends = [sets.low(a), sets.high(a), sets.low(b), sets.high(b)]
    if not a or not b:
        return sets.NONE
    if all(len(edge) == 3 for edge in ends):
        corners = [_computed(_EXACT.multiply, x[1], y[1], result) for x in ends[:2] for y in ends[2:]]
        return None if any(item is None for item in corners) else sets.between(min(corners), max(corners))
    low_a, low_b = ends[0], ends[2]
    if len(low_a) == 3 and len(low_b) == 3 and low_a[1] >= 0 and low_b[1] >= 0:
        return _POSITIVE
    return None


def _divided(a: Parts, b: Parts, result: Type) -> Parts | None:
    low_a, low_b = sets.low(a), sets.low(b)
    if len(low_a) == 3 and len(low_b) == 3 and low_a[1] >= 0 and low_b[1] >= 0:
        return _POSITIVE
    return None


def _remainder(a: Parts, b: Parts, result: Type) -> Parts | None:
    there = sets.listed(b)
    if not is_integer(result) or there is None or not there or 0 in there:
        return None
    most = max(abs(int(item)) for item in there) - 1
    low = sets.low(a)
    return sets.between(0 if len(low) == 3 and low[1] >= 0 else -most, most)


_ARITHMETIC: dict[str, Callable[..., Parts | None]] = {
    "+": _plus,
    "-": _minus,
    "*": _times,
    "/": _divided,
    "//": _divided,
    "%": _remainder,
    "mod": _remainder,
    "neg": _negated,
    "safe_divide": _divided,
}
