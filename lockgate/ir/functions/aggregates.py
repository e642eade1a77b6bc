"""Aggregate functions: one value of the rows of a group; NULLs are left out unless said.

`nullable` in their bindings is for a group that has a row. Over no rows all are NULL but the counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lockgate.ir import types
from lockgate.ir.coerce import is_integer
from lockgate.ir.expr import Literal
from lockgate.ir.functions.base import Binding, Function, Mismatch, Typed
from lockgate.ir.functions.build import Result, by_rule, make, same, wrong_count
from lockgate.ir.functions.build import parameters as params
from lockgate.ir.functions.checks import text_of
from lockgate.ir.types import BIGINT, BOOLEAN, DOUBLE, STRING, UNKNOWN, Array, Decimal, Type

FAMILY = "aggregates"


def _aggregate(name: str, parameters: str, result: Result, doc: str, **more: Any) -> Function:
    more.setdefault("nulls", "ignore")
    more.setdefault("nullable", lambda args: args[0].nullable)
    return make(name, parameters, result, doc, family=FAMILY, kind="aggregate", **more)


def _count(args: Sequence[Typed]) -> Binding | Mismatch:
    if len(args) > 1:
        return Mismatch(
            f"`count` takes `*` or one argument, and {len(args)} are given",
            None,
            "count the rows of a `distinct`, or count a struct of the columns",
            kind="arguments",
        )
    problem = wrong_count("count", params("[x any]"), len(args))
    return problem if problem is not None else Binding(tuple(arg.type for arg in args), BIGINT, False)


def sum_type(args: Sequence[Typed], bound: tuple[Type, ...]) -> Type:
    """Integers add up to bigint, decimals to all 38 digits of their scale."""
    kind = bound[0]
    if is_integer(kind):
        return BIGINT
    return Decimal(38, kind.scale) if isinstance(kind, Decimal) else kind


def _array_of(args: Sequence[Typed], bound: tuple[Type, ...]) -> Type | Mismatch:
    kind = bound[0]
    if kind in (types.NULL, types.INTERVAL):
        return Mismatch(f"an array of {kind} cannot be stored", 0, "cast the value first")
    return UNKNOWN if kind == UNKNOWN else Array(kind)


def _fraction(args: Sequence[Typed]) -> Mismatch | None:
    value = args[1].expr.value if isinstance(args[1].expr, Literal) else None
    if value is None or text_of(args, 1) is not None:
        return None
    if 0 <= value <= 1:  # type: ignore[operator]
        return None
    message = "the fraction of a percentile lies between 0 and 1"
    return Mismatch(message, 1, "write 0.5 for the median", kind="arguments")


def _either(args: Sequence[Typed]) -> bool:
    return any(arg.nullable for arg in args)


FUNCTIONS = (
    by_rule(
        "count",
        "count(*) or count([distinct] x any) → bigint",
        _count,
        "The number of rows, or of values that are not NULL; 0 over no rows.",
        family=FAMILY,
        kind="aggregate",
        nulls="never",
        labels="drop",
    ),
    _aggregate(
        "count_if",
        "condition boolean",
        BIGINT,
        "The number of rows for which the condition is true; 0 over no rows.",
        nulls="never",
        nullable=lambda args: False,
        labels="drop",
    ),
    _aggregate(
        "approx_count_distinct",
        "x any",
        BIGINT,
        "About how many different values there are, within a few percent; 0 over no rows.",
        nulls="never",
        nullable=lambda args: False,
        labels="drop",
    ),
    _aggregate(
        "sum",
        "x number",
        sum_type,
        "The sum: bigint of integers, decimal(38, s) of decimals, double of doubles; too large is an error.",
        shown_result="bigint, decimal(38, s) or double",
    ),
    _aggregate(
        "sum_if",
        "x number, condition boolean",
        sum_type,
        "The sum of x over the rows for which the condition is true; NULL where there are none.",
        nullable=lambda args: True,
        shown_result="bigint, decimal(38, s) or double",
    ),
    _aggregate("avg", "x number", DOUBLE, "The mean, as a double."),
    _aggregate("min", "x orderable", same, "The least value."),
    _aggregate("max", "x orderable", same, "The greatest value."),
    _aggregate("bool_and", "x boolean", BOOLEAN, "Whether all values are true."),
    _aggregate("bool_or", "x boolean", BOOLEAN, "Whether one value is true."),
    _aggregate("median", "x double", DOUBLE, "The middle value, between two of them their mean."),
    _aggregate(
        "percentile",
        "x double, fraction number literal",
        DOUBLE,
        "The value below which that fraction lies, interpolated between two.",
        check=_fraction,
    ),
    _aggregate(
        "stddev",
        "x double",
        DOUBLE,
        "The standard deviation of a sample; NULL for one value.",
        nullable=lambda args: True,
    ),
    _aggregate(
        "variance", "x double", DOUBLE, "The variance of a sample; NULL for one value.", nullable=lambda args: True
    ),
    _aggregate("stddev_pop", "x double", DOUBLE, "The standard deviation of all values."),
    _aggregate("variance_pop", "x double", DOUBLE, "The variance of all values."),
    _aggregate(
        "string_agg",
        "text string, separator string literal",
        STRING,
        "The strings with the separator between them, in the order that is said.",
    ),
    _aggregate(
        "array_agg",
        "x any",
        _array_of,
        "The values that are not NULL as an array, in the order that is said.",
        shown_result="array of the type of x",
    ),
    _aggregate(
        "min_by",
        "x any, order orderable",
        same,
        "The x of the row with the least order; rows without an order are left out.",
        nulls="custom",
        nullable=_either,
    ),
    _aggregate(
        "max_by",
        "x any, order orderable",
        same,
        "The x of the row with the greatest order; rows without an order are left out.",
        nulls="custom",
        nullable=_either,
    ),
    _aggregate(
        "grouping",
        "column any",
        BIGINT,
        "1 in the rows whose grouping set leaves the column out, else 0.",
        nulls="never",
        nullable=lambda args: False,
        labels="drop",
    ),
)
