"""Spark's types, as `simpleString` writes them, as types of the gate language."""

from __future__ import annotations

import re

from lockgate.ir.types import (
    BIGINT,
    BOOLEAN,
    DATE,
    DOUBLE,
    INT,
    JSON,
    STRING,
    TIMESTAMP,
    TIMESTAMPTZ,
    Array,
    Decimal,
    Struct,
    Type,
)

_NAMED: dict[str, Type] = {
    "boolean": BOOLEAN,
    "tinyint": INT,
    "smallint": INT,
    "int": INT,
    "bigint": BIGINT,
    "float": DOUBLE,
    "double": DOUBLE,
    "string": STRING,
    "date": DATE,
    "timestamp": TIMESTAMPTZ,
    "timestamp_ntz": TIMESTAMP,
    "variant": JSON,
}
_DECIMAL = re.compile(r"decimal\((\d+),(\d+)\)")
_SIZED = re.compile(r"(?:var)?char\(\d+\)")


def gate_type(name: str) -> Type | None:
    """The type whose values are the same, or None where the language has none."""
    name = name.strip()
    if name in _NAMED:
        return _NAMED[name]
    if found := _DECIMAL.fullmatch(name):
        return Decimal(int(found[1]), int(found[2]))
    if _SIZED.fullmatch(name) or name.startswith("string collate"):
        return STRING
    if name.startswith("array<") and name.endswith(">"):
        element = gate_type(name[6:-1])
        return None if element is None else Array(element)
    if name.startswith("struct<") and name.endswith(">"):
        return _struct(name[7:-1])
    return None


def _struct(body: str) -> Type | None:
    """Fields as `name:type`, apart by commas outside angles and brackets."""
    fields, depth, start = [], 0, 0
    for at, char in enumerate(f"{body},"):
        depth += (char in "<(") - (char in ">)")
        if char == "," and not depth:
            name, _, kind = body[start:at].partition(":")
            inner = gate_type(kind)
            if inner is None or not name:
                return None
            fields.append((name, inner))
            start = at + 1
    return Struct(tuple(fields)) if fields else None
