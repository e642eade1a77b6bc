"""Arithmetic signs: exact for integers and decimals, `/` always double, errors instead of silent loss."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from lockgate.ir import types
from lockgate.ir.coerce import (
    MAX_PRECISION,
    as_decimal,
    capped,
    common_type,
    is_integer,
    is_number,
    is_time,
    met,
)
from lockgate.ir.functions.base import Binding, Function, Mismatch, Rule, Typed
from lockgate.ir.functions.build import by_rule, make, parameters, same, wrong_count
from lockgate.ir.functions.describe import advice, shown
from lockgate.ir.functions.instants import add_interval, subtract_times
from lockgate.ir.types import BIGINT, DOUBLE, NULL, UNKNOWN, Decimal, Type

FAMILY = "arithmetic"
Exact = Callable[[Decimal, Decimal], Decimal | Mismatch]
OPERANDS = parameters("a number, b number")


def numbers(name: str, args: Sequence[Typed]) -> tuple[Type, Type] | Mismatch:
    """The types of two numbers, where integer literals take the type that they meet."""
    for position, arg in enumerate(args):
        if not is_number(arg.type) and arg.type not in (NULL, UNKNOWN):
            return Mismatch(
                f"`{name}` takes numbers, and {shown(arg)} is {arg.type}",
                position,
                _number_help(name, arg),
                ("number",),
            )
    left, right = args
    a, b = met(left.expr, left.type, right.type), met(right.expr, right.type, left.type)
    if a == NULL:
        a = BIGINT if b in (NULL, UNKNOWN) else b
    return a, a if b == NULL and a != UNKNOWN else (BIGINT if b == NULL else b)


def _number_help(name: str, arg: Typed) -> str:
    if name == "+" and arg.type == types.STRING:
        return "`||` puts strings together" if not _looks_numeric(arg) else advice(arg, BIGINT)
    if is_time(arg.type):
        return "add or take an interval, as in `d + interval '1 day'`; `date_diff('day', from, to)` counts between two"
    return advice(arg, BIGINT)


def _looks_numeric(arg: Typed) -> bool:
    return advice(arg, BIGINT).startswith("write ") and "quotes" in advice(arg, BIGINT)


def _nullable(args: Sequence[Typed]) -> bool:
    return any(arg.nullable for arg in args)


def _sum(a: Decimal, b: Decimal) -> Decimal:
    return capped(max(a.precision - a.scale, b.precision - b.scale) + 1, max(a.scale, b.scale))


def _additive(sign: str) -> Rule:
    def rule(args: Sequence[Typed]) -> Binding | Mismatch:
        problem = wrong_count(sign, OPERANDS, len(args))
        if problem is not None:
            return problem
        if any(is_time(arg.type) or arg.type == types.INTERVAL for arg in args):
            if sign == "-" and args[1].type != types.INTERVAL:
                return subtract_times(args)
            return add_interval(sign, args)
        pair = numbers(sign, args)
        if isinstance(pair, Mismatch):
            return pair
        return _combine(pair, args, _sum)

    return rule


def _combine(pair: tuple[Type, Type], args: Sequence[Typed], exact: Exact) -> Binding | Mismatch:
    a, b = pair
    if UNKNOWN in pair:
        return Binding(pair, UNKNOWN, _nullable(args))
    if isinstance(a, Decimal) or isinstance(b, Decimal):
        if DOUBLE not in pair:
            x, y = as_decimal(a), as_decimal(b)
            made = exact(x, y)
            return made if isinstance(made, Mismatch) else Binding((x, y), made, _nullable(args))
    common = common_type(a, b)
    assert common is not None
    return Binding((common, common), common, _nullable(args))


def _product(a: Decimal, b: Decimal) -> Decimal | Mismatch:
    scale = a.scale + b.scale
    if scale > MAX_PRECISION:
        return Mismatch(
            f"{a} times {b} has {scale} digits behind the point, and a decimal has at most {MAX_PRECISION}",
            None,
            "cast one of them to fewer digits, as in `cast(x as decimal(18, 6))`, or to double",
            overflow=True,
        )
    return Decimal(min(MAX_PRECISION, a.precision + b.precision), scale)


def _times(args: Sequence[Typed]) -> Binding | Mismatch:
    problem = wrong_count("*", OPERANDS, len(args))
    if problem is not None:
        return problem
    kinds = [arg.type for arg in args]
    if types.INTERVAL in kinds:
        other = 1 - kinds.index(types.INTERVAL)
        if not (is_integer(kinds[other]) or kinds[other] in (NULL, UNKNOWN)):
            return Mismatch(
                f"an interval is multiplied by an integer, and {shown(args[other])} is {kinds[other]}",
                other,
                "write `n * interval '1 day'` with an integer n",
                ("bigint",),
            )
        bound = tuple(types.INTERVAL if kind == types.INTERVAL else BIGINT for kind in kinds)
        return Binding(bound, types.INTERVAL, _nullable(args))
    pair = numbers("*", args)
    return pair if isinstance(pair, Mismatch) else _combine(pair, args, _product)


def _int_divide(args: Sequence[Typed]) -> Binding | Mismatch:
    problem = wrong_count("//", OPERANDS, len(args))
    if problem is not None:
        return problem
    pair = numbers("//", args)
    if isinstance(pair, Mismatch):
        return pair
    for position, kind in enumerate(pair):
        if not (is_integer(kind) or kind == UNKNOWN):
            return Mismatch(
                f"`//` divides integers, and {shown(args[position])} is {kind}",
                position,
                "`trunc(a / b)` divides other numbers and drops the fraction",
                ("bigint",),
            )
    return _combine(pair, args, _sum)


def remainder(name: str) -> Rule:
    """The rule of `%` and `mod`: integers and decimals."""

    def rule(args: Sequence[Typed]) -> Binding | Mismatch:
        problem = wrong_count(name, OPERANDS, len(args))
        if problem is not None:
            return problem
        pair = numbers(name, args)
        if isinstance(pair, Mismatch):
            return pair
        if DOUBLE in pair:
            position = pair.index(DOUBLE) if args[pair.index(DOUBLE)].type == DOUBLE else 1
            return Mismatch(
                f"`{name}` takes integers and decimals, and {shown(args[position])} is double",
                position,
                "cast it to a decimal, as in `cast(x as decimal(18, 6))`",
                ("bigint", "decimal"),
            )
        common = common_type(*pair)
        assert common is not None
        return Binding((common, common), common, _nullable(args))

    return rule


def _sign(sign: str, rule: Rule, doc: str, result: str) -> Function:
    return by_rule(sign, f"a {sign} b → {result}", rule, doc, family=FAMILY, kind="operator")


_divide = make("/", "a double, b double", DOUBLE, "", family=FAMILY)
_negate = make("neg", "x number", same, "", family=FAMILY)

FUNCTIONS = (
    _sign(
        "+",
        _additive("+"),
        "Sum: decimals have one more digit before the point. A point in time plus an interval is one again.",
        "the common type",
    ),
    _sign(
        "-",
        _additive("-"),
        "Difference, typed as `+`. A date less a date is the number of days (bigint).",
        "the common type",
    ),
    _sign(
        "*",
        _times,
        "Product: decimals add their digits, within 38, and keep the scale. An interval times an integer is one.",
        "the common type",
    ),
    _sign("/", _divide.rule, "Quotient as a double, of integers too; dividing by zero is an error.", "double"),
    _sign("//", _int_divide, "Integer quotient, truncated towards zero; by zero is an error.", "the common type"),
    _sign(
        "%",
        remainder("%"),
        "Remainder with the sign of the dividend, of integers and decimals; by zero is an error.",
        "the common type",
    ),
    by_rule("neg", "-x → the type of x", _negate.rule, "The opposite number.", family=FAMILY, kind="operator"),
)
