"""Kinds of parameters: which types an argument may have, and what it is coerced to."""

from __future__ import annotations

from collections.abc import Callable

from attrs import frozen

from lockgate.ir import types
from lockgate.ir.coerce import is_integer, is_number, is_orderable, is_time
from lockgate.ir.types import NULL, UNKNOWN, Array, Decimal, Type


@frozen(slots=True)
class ParameterKind:
    """`accepts` says which types may stand there, `target` what they become, `default` what a bare null is."""

    name: str
    accepts: Callable[[Type], bool]
    default: Type
    fixed: Type | None = None

    def target(self, kind: Type) -> Type:
        """The type that an accepted argument is coerced to."""
        if kind == UNKNOWN:
            return UNKNOWN
        if self.fixed is not None:
            return self.fixed
        return self.default if kind == NULL else kind


def _only(kind: Type) -> ParameterKind:
    return ParameterKind(str(kind), lambda given: given == kind, kind, kind)


KINDS = {
    kind.name: kind
    for kind in (
        *(
            _only(kind)
            for kind in (types.BOOLEAN, types.STRING, types.DATE, types.TIMESTAMP, types.TIMESTAMPTZ, types.JSON)
        ),
        ParameterKind("bigint", is_integer, types.BIGINT, types.BIGINT),
        ParameterKind("integer", is_integer, types.BIGINT),
        ParameterKind("exact", lambda kind: is_integer(kind) or isinstance(kind, Decimal), types.BIGINT),
        ParameterKind("number", is_number, types.BIGINT),
        ParameterKind("double", is_number, types.DOUBLE, types.DOUBLE),
        ParameterKind("time", is_time, types.TIMESTAMP),
        ParameterKind("clock", lambda kind: kind in (types.TIMESTAMP, types.TIMESTAMPTZ), types.TIMESTAMP),
        ParameterKind("array", lambda kind: isinstance(kind, Array), NULL),
        ParameterKind("orderable", is_orderable, types.STRING),
        ParameterKind("any", lambda kind: True, NULL),
    )
}

WORDS = {
    "boolean": "a boolean",
    "bigint": "an integer",
    "integer": "an integer",
    "exact": "an integer or a decimal",
    "number": "a number",
    "double": "a number",
    "string": "a string",
    "date": "a date",
    "time": "a date, timestamp or timestamptz",
    "clock": "a timestamp or timestamptz",
    "timestamp": "a timestamp",
    "timestamptz": "a timestamptz",
    "json": "json",
    "array": "an array",
    "orderable": "a number, a string or a point in time",
    "any": "any value",
}
"""How messages name each kind."""
