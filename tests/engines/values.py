"""Values that engines return, in the one form that the interpreter has for each type."""

from __future__ import annotations

import datetime
import decimal
import json
from collections.abc import Mapping, Sequence
from typing import Any

from attrs import frozen

from lockgate.ir import types
from lockgate.ir.types import Array, Decimal, Struct, Type
from tests.interpreter.values import Json


@frozen(eq=False)
class Odd:
    """A value of another type than it should be: equal to nothing but itself."""

    value: Any
    wanted: Type


_CLASSES: dict[Type, type] = {
    types.BOOLEAN: bool,
    types.INT: int,
    types.BIGINT: int,
    types.DOUBLE: float,
    types.STRING: str,
    types.DATE: datetime.date,
}


def normal(value: Any, kind: Type) -> Any:
    """The value as the interpreter would have it; Odd where it is not of its type."""
    if value is None:
        return None
    match kind:
        case Array(element=element) if _is_list(value):
            return [normal(item, element) for item in value]
        case Struct(fields=fields):
            return _struct(value, fields, kind)
        case Decimal() if isinstance(value, decimal.Decimal):
            return value
        case types.JSON:
            return _json(value)
        case types.TIMESTAMP | types.TIMESTAMPTZ if isinstance(value, datetime.datetime):
            zoned = value.tzinfo is not None
            if zoned == (kind == types.TIMESTAMPTZ):
                return value.astimezone(datetime.UTC) if zoned else value
    return value if type(value) is _CLASSES.get(kind) else Odd(value, kind)


def _is_list(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _struct(value: Any, fields: tuple[tuple[str, Type], ...], kind: Type) -> Any:
    if isinstance(value, str):
        return unpacked(json.loads(value, parse_float=decimal.Decimal), kind)
    if isinstance(value, Mapping):
        if [str(name) for name in value] != [name for name, _ in fields]:
            return Odd(value, kind)
        value = list(value.values())
    if not _is_list(value) or len(value) != len(fields):
        return Odd(value, kind)
    return {name: normal(item, inner) for item, (name, inner) in zip(value, fields, strict=True)}


def unpacked(value: Any, kind: Type) -> Any:
    """A value out of the json that stands for a struct where the engine has none."""
    if value is None:
        return None
    match kind:
        case Struct(fields=fields) if isinstance(value, Mapping) and set(value) == {name for name, _ in fields}:
            return {name: unpacked(value[name], inner) for name, inner in fields}
        case Array(element=element) if isinstance(value, list):
            return [unpacked(item, element) for item in value]
        case Decimal() if isinstance(value, decimal.Decimal | int):
            return decimal.Decimal(value)
        case types.DOUBLE if isinstance(value, decimal.Decimal | int) or value in ("NaN", "Infinity", "-Infinity"):
            return float(value)
        case types.DATE:
            return datetime.date.fromisoformat(value)
        case types.TIMESTAMP:
            return datetime.datetime.fromisoformat(value)
        case types.TIMESTAMPTZ:
            return datetime.datetime.fromisoformat(value).replace(tzinfo=datetime.UTC)
        case _:
            return normal(value, kind)


def _json(value: Any) -> Any:
    try:
        return Json.parse(value) if isinstance(value, str) else Json(value)
    except ValueError:
        return Odd(value, types.JSON)
