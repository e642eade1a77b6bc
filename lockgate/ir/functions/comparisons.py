"""Comparisons and tests: boolean results, three-valued logic, never between unlike kinds."""

from __future__ import annotations

from collections.abc import Sequence

from lockgate.ir import types
from lockgate.ir.coerce import is_orderable
from lockgate.ir.expr import Literal
from lockgate.ir.functions.base import Binding, Function, Mismatch, Nulls, Rule, Typed
from lockgate.ir.functions.build import by_rule, make, parameters, wrong_count
from lockgate.ir.functions.describe import advice, shown
from lockgate.ir.functions.unify import Clash, unify_comparable
from lockgate.ir.types import BOOLEAN, NULL, UNKNOWN, Array, Struct, Type

FAMILY = "comparisons and logic"


def _has_equality(kind: Type) -> bool:
    if isinstance(kind, Array):
        return _has_equality(kind.element)
    if isinstance(kind, Struct):
        return all(_has_equality(item) for _, item in kind.fields)
    return kind not in (types.JSON, types.INTERVAL)


def _has_order(kind: Type) -> bool:
    return is_orderable(kind) or kind in (NULL, UNKNOWN)


def clash(args: Sequence[Typed], bad: Clash) -> Mismatch:
    """The message for two types that cannot be compared; a constant or a string is to blame first."""
    later = bad.argument
    earlier = next((at for at, item in enumerate(args[:later]) if item.type not in (NULL, UNKNOWN)), 0)
    first, second = args[earlier], args[later]
    turned = later != earlier and _blame(first) > _blame(second)
    blamed, other = (earlier, later) if turned else (later, earlier)
    return Mismatch(
        f"cannot compare {first.type} with {second.type}: "
        f"{shown(first)} is {first.type} and {shown(second)} is {second.type}",
        blamed,
        advice(args[blamed], args[other].type),
        (str(args[other].type),),
    )


def _blame(arg: Typed) -> int:
    """How likely it is the one to change: a constant, else a string."""
    return 2 if isinstance(arg.expr, Literal) else 1 if arg.type == types.STRING else 0


def _comparing(name: str, params: str, ordered: bool, nullable: bool | None = None) -> Rule:
    expected = parameters(params)

    def rule(args: Sequence[Typed]) -> Binding | Mismatch:
        problem = wrong_count(name, expected, len(args))
        if problem is not None:
            return problem
        kind = unify_comparable(args)
        if isinstance(kind, Clash):
            return clash(args, kind)
        if not (_has_order(kind) if ordered else _has_equality(kind)):
            return _not_comparable(name, kind, ordered)
        may_be_null = any(arg.nullable for arg in args) if nullable is None else nullable
        return Binding((kind,) * len(args), BOOLEAN, may_be_null)

    return rule


def _not_comparable(name: str, kind: Type, ordered: bool) -> Mismatch:
    if kind == BOOLEAN:
        return Mismatch(f"booleans have no order, so `{name}` does not take them", 0, "`=` and `<>` compare booleans")
    if kind == types.JSON:
        return Mismatch("json values cannot be compared", 0, "`json_value(j, '$.key')` takes a string out of json")
    if kind == types.INTERVAL:
        return Mismatch(
            "intervals cannot be compared", 0, "compare `date_diff('day', from, to)` with a number, or add the interval"
        )
    what = "order" if ordered else "equality"
    return Mismatch(f"values of {kind} have no {what}", 0, "compare an element or a field")


def _comparison(sign: str, doc: str, ordered: bool) -> Function:
    signature = f"a {sign} b → boolean"
    rule = _comparing(sign, "a any, b any", ordered)
    return by_rule(sign, signature, rule, doc, family=FAMILY, kind="operator")


def _logic(name: str, params: str, doc: str, nulls: Nulls) -> Function:
    signature = "not a → boolean" if name == "not" else f"a {name} b → boolean"
    made = make(
        name,
        params,
        BOOLEAN,
        doc,
        family=FAMILY,
        kind="operator",
        nulls=nulls,
        nullable=lambda args: any(arg.nullable for arg in args),
    )
    return by_rule(name, signature, made.rule, doc, family=FAMILY, kind="operator", nulls=nulls)


def _is_null(args: Sequence[Typed]) -> Binding | Mismatch:
    problem = wrong_count("is_null", parameters("x any"), len(args))
    return problem if problem is not None else Binding((args[0].type,), BOOLEAN, False)


FUNCTIONS = (
    _comparison("=", "True where both are the same value; dates meet timestamps at midnight.", False),
    _comparison("<>", "True where the values differ.", False),
    _comparison("<", "Less; strings compare by code point, NaN is greatest.", True),
    _comparison("<=", "Less or equal.", True),
    _comparison(">", "Greater.", True),
    _comparison(">=", "Greater or equal.", True),
    by_rule(
        "is_not_distinct",
        "is_not_distinct(a, b) → boolean",
        _comparing("is_not_distinct", "a any, b any", False, nullable=False),
        "Equality that takes two NULLs as equal; what joins on keys that may be NULL use.",
        family=FAMILY,
        kind="operator",
        nulls="never",
    ),
    by_rule(
        "is_null",
        "x is null → boolean",
        _is_null,
        "True where x is NULL.",
        family=FAMILY,
        kind="operator",
        nulls="never",
    ),
    by_rule(
        "in",
        "x in (a, …) → boolean",
        _comparing("in", "x any, item any...", False),
        "True where x equals one of the items; NULL where it equals none and one of them is NULL.",
        family=FAMILY,
        kind="operator",
        nulls="custom",
    ),
    by_rule(
        "between",
        "x between low and high → boolean",
        _comparing("between", "x any, low any, high any", True),
        "`x >= low and x <= high`: both ends belong to it.",
        family=FAMILY,
        kind="operator",
        nulls="custom",
    ),
    make(
        "like",
        "text string, pattern string",
        BOOLEAN,
        "Whether the text matches: `%` stands for any text, `_` for one character; there is no escape character.",
        family=FAMILY,
        kind="operator",
        infix=True,
    ),
    _logic("and", "a boolean, b boolean", "Both; false wins over NULL.", "custom"),
    _logic("or", "a boolean, b boolean", "Either; true wins over NULL.", "custom"),
    _logic("not", "a boolean", "The opposite; NULL stays NULL.", "propagate"),
)
