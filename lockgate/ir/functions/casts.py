"""Which types `cast` goes between: what every engine does alike, or can be made to."""

from __future__ import annotations

from lockgate.ir.coerce import is_integer, is_number
from lockgate.ir.functions.base import Mismatch
from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    INTERVAL,
    JSON,
    NULL,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    UNKNOWN,
    Array,
    Decimal,
    Struct,
    Type,
)

_FROM_TEXT = (BOOLEAN, INT, BIGINT, DOUBLE, DATE, TIMESTAMP, TIMESTAMPTZ, JSON)
_CASTS = frozenset(
    (
        (BOOLEAN, INT),
        (BOOLEAN, BIGINT),
        (BOOLEAN, STRING),
        (DATE, STRING),
        (TIMESTAMP, STRING),
        (JSON, STRING),
        (DATE, TIMESTAMP),
        (TIMESTAMP, DATE),
    )
)


def cast_problem(source: Type, target: Type) -> Mismatch | None:
    """Why `cast` does not go from one type to the other, and what to write instead; None where it does."""
    if source == target or source in (NULL, UNKNOWN) or target == UNKNOWN:
        return None
    if is_number(source) and is_number(target):
        return None
    if isinstance(source, Array) and isinstance(target, Array):
        return cast_problem(source.element, target.element)
    if isinstance(source, Struct) and isinstance(target, Struct) and len(source.fields) == len(target.fields):
        inner = (cast_problem(a, b) for (_, a), (_, b) in zip(source.fields, target.fields, strict=True))
        return next((problem for problem in inner if problem is not None), None)
    if (source, target) in _CASTS or (source == STRING and target in _FROM_TEXT):
        return None
    if target == STRING and (is_integer(source) or isinstance(source, Decimal)):
        return None
    if source == STRING and isinstance(target, Decimal):
        return None
    return Mismatch(f"{source} cannot be cast to {target}", 0, _help(source, target))


def _help(source: Type, target: Type) -> str:
    if {source, target} == {TIMESTAMP, TIMESTAMPTZ}:
        return "`at_zone(t, 'UTC')` converts between a timestamp and an instant, in a named zone"
    if source == DATE and target == TIMESTAMPTZ:
        return "`at_zone(cast(d as timestamp), 'UTC')` gives the instant at which the day begins in a zone"
    if source == TIMESTAMPTZ:
        return f"`at_zone(t, 'UTC')` gives the timestamp in a zone, and that can be cast to {target}"
    if source == DOUBLE and target == STRING:
        return "engines write doubles differently: go by a decimal, `cast(cast(x as decimal(18, 4)) as string)`"
    if source == JSON:
        return "`json_value(j, '$.key')` takes a value out as a string, which can be cast"
    if target == BOOLEAN and is_number(source):
        return "write a comparison, such as `x <> 0`"
    if target == INTERVAL:
        return "write an interval literal times a number, as in `n * interval '1 day'`"
    return "there is no such conversion"
