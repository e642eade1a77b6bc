"""Aggregates: a value of the rows of a group, as exact as fractions are until the end."""

from __future__ import annotations

import decimal
import math
from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from lockgate.ir.expr import AggregateCall
from lockgate.ir.functions import REGISTRY
from tests.interpreter.expressions import Evaluator
from tests.interpreter.failure import Unspecified
from tests.interpreter.fitting import EXACT, double, fitted
from tests.interpreter.ordering import compared, keys_of, must_be_same, sorted_places
from tests.interpreter.scalars import extreme
from tests.interpreter.signature import Signature
from tests.interpreter.values import Row, compare, key

Items = Sequence[tuple[Any, ...]]


def aggregate(at: Evaluator, call: AggregateCall, rows: Sequence[Row]) -> Any:
    """The aggregate over rows; nothing is computed of those that its filter leaves out."""
    rows = [row for row in rows if call.filter is None or at.holds(call.filter, row)]
    if call.function == "sum_if":
        rows = [row for row in rows if at.holds(call.args[1], row)]
    of = at.signature(call)
    taken = call.args[:1] if call.function == "sum_if" else call.args
    items = [
        (tuple(at.as_type(arg, row, kind) for arg, kind in zip(taken, of.args, strict=False)), row)
        for row in rows
    ]
    if call.args and (REGISTRY[call.function].nulls == "ignore" or call.function.endswith("count_distinct")):
        items = [item for item in items if item[0][0] is not None]
    if call.function == "count" and call.args:
        items = [item for item in items if item[0][0] is not None]
    if call.distinct:
        items = list({key(item[0]): item for item in reversed(items)}.values())[::-1]
    if call.function in ("array_agg", "string_agg"):
        items = _ordered(at, call, items)
    return AGGREGATES[call.function](of, [values for values, _ in items])


def _ordered(at: Evaluator, call: AggregateCall, items: list[tuple[Any, Row]]) -> list[tuple[Any, Row]]:
    keys = [keys_of(at, call.order, row) for _, row in items]
    places = sorted_places(call.order, keys)
    for a, b in pairwise(places):
        if compared(call.order, keys[a], keys[b]) == 0:
            must_be_same(call.function, items[a][0], items[b][0])
    return [items[place] for place in places]


def _some(compute: Callable[[Signature, list[Any]], Any]) -> Callable[[Signature, Items], Any]:
    """NULL over no values."""
    return lambda of, items: compute(of, [item[0] for item in items]) if items else None


def _sum(of: Signature, values: list[Any]) -> Any:
    if isinstance(values[0], float):
        return _double_sum(values)
    total = values[0]
    for value in values[1:]:
        total = EXACT.add(total, value) if isinstance(total, decimal.Decimal) else total + value
    return fitted(total, of.result)


def _double_sum(values: list[float]) -> float:
    if all(map(math.isfinite, values)):
        return _steady(double(sum(map(Fraction, values))), values)
    return math.nan if len({value for value in values if not math.isfinite(value)}) > 1 else _odd(values)


def _steady(exact: float, values: Sequence[float]) -> float:
    """The sum, where it hardly depends on the order in which doubles are added."""
    if sum(map(abs, values)) > 1e6 * abs(exact) and any(value % 0.25 for value in values):
        raise Unspecified("a sum of doubles that hangs on their order")
    if max(map(abs, values)) > 1e12 and len(set(values)) > 1:
        raise Unspecified("a sum of doubles that hangs on their order")
    return exact


def _odd(values: list[float]) -> float:
    return next(value for value in values if not math.isfinite(value))


def _fractions(values: Sequence[Any]) -> list[Fraction]:
    if any(isinstance(value, float) and not math.isfinite(value) for value in values):
        raise Unspecified("a mean of what is no number")
    if values and isinstance(values[0], float):
        _steady(double(sum(map(Fraction, values))), values)
    return list(map(Fraction, values))


def _mean(of: Signature, values: list[Any]) -> float:
    return double(sum(_fractions(values)) / len(values))


def _variance(less: int, root: bool) -> Callable[[Signature, list[Any]], float | None]:
    def compute(of: Signature, values: list[Any]) -> float | None:
        if len(values) <= less:
            return None
        exact = _fractions(values)
        mean = sum(exact) / len(exact)
        made = double(sum((value - mean) ** 2 for value in exact) / (len(exact) - less))
        if len(exact) > 1 and max(map(abs, exact)) ** 2 > 100_000 * Fraction(max(made, 1)):
            raise Unspecified("a variance that hangs on the order of doubles")
        return math.sqrt(made) if root else made

    return compute


def _quantile(values: list[float], fraction: Fraction) -> float:
    """Between the two values on either side of the place, as far as the place lies between them."""
    ordered = [values[place] for place in _by_value(values)]
    place = fraction * (len(ordered) - 1)
    low, high = ordered[math.floor(place)], ordered[math.ceil(place)]
    if place == math.floor(place) or key(low) == key(high):
        return low
    a, b = _fractions([low, high])
    return double(a + (b - a) * (place - math.floor(place)))


def _by_value(values: list[float]) -> list[int]:
    return sorted(range(len(values)), key=lambda place: (math.isnan(values[place]), values[place]))


def _percentile(of: Signature, items: Items) -> float | None:
    return _quantile([item[0] for item in items], Fraction(items[0][1])) if items else None


def _by(better: int) -> Callable[[Signature, Items], Any]:
    def compute(of: Signature, items: Items) -> Any:
        ordered = [item for item in items if item[1] is not None]
        if not ordered:
            return None
        best = extreme([item[1] for item in ordered], better)
        found = [item[0] for item in ordered if compare(item[1], best) == 0]
        for other in found[1:]:
            must_be_same("the value of the best row", found[0], other)
        return found[0]

    return compute


AGGREGATES: dict[str, Callable[[Signature, Items], Any]] = {
    "count": lambda of, items: len(items),
    "count_if": lambda of, items: sum(item[0] is True for item in items),
    "approx_count_distinct": lambda of, items: len({key(item) for item in items}),
    "sum": _some(_sum),
    "sum_if": _some(_sum),
    "avg": _some(_mean),
    "min": _some(lambda of, values: extreme(values, -1)),
    "max": _some(lambda of, values: extreme(values, 1)),
    "bool_and": _some(lambda of, values: all(values)),
    "bool_or": _some(lambda of, values: any(values)),
    "median": _some(lambda of, values: _quantile(values, Fraction(1, 2))),
    "percentile": _percentile,
    "stddev": _some(_variance(1, True)),
    "variance": _some(_variance(1, False)),
    "stddev_pop": _some(_variance(0, True)),
    "variance_pop": _some(_variance(0, False)),
    "string_agg": lambda of, items: items[0][1].join(item[0] for item in items) if items else None,
    "array_agg": lambda of, items: [item[0] for item in items] or None,
    "min_by": _by(-1),
    "max_by": _by(1),
}
