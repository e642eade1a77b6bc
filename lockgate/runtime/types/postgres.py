"""PostgreSQL's types, as `format_type` writes them, as types of the gate language."""

from __future__ import annotations

import re

from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    INTERVAL,
    JSON,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    Array,
    Decimal,
    Type,
)

_NAMED: dict[str, Type] = {
    "boolean": BOOLEAN,
    "smallint": INT,
    "integer": INT,
    "bigint": BIGINT,
    "real": DOUBLE,
    "double precision": DOUBLE,
    "text": STRING,
    "character varying": STRING,
    "character": STRING,
    "uuid": STRING,
    "name": STRING,
    "date": DATE,
    "timestamp without time zone": TIMESTAMP,
    "timestamp with time zone": TIMESTAMPTZ,
    "interval": INTERVAL,
    "json": JSON,
    "jsonb": JSON,
}
_NUMERIC = re.compile(r"numeric\((\d+),(\d+)\)")
_SIZE = re.compile(r"\(\d+\)")


def gate_type(name: str) -> Type | None:
    """The type whose values are the same, or None where the language has none, as for a numeric without bounds."""
    name = name.strip()
    if name.endswith("[]"):
        element = gate_type(name[:-2])
        return None if element is None else Array(element)
    if found := _NUMERIC.fullmatch(name):
        precision, scale = int(found[1]), int(found[2])
        return Decimal(precision, scale) if precision <= 38 and scale <= precision else None
    return _NAMED.get(_SIZE.sub("", name))
