"""Window functions: one value a row, of the rows around it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lockgate.ir.functions.base import Binding, Function, Mismatch, Rule, Typed
from lockgate.ir.functions.build import Result, bind_parameters, by_rule, make, parameters, same
from lockgate.ir.functions.checks import at_least
from lockgate.ir.functions.describe import advice, shown
from lockgate.ir.functions.unify import Clash, unify
from lockgate.ir.types import BIGINT, DOUBLE

FAMILY = "windows"


def _rank(name: str, params: str, result: Result, doc: str, **more: Any) -> Function:
    return make(name, params, result, doc, family=FAMILY, kind="window", nulls="never", labels="drop", **more)


def _shifted(name: str) -> Rule:
    expected = parameters("x any, [offset integer literal], [default any]")

    def rule(args: Sequence[Typed]) -> Binding | Mismatch:
        bound = bind_parameters(name, expected, args)
        if isinstance(bound, Mismatch):
            return bound
        problem = at_least(1, 0, f"the offset of `{name}`")(args)
        if problem is not None:
            return problem
        if len(args) < 3:
            return Binding(bound, bound[0], True)
        kind = unify((args[0], args[2]))
        if isinstance(kind, Clash):
            return Mismatch(
                f"the default of `{name}` is {args[2].type}, and {shown(args[0])} is {args[0].type}",
                2,
                advice(args[2], args[0].type),
                (str(args[0].type),),
            )
        return Binding((kind, bound[1], kind), kind, args[0].nullable or args[2].nullable)

    return rule


def _shift(name: str, where: str) -> Function:
    return by_rule(
        name,
        f"{name}(x any, [offset constant integer], [default any]) → the type of x",
        _shifted(name),
        f"The x of the row so many rows (1) {where}; the default (NULL) where there is none.",
        family=FAMILY,
        kind="window",
        nulls="custom",
    )


def _end(name: str, doc: str) -> Function:
    return make(
        name,
        "x any",
        same,
        doc,
        family=FAMILY,
        kind="window",
        nulls="custom",
        nullable=lambda args: args[0].nullable,
    )


FUNCTIONS = (
    _rank("row_number", "", BIGINT, "The number of the row in the order, from 1."),
    _rank("rank", "", BIGINT, "The rank of the row: equals share one, and leave a gap behind them."),
    _rank("dense_rank", "", BIGINT, "The rank of the row: equals share one, without gaps."),
    _rank("percent_rank", "", DOUBLE, "The rank from 0 to 1: (rank - 1) / (rows - 1)."),
    _rank(
        "ntile",
        "buckets integer literal",
        BIGINT,
        "The number of the bucket, from 1, when the rows are split evenly.",
        check=at_least(0, 1, "the number of buckets"),
    ),
    _shift("lag", "before"),
    _shift("lead", "after"),
    _end("first_value", "The x of the first row of the frame."),
    _end("last_value", "The x of the last row of the frame."),
)
