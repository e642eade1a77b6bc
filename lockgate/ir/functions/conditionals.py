"""Functions that choose one of their arguments: one common type, NULL only where nothing is left."""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.ir import types
from lockgate.ir.coerce import common_type, is_orderable, met
from lockgate.ir.functions.base import Binding, Function, Mismatch, Rule, Typed
from lockgate.ir.functions.build import by_rule, parameters, wrong_count
from lockgate.ir.functions.comparisons import clash
from lockgate.ir.functions.describe import advice, shown
from lockgate.ir.functions.unify import Clash, unify, unify_comparable
from lockgate.ir.types import BOOLEAN, NULL, UNKNOWN, Type

FAMILY = "conditionals"


def unlike(name: str, args: Sequence[Typed], bad: Clash) -> Mismatch:
    """The message for arguments without a common type."""
    arg = args[bad.argument]
    return Mismatch(
        f"the arguments of `{name}` have no common type: {shown(arg)} is {arg.type}, and the others are {bad.known}",
        bad.argument,
        advice(arg, bad.known),
        (str(bad.known),),
    )


def _first_of(name: str, params: str, ordered: bool) -> Rule:
    expected = parameters(params)

    def rule(args: Sequence[Typed]) -> Binding | Mismatch:
        problem = wrong_count(name, expected, len(args))
        if problem is not None:
            return problem
        kind = unify(args)
        if isinstance(kind, Clash):
            return unlike(name, args, kind)
        if ordered and not (is_orderable(kind) or kind in (NULL, UNKNOWN)):
            return Mismatch(
                f"values of {kind} have no order, so `{name}` does not take them",
                0,
                "`bool_or` and `or` join booleans" if kind == BOOLEAN else "give numbers, strings or points in time",
            )
        return Binding((kind,) * len(args), kind, all(arg.nullable for arg in args))

    return rule


def _nullif(args: Sequence[Typed]) -> Binding | Mismatch:
    problem = wrong_count("nullif", parameters("x any, value any"), len(args))
    if problem is not None:
        return problem
    kind = unify_comparable(args)
    if isinstance(kind, Clash):
        return clash(args, kind)
    if kind in (types.JSON, types.INTERVAL):
        return Mismatch(f"values of {kind} cannot be compared", 0, "take a value out first")
    first, second = args[0].type, met(args[1].expr, args[1].type, args[0].type)
    if first == NULL:
        first = second
    joined = common_type(first, second)
    return Binding((first, first if joined == first else second), first, True)


def _if(args: Sequence[Typed]) -> Binding | Mismatch:
    problem = wrong_count("if", parameters("condition boolean, then any, else any"), len(args))
    if problem is not None:
        return problem
    condition = args[0]
    if condition.type not in (BOOLEAN, NULL, UNKNOWN):
        return Mismatch(
            f"`if` takes a boolean as its condition, and {shown(condition)} is {condition.type}",
            0,
            advice(condition, BOOLEAN),
            ("boolean",),
        )
    kind = unify(args[1:])
    if isinstance(kind, Clash):
        return unlike("if", args, Clash(kind.argument + 1, kind.known))
    bound: tuple[Type, ...] = (UNKNOWN if condition.type == UNKNOWN else BOOLEAN, kind, kind)
    return Binding(bound, kind, args[1].nullable or args[2].nullable)


def _function(name: str, signature: str, rule: Rule, doc: str, ignores: bool) -> Function:
    return by_rule(name, signature, rule, doc, family=FAMILY, nulls="ignore" if ignores else "custom")


FUNCTIONS = (
    _function(
        "coalesce",
        "coalesce(x any, …) → the common type",
        _first_of("coalesce", "x any...", False),
        "The first argument that is not NULL.",
        True,
    ),
    _function(
        "greatest",
        "greatest(x orderable, …) → the common type",
        _first_of("greatest", "x orderable...", True),
        "The greatest argument; NULLs are left out.",
        True,
    ),
    _function(
        "least",
        "least(x orderable, …) → the common type",
        _first_of("least", "x orderable...", True),
        "The least argument; NULLs are left out.",
        True,
    ),
    _function(
        "nullif",
        "nullif(x any, value any) → the type of x",
        _nullif,
        "NULL where x equals the value, else x.",
        False,
    ),
    _function(
        "if",
        "if(condition boolean, then any, else any) → the common type",
        _if,
        "`then` where the condition is true, `else` where it is false or NULL.",
        False,
    ),
)
