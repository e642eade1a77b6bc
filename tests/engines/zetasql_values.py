"""Values between Python and ZetaSQL: types of the language as its types, and its values as Python's."""

from __future__ import annotations

import datetime
import decimal
import json
from typing import Any

from zetasql.wasi._pb2.zetasql.public import type_pb2, value_pb2

from lockgate.ir import types
from lockgate.ir.types import Type

_EPOCH = datetime.date(1970, 1, 1)
_INSTANT = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
_EXACT = decimal.Context(prec=100)
_KINDS = {
    types.BOOLEAN: "BOOL",
    types.INT: "INT64",
    types.BIGINT: "INT64",
    types.DOUBLE: "DOUBLE",
    types.STRING: "STRING",
    types.DATE: "DATE",
    types.TIMESTAMP: "DATETIME",
    types.TIMESTAMPTZ: "TIMESTAMP",
    types.JSON: "JSON",
}
_SCALES = {"NUMERIC": 9, "BIGNUMERIC": 38}


def kind_of(kind: Type) -> Any:
    """A type of the language as BigQuery stores it."""
    match kind:
        case types.Decimal(precision=precision, scale=scale):
            small = scale <= _SCALES["NUMERIC"] and precision - scale <= 29
            return _simple("NUMERIC" if small else "BIGNUMERIC")
        case types.Array(element=element):
            made = _simple("ARRAY")
            made.array_type.element_type.CopyFrom(kind_of(element))
            return made
        case types.Struct(fields=fields):
            made = _simple("STRUCT")
            for name, inner in fields:
                made.struct_type.field.add(field_name=name, field_type=kind_of(inner))
            return made
    return _simple(_KINDS[kind])


def _simple(name: str) -> Any:
    return type_pb2.TypeProto(type_kind=type_pb2.TypeKind.Value(f"TYPE_{name}"))


def name_of(kind: Any) -> str:
    """What BigQuery calls a type."""
    name = str(type_pb2.TypeKind.Name(kind.type_kind)).removeprefix("TYPE_")
    if name == "ARRAY":
        return f"ARRAY<{name_of(kind.array_type.element_type)}>"
    if name == "STRUCT":
        inner = (f"{item.field_name} {name_of(item.field_type)}" for item in kind.struct_type.field)
        return f"STRUCT<{', '.join(inner)}>"
    return {"DOUBLE": "FLOAT64"}.get(name, name)


def encoded(value: Any, kind: Type) -> Any:
    """A Python value for a table."""
    made = value_pb2.ValueProto()
    if value is None:
        return made
    match kind:
        case types.BOOLEAN:
            made.bool_value = value
        case types.INT | types.BIGINT:
            made.int64_value = value
        case types.DOUBLE:
            made.double_value = value
        case types.STRING:
            made.string_value = value
        case types.JSON:
            made.json_value = value
        case types.DATE:
            made.date_value = (value - _EPOCH).days
        case types.TIMESTAMP:
            made.datetime_value.bit_field_datetime_seconds = _packed(value)
            made.datetime_value.nanos = value.microsecond * 1000
        case types.TIMESTAMPTZ:
            micros = (value - _INSTANT) // datetime.timedelta(microseconds=1)
            made.timestamp_value.seconds = micros // 1_000_000
            made.timestamp_value.nanos = micros % 1_000_000 * 1000
        case types.Decimal():
            name = name_of(kind_of(kind))
            scaled = int(decimal.Decimal(value).scaleb(_SCALES[name], _EXACT))
            data = scaled.to_bytes(scaled.bit_length() // 8 + 1, "little", signed=True)
            setattr(made, f"{name.lower()}_value", data)
        case types.Array(element=element):
            made.array_value.element.extend(encoded(item, element) for item in value)
            made.array_value.SetInParent()
        case types.Struct(fields=fields):
            made.struct_value.field.extend(encoded(value[name], inner) for name, inner in fields)
    return made


def decoded(value: Any, kind: Any) -> Any:
    """A value of a result as Python's; json comes as its text, without spaces."""
    name = str(type_pb2.TypeKind.Name(kind.type_kind)).removeprefix("TYPE_").lower()
    field = value.WhichOneof("value")
    if field is None:
        return None
    known = getattr(value, field)
    match name:
        case "date":
            return _EPOCH + datetime.timedelta(days=known)
        case "datetime":
            return _unpacked(known.bit_field_datetime_seconds, known.nanos // 1000)
        case "timestamp":
            return _INSTANT + datetime.timedelta(seconds=known.seconds, microseconds=known.nanos // 1000)
        case "numeric" | "bignumeric":
            scaled = decimal.Decimal(int.from_bytes(known, "little", signed=True))
            return scaled.scaleb(-_SCALES[name.upper()], _EXACT)
        case "json":
            return json.dumps(json.loads(known), separators=(",", ":"), ensure_ascii=False)
        case "array":
            return [decoded(item, kind.array_type.element_type) for item in known.element]
        case "struct":
            pairs = zip(kind.struct_type.field, known.field, strict=True)
            return {item.field_name: decoded(inner, item.field_type) for item, inner in pairs}
    return known


def _packed(value: datetime.datetime) -> int:
    made = value.year
    for part, bits in (
        (value.month, 4),
        (value.day, 5),
        (value.hour, 5),
        (value.minute, 6),
        (value.second, 6),
    ):
        made = made << bits | part
    return made


def _unpacked(packed: int, micros: int) -> datetime.datetime:
    parts: list[int] = []
    for bits in (6, 6, 5, 5, 4):
        parts.append(packed & ((1 << bits) - 1))
        packed >>= bits
    return datetime.datetime(packed, *reversed(parts), micros)  # type: ignore[arg-type]
