"""Functions of numbers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from lockgate.ir.coerce import MAX_PRECISION, integer_literal
from lockgate.ir.functions.arithmetic import remainder
from lockgate.ir.functions.base import Mismatch, Typed
from lockgate.ir.functions.build import Result, by_rule, make, same
from lockgate.ir.types import DOUBLE, Decimal, Type

FAMILY = "numbers"


def _digits(name: str) -> Result:
    """A decimal comes out with the scale that is asked for, and room for the carry."""

    def result(args: Sequence[Typed], bound: tuple[Type, ...]) -> Type | Mismatch:
        kind = bound[0]
        digits = 0
        if len(args) > 1:
            digits = integer_literal(args[1].expr) or 0
        if abs(digits) > MAX_PRECISION:
            return Mismatch(
                f"`{name}` keeps at most {MAX_PRECISION} digits, not {digits}", 1, "write fewer", kind="arguments"
            )
        if not isinstance(kind, Decimal):
            return kind
        scale = max(0, digits)
        whole = kind.precision - kind.scale
        if scale < kind.scale and name != "trunc":
            whole += 1
        return Decimal(max(1, min(MAX_PRECISION, whole + scale)), scale)

    return result


def _number(name: str, params: str, result: Result, doc: str, **more: Any) -> Any:
    return make(name, params, result, doc, family=FAMILY, **more)


FUNCTIONS = (
    _number("abs", "x number", same, "The value without its sign."),
    _number("sign", "x number", same, "-1, 0 or 1, in the type of x."),
    _number(
        "round",
        "x number, [digits integer literal]",
        _digits("round"),
        "x to so many digits behind the point (0 unless said), half away from zero.",
    ),
    _number(
        "trunc",
        "x number, [digits integer literal]",
        _digits("trunc"),
        "x cut off after so many digits behind the point (0 unless said).",
    ),
    _number("ceil", "x number", _digits("ceil"), "The least whole number that is not less than x."),
    _number("floor", "x number", _digits("floor"), "The greatest whole number that is not more than x."),
    _number("sqrt", "x double", DOUBLE, "The square root; of a negative number it is an error."),
    _number("power", "x double, exponent double", DOUBLE, "x to the power of the exponent."),
    _number("exp", "x double", DOUBLE, "e to the power of x."),
    _number("ln", "x double", DOUBLE, "The natural logarithm; of zero or less it is an error."),
    _number("log10", "x double", DOUBLE, "The logarithm to base 10; of zero or less it is an error."),
    by_rule(
        "mod",
        "mod(a exact, b exact) → the common type",
        remainder("mod"),
        "The same as `a % b`.",
        family=FAMILY,
    ),
    _number("safe_divide", "a double, b double", DOUBLE, "a / b, and NULL where b is zero.", nulls="introduce"),
)
