"""DuckDB's types as types of the gate language."""

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
    Struct,
    Type,
)

_NAMED: dict[str, Type] = {
    "BOOLEAN": BOOLEAN,
    "TINYINT": INT,
    "SMALLINT": INT,
    "INTEGER": INT,
    "UTINYINT": INT,
    "USMALLINT": INT,
    "UINTEGER": BIGINT,
    "BIGINT": BIGINT,
    "UBIGINT": Decimal(20, 0),
    "FLOAT": DOUBLE,
    "DOUBLE": DOUBLE,
    "VARCHAR": STRING,
    "UUID": STRING,
    "DATE": DATE,
    "TIMESTAMP": TIMESTAMP,
    "TIMESTAMP_S": TIMESTAMP,
    "TIMESTAMP_MS": TIMESTAMP,
    "TIMESTAMP WITH TIME ZONE": TIMESTAMPTZ,
    "INTERVAL": INTERVAL,
    "JSON": JSON,
}
_DECIMAL = re.compile(r"DECIMAL\((\d+),\s*(\d+)\)")
_MAX_DEPTH = 50


def gate_type(name: str, depth: int = 0) -> Type | None:
    """The type whose values are the same, or None where the language has none."""
    name = name.strip()
    if depth > _MAX_DEPTH:
        return None
    if name in _NAMED:
        return _NAMED[name]
    if found := _DECIMAL.fullmatch(name):
        return Decimal(int(found[1]), int(found[2]))
    if name.startswith("ENUM("):
        return STRING
    if name.endswith("[]"):
        element = gate_type(name[:-2], depth + 1)
        return None if element is None else Array(element)
    if name.startswith("STRUCT(") and name.endswith(")"):
        return _struct(name[7:-1], depth)
    return None


def _struct(body: str, depth: int) -> Type | None:
    fields = []
    for part in _split(body):
        label, _, kind = _first_word(part)
        inner = gate_type(kind, depth + 1)
        if inner is None or not label:
            return None
        fields.append((label, inner))
    return Struct(tuple(fields)) if fields else None


def _first_word(part: str) -> tuple[str, str, str]:
    part = part.strip()
    if part.startswith('"'):
        end = 1
        while end < len(part):
            if part[end] == '"':
                if part[end + 1 : end + 2] != '"':
                    break
                end += 1
            end += 1
        return part[1:end].replace('""', '"'), " ", part[end + 1 :]
    return part.partition(" ")


def _split(body: str) -> list[str]:
    """At commas outside brackets and quotes."""
    parts, depth, quoted, start = [], 0, False, 0
    for at, char in enumerate(body):
        if char == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
        elif char == "," and not depth:
            parts.append(body[start:at])
            start = at + 1
    return [*parts, body[start:]]
